import type { DataPlaneName } from '../../../src/model/data-plane';
import type { Manifest } from '../app';
import { istioSidecarReader } from './istio-sidecar';
import { gatewayApiReader, istioAmbientReader, linkerdReader } from './routes';
import { podsBehind, serviceObjects } from './services';
import type { Destination, Reader } from './words';
import { podsName, ruleWords } from './words';

export type { Destination, Reader, RuleMeaning } from './words';

const READERS: Readonly<Record<DataPlaneName, (objects: readonly Manifest[], service: string) => Reader>> = {
  'istio-sidecar': istioSidecarReader, 'istio-ambient': istioAmbientReader, linkerd: linkerdReader, 'gateway-api': gatewayApiReader,
};

export function readerOf(plane: string, objects: readonly Manifest[], service: string): Reader {
  return READERS[plane as DataPlaneName](objects, service);
}

/**
 * What becomes of the requests to a service of the namespace `shop`: a line for each rule of each port, then the breakers that act on each of its
 * destinations. Empty: nothing is asked of the mesh.
 */
export function meaningOf(plane: string, objects: readonly Manifest[], name: string = 'cart'): string[] {
  const service = `shop/${name}`;
  const reader = readerOf(plane, objects, service);
  const ports: number[] = serviceObjects(objects).get(service)!.spec.ports.map((p: Manifest) => p.port);
  const rules = ports.flatMap(port => (reader.rules(port) ?? []).map((rule, index) => ({ port, index, rule })));
  const lines = rules.map(({ port, index, rule }) => `port ${port}: ${ruleWords(rule, index === 0)}`);
  return [...lines, ...breakerLines(reader, [...rules.flatMap(r => r.rule.to), { service, pods: podsBehind(objects, service), weight: 100 }])];
}

function breakerLines(reader: Reader, destinations: readonly Destination[]): string[] {
  return [...new Set(destinations.flatMap(destination => {
    const { limits, ejection } = reader.policy(destination);
    return [...(limits ? [`${podsName(destination.pods)}: at most ${limits}`] : []), ...(ejection ? [`${podsName(destination.pods)}: ${ejection}`] : [])];
  }))].sort();
}
