import type { Manifest } from '../app';
import { modeFor } from './istio-mtls';
import { matchesOperation, matchesSource } from './istio-rules';
import type { Asked, Peer } from './istio-rules';
import { atWaypoint } from './istio-waypoint';
import type { EvaluatorOptions, Request, Verdict } from './types';

interface AmbientOptions extends EvaluatorOptions {
  /** Whether waypoints run, those that are made elsewhere included. One that does not is passed by, as if no Service named it. */
  readonly waypointsRun?: boolean;
}

/** Istio's ambient mode: the waypoint of the Service that is asked for, then the proxy of the node on which the pod is. */
export function evaluate(objects: readonly Manifest[], request: Request, options: AmbientOptions = {}): Verdict {
  const { trustDomain = 'cluster.local', rootNamespace = 'istio-system', waypointsRun = true } = options;
  const { from, to } = request;
  if (request.probe) return 'allowed';
  const own: Peer = { ip: from.ip ?? '10.0.0.1', ...(from.account !== undefined && { principal: `${trustDomain}/ns/${from.namespace}/sa/${from.account}` }) };
  const through = waypointsRun && usesWaypoints(objects, request) ? waypointOf(objects, to) : undefined;
  if (to.via) leadsTo(objects, to.namespace, to.via, to);
  if (!through) return atPods(objects, request, own, rootNamespace);
  if (atWaypoint(objects, request, own, { ...through, rootNamespace }) === 'refused') return 'refused';
  return atPods(objects, request, { ip: '10.250.200.1', principal: `${trustDomain}/ns/${through.namespace}/sa/${through.name}` }, rootNamespace);
}

/** Who has no identity is outside, and a sidecar sends to the pods itself. */
function usesWaypoints(objects: readonly Manifest[], { from }: Request): boolean {
  const labels = objects.find(o => o.kind === 'Namespace' && o.metadata.name === from.namespace)?.metadata.labels ?? {};
  return from.account !== undefined && labels['istio-injection'] === undefined && labels['istio.io/rev'] === undefined;
}

function waypointOf(objects: readonly Manifest[], { namespace, via }: Request['to']): { readonly name: string; readonly namespace: string } | undefined {
  const labelsOf = (kind: string, name: string | undefined) => objects.find(o => o.kind === kind && o.metadata.name === name && (kind === 'Namespace' || o.metadata.namespace === namespace))?.metadata.labels ?? {};
  if (!via) return undefined;
  const labels = labelsOf('Service', via.service)['istio.io/use-waypoint'] !== undefined ? labelsOf('Service', via.service) : labelsOf('Namespace', namespace);
  const name = labels['istio.io/use-waypoint'];
  return name === undefined || name === 'none' ? undefined : { name, namespace: labels['istio.io/use-waypoint-namespace'] ?? namespace };
}

/** Makes sure that the Service, or one to which its waypoint sends, leads to the pods and the port. Who skips the waypoint may go there directly. */
function leadsTo(objects: readonly Manifest[], namespace: string, via: { readonly service: string; readonly port: number }, to: Request['to']): void {
  const routes = objects.filter(o => o.kind === 'HTTPRoute' && o.spec.parentRefs.some((ref: Manifest) => ref['kind'] === 'Service' && ref['name'] === via.service
    && (ref['namespace'] ?? o.metadata.namespace) === namespace && (ref['port'] === undefined || ref['port'] === via.port)));
  const backends: Manifest[] = routes.flatMap(route => route.spec.rules).flatMap(rule => rule.backendRefs ?? []);
  const targets = backends.length > 0 ? backends.map(ref => ({ name: ref['name'], namespace: ref['namespace'] ?? namespace, port: ref['port'] }))
    : [{ name: via.service, namespace, port: via.port }];
  const ends = targets.some(target => {
    const service = objects.find(o => o.kind === 'Service' && o.metadata.name === target.name && o.metadata.namespace === target.namespace);
    const port = service?.spec.ports.find((p: Manifest) => p['port'] === target.port);
    return target.namespace === to.namespace && selects(service?.spec.selector, to.labels) && (port?.targetPort ?? port?.port) === to.port;
  });
  if (!ends) throw new Error(`${via.service}:${via.port} does not lead to port ${to.port} of ${JSON.stringify(to.labels)}`);
}

