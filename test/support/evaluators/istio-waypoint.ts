import type { Manifest } from '../app';
import { matchesOperation, matchesSource } from './istio-rules';
import type { Asked, Peer } from './istio-rules';
import type { Request, Verdict } from './types';

interface Waypoint {
  readonly name: string;
  readonly namespace: string;
  readonly rootNamespace: string;
}

/**
 * What a waypoint does with a request for a Service: the policies that name the Service, the waypoint or its class, all together. Ports are the
 * Service's, and a caller's address is not seen.
 */
export function atWaypoint(objects: readonly Manifest[], request: Request, peer: Peer, waypoint: Waypoint): Verdict {
  const via = request.to.via!;
  const service = objects.find(o => o.kind === 'Service' && o.metadata.name === via.service && o.metadata.namespace === request.to.namespace)!;
  const protocol = service.spec.ports.find((p: Manifest) => p['port'] === via.port)?.appProtocol;
  const asked: Asked = {
    port: via.port, http: request.path !== undefined && ['http', 'http2', 'grpc', 'kubernetes.io/h2c'].includes(protocol),
    ...(request.method !== undefined && { method: request.method }), ...(request.path !== undefined && { path: request.path.split(/[?#]/)[0]! }),
  };
  const policies = objects.filter(o => o.kind === 'AuthorizationPolicy' && attaches(o, objects, service, waypoint));
  const fires = (action: string) => policies.filter(p => (p.spec.action ?? 'ALLOW') === action)
    .map(p => (p.spec.rules ?? []).some((rule: Manifest) => ruleMatches(rule, peer, asked, action)));
  if (fires('DENY').includes(true)) return 'refused';
  const allow = fires('ALLOW');
  return allow.length === 0 || allow.includes(true) ? 'allowed' : 'refused';
}

/** A policy has to stand where its target does; a selector never reaches a waypoint. */
function attaches({ metadata, spec }: Manifest, objects: readonly Manifest[], service: Manifest, { name, namespace, rootNamespace }: Waypoint): boolean {
  const refs: Manifest[] = spec.targetRefs ?? (spec.targetRef ? [spec.targetRef] : []);
  if (refs.length > 16) throw new Error(`${metadata.name} has more than 16 targets`);
  const gatewayClass = objects.find(o => o.kind === 'Gateway' && o.metadata.name === name && o.metadata.namespace === namespace)?.spec.gatewayClassName ?? 'istio-waypoint';
  return refs.some(ref => {
    switch (ref['kind']) {
      case 'Service': return ['', 'core', undefined].includes(ref['group']) && ref['name'] === service['metadata'].name && metadata.namespace === service['metadata'].namespace;
      case 'Gateway': return ref['group'] === 'gateway.networking.k8s.io' && ref['name'] === name && metadata.namespace === namespace;
      case 'GatewayClass': return ref['name'] === 'istio-waypoint' && gatewayClass === 'istio-waypoint' && metadata.namespace === rootNamespace;
      default: return false;
    }
  });
}

/** Where no requests are seen, a rule about them is dropped if it lets in, and loses what it says about them if it refuses. */
function ruleMatches(rule: Manifest, peer: Peer, asked: Asked, action: string): boolean {
  if (rule['when']) throw new Error(`when: ${JSON.stringify(rule['when'])}`);
  const to: Manifest[] = (rule['to'] ?? []).map((t: Manifest) => t['operation']);
  if (!asked.http && action === 'ALLOW' && to.some(operation => Object.keys(operation).some(key => /methods|paths/i.test(key)))) return false;
  const from: Manifest[] = (rule['from'] ?? []).map((f: Manifest) => f['source']);
  return (from.length === 0 || from.some(source => sourceMatches(source, peer))) && (to.length === 0 || to.some(operation => matchesOperation(operation, asked)));
}

/** Every connection comes from inside the waypoint itself, so an address is in no range, and outside of every one. */
function sourceMatches(source: Manifest, peer: Peer): boolean {
  if (source['ipBlocks']) return false;
  const rest = Object.fromEntries(Object.entries(source).filter(([key]) => key !== 'notIpBlocks'));
  return Object.keys(rest).length === 0 || matchesSource(rest, peer);
}
