import type { DataPlaneName } from '../../../src/model/data-plane';
import { evaluate as gatewayApi } from './gateway-api';
import { evaluate as istioAmbient } from './istio-ambient';
import { evaluate as istioSidecar } from './istio-sidecar';
import { evaluate as linkerd } from './linkerd';
import type { Evaluator } from './types';

const EVALUATORS: Readonly<Record<DataPlaneName, Evaluator>> = {
  'istio-sidecar': istioSidecar, 'istio-ambient': istioAmbient, linkerd, 'gateway-api': gatewayApi,
};

/** What reads the rendered objects as the data plane does. */
export function evaluatorOf(mesh: string): Evaluator {
  return EVALUATORS[mesh as DataPlaneName];
}
