import type { GatewayListeners, Listener } from '../../manifest/gateway-api/gateways';
import { listenerSetsOf } from '../../manifest/gateway-api/gateways';
import { isReferencePermitted } from '../../manifest/gateway-api/reference-grants';
import { GATEWAY_GROUP } from '../../manifest/gateway-api/references';
import { byAge } from '../../manifest/istio/age';
import { record, records, text } from '../../manifest/manifest-object';
import type { ManifestSet } from '../../manifest/manifest-set';

/** A listener with the Gateway or ListenerSet that it is of. */
export interface OwnedListener {
  readonly owner: GatewayListeners;
  readonly listener: Listener;
}

/** The listeners of a Gateway and of its ListenerSets that Istio serves: of two that are not distinct, the first; none without a certificate that it may use. */
export function servedListeners(set: ManifestSet, gateway: GatewayListeners): OwnedListener[] {
  const sets = [...listenerSetsOf(set, gateway)].sort((a, b) => byAge(a.object, b.object));
  const kept: OwnedListener[] = [];
  for (const owner of [gateway, ...sets]) for (const listener of owner.listeners) {
    if (kept.every(other => isDistinct(other.listener, listener))) kept.push({ owner, listener });
  }
  return kept.filter(({ owner, listener }) => hasCertificate(set, gateway, owner, listener));
}

export function terminateMode({ spec }: Listener): string | undefined {
  return text(record(record(spec['tls'])['options'])['gateway.istio.io/tls-terminate-mode']);
}

const WITH_HOSTNAME: ReadonlySet<string> = new Set(['HTTP', 'HTTPS', 'TLS']);
const WITHOUT_HOSTNAME: ReadonlySet<string> = new Set(['TCP', 'UDP']);

function isDistinct(a: Listener, b: Listener): boolean {
  if (a.port !== b.port) return true;
  if (WITH_HOSTNAME.has(a.protocol) && WITH_HOSTNAME.has(b.protocol)) return (a.hostname ?? '*') !== (b.hostname ?? '*');
  const conflict = (one: Listener) => WITH_HOSTNAME.has(one.protocol) || WITHOUT_HOSTNAME.has(one.protocol);
  return conflict(a) && conflict(b) ? false : a.protocol !== b.protocol;
}

/** Whether Istio finds what it ends TLS with; certificates that the manifests do not hold are taken to be in the cluster. */
function hasCertificate(set: ManifestSet, gateway: GatewayListeners, { object, namespace }: GatewayListeners, listener: Listener): boolean {
  const { certificates, tlsMode, port } = listener;
  // Istio's own certificates need no Secret.
  if (tlsMode !== 'Terminate' || ['ISTIO_SIMPLE', 'ISTIO_MUTUAL'].includes(terminateMode(listener) ?? '')) return true;
  const permitted = (ref: { readonly group: string; readonly kind: string; readonly namespace: string; readonly name: string }) =>
    isReferencePermitted(set, { group: GATEWAY_GROUP, kind: object.kind, namespace }, ref);
  const usable = certificates.filter(ref => (ref.group === '' || ref.group === 'core') && ref.kind === 'Secret' && permitted(ref));
  if (certificates.length > 2 || certificates.length > 0 && usable.length === 0) return false;
  const authorities = records(record(validationOf(gateway, port))['caCertificateRefs']).map(([ref]) => ref);
  return usable.length === 0 || authorities.length <= 1
    && authorities.every(ref => permitted({ group: '', kind: text(ref['kind']) ?? '', namespace: text(ref['namespace']) ?? namespace, name: text(ref['name']) ?? '' }));
}

function validationOf({ object }: GatewayListeners, port: number | undefined): unknown {
  const { default: everywhere, perPort } = record(record(record(object.spec)['tls'])['frontend']);
  const own = records(perPort).find(([entry]) => entry['port'] === port)?.[0];
  return record(own ? own['tls'] : everywhere)['validation'];
}