/** The proxy of the node: connections, identities and addresses. */
function atPods(objects: readonly Manifest[], { to }: Request, peer: Peer, root: string): Verdict {
  if (isOutside(objects, to)) return 'allowed';
  refuseUnstatedModes(objects, to);
  if (peer.principal === undefined && modeFor(objects, to, root) === 'STRICT') return 'refused';
  const policies = objects.filter(o => o.kind === 'AuthorizationPolicy' && appliesToPods(o, to, root));
  const fires = (action: string) => policies.filter(p => (p.spec.action ?? 'ALLOW') === action)
    .map(p => (p.spec.rules ?? []).some((rule: Manifest) => groupMatches(rule, peer, { port: to.port, http: false }, action)));
  if (fires('DENY').includes(true)) return 'refused';
  const allow = fires('ALLOW');
  return allow.length === 0 || allow.includes(true) ? 'allowed' : 'refused';
}

const ON_REQUESTS = /^(not)?(methods|paths|hosts|requestPrincipals|remoteIpBlocks)$/i;

/** A rule that lets in and asks for requests is left out; one that refuses loses what it asks, and with nothing left in a clause it never holds. */
function groupMatches(rule: Manifest, peer: Peer, asked: Asked, action: string): boolean {
  if (rule['when']) throw new Error(`when: ${JSON.stringify(rule['when'])}`);
  const clauses: Manifest[][] = [(rule['from'] ?? []).map((f: Manifest) => f['source']), (rule['to'] ?? []).map((t: Manifest) => t['operation'])];
  const looksIntoRequests = clauses.flat().some(match => Object.keys(match).some(key => ON_REQUESTS.test(key)));
  if (looksIntoRequests && action === 'ALLOW') return false;
  return clauses.every((matches, index) => {
    if (matches.length === 0) return true;
    const left = matches.map(match => Object.fromEntries(Object.entries(match).filter(([key]) => !ON_REQUESTS.test(key)))).filter(match => Object.keys(match).length > 0);
    return left.some(match => (index === 0 ? matchesSource(match, peer) : matchesOperation(match, asked)));
  });
}

/** A policy for single pods that leaves the mode to what is around it can lose that altogether. */
function refuseUnstatedModes(objects: readonly Manifest[], to: Request['to']): void {
  const unstated = objects.find(o => o.kind === 'PeerAuthentication' && o.metadata.namespace === to.namespace && o.spec.selector && [undefined, 'UNSET'].includes(o.spec.mtls?.mode));
  if (unstated) throw new Error(`PeerAuthentication ${unstated.metadata.name} states no mode`);
}

function isOutside(objects: readonly Manifest[], { namespace, labels }: Request['to']): boolean {
  const around = objects.find(o => o.kind === 'Namespace' && o.metadata.name === namespace)?.metadata.labels;
  const template = objects.filter(o => o.spec?.template && o.metadata.namespace === namespace).map(o => o.spec.template.metadata?.labels ?? {})
    .find(own => Object.entries(own).every(([k, v]) => k.includes('/') || labels[k] === v));
  const mode = { ...labels, ...template }['istio.io/dataplane-mode'];
  return mode === 'none' || (around !== undefined && around['istio.io/dataplane-mode'] !== 'ambient' && mode !== 'ambient');
}

function appliesToPods({ metadata, spec }: Manifest, to: Request['to'], root: string): boolean {
  return [to.namespace, root].includes(metadata.namespace) && !spec.targetRefs && !spec.targetRef && selects(spec.selector?.matchLabels, to.labels);
}

function selects(selector: Record<string, string> | undefined, labels: Readonly<Record<string, string>>): boolean {
  return Object.entries(selector ?? {}).every(([k, v]) => labels[k] === v);
}
