import type { Complain } from '../../manifest/istio/complain';
import type { ManifestObject } from '../../manifest/manifest-object';
import type { ManifestSet } from '../../manifest/manifest-set';
import type { Refusal } from '../refusal';
import { checkAuthorizationPolicy } from './authorization-policy';
import { checkDestinationRule } from './destination-rule';
import { checkEnvoyFilter } from './envoy-filter';
import { checkTrafficExtension, checkWasmPlugin } from './extensions';
import { checkGateway } from './gateway';
import { checkMetadata } from './metadata';
import { checkPeerAuthentication } from './peer-authentication';
import { checkProxyConfig } from './proxy-config';
import { checkRequestAuthentication } from './request-authentication';
import { checkServiceEntry } from './service-entry';
import { checkSidecar } from './sidecar';
import { checkTelemetry } from './telemetry';
import { checkVirtualService } from './virtual-service';
import { checkWorkloadEntry } from './workload-entry';
import { checkWorkloadGroup } from './workload-group';

/** Whatever the version: istiod reads all versions of a kind as one. */
const CHECKS: Readonly<Record<string, (object: ManifestObject, complain: Complain) => void>> = {
  'networking.istio.io/VirtualService': checkVirtualService,
  'networking.istio.io/DestinationRule': checkDestinationRule,
  'networking.istio.io/Gateway': checkGateway,
  'networking.istio.io/Sidecar': checkSidecar,
  'networking.istio.io/ServiceEntry': checkServiceEntry,
  'networking.istio.io/WorkloadEntry': checkWorkloadEntry,
  'networking.istio.io/WorkloadGroup': checkWorkloadGroup,
  'networking.istio.io/EnvoyFilter': checkEnvoyFilter,
  'networking.istio.io/ProxyConfig': checkProxyConfig,
  'security.istio.io/AuthorizationPolicy': checkAuthorizationPolicy,
  'security.istio.io/RequestAuthentication': checkRequestAuthentication,
  'security.istio.io/PeerAuthentication': checkPeerAuthentication,
  'telemetry.istio.io/Telemetry': checkTelemetry,
  'extensions.istio.io/WasmPlugin': checkWasmPlugin,
  'extensions.istio.io/TrafficExtension': checkTrafficExtension,
};

/** A refusal with the rule of the webhook that it comes from. */
export interface WebhookRefusal extends Refusal {
  readonly idea: string;
}

/** What istiod's validating webhook would say of an object that schema and CEL have let pass; it is not asked of others. */
export function istioWebhook(object: ManifestObject, _set: ManifestSet): WebhookRefusal[] {
  const refusals: WebhookRefusal[] = [];
  const check = CHECKS[`${object.group}/${object.kind}`];
  if (!check) return refusals;
  const complain: Complain = (idea, at, message, remedy) => {
    refusals.push({ rule: 'admission/webhook', idea, path: at.path, message, remedy, aliases: ['IST0106'] });
  };
  checkMetadata(object, complain);
  check(object, complain);
  return refusals;
}
