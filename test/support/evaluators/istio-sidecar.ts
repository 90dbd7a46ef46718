import type { Manifest } from '../app';
import { matchesSource, matchesOperation } from './istio-rules';
import type { Peer, Asked } from './istio-rules';
import { modeFor } from './istio-mtls';
import type { Evaluator, Request } from './types';

/** Istio's sidecar of the pod that is asked: mutual TLS first, then the policies that refuse, then those that let in. */
export const evaluate: Evaluator = (objects, request, options = {}) => {
  const { trustDomain = 'cluster.local', rootNamespace = 'istio-system' } = options;
  const { from, to } = request;
  if (isOutside(objects, request) || (request.probe && probesAreRewritten(objects, request))) return 'allowed';
  if (from.account === undefined && modeFor(objects, to, rootNamespace) === 'STRICT') return 'refused';
  // What is no HTTP probe is a bare connection, which the proxy takes before it asks anybody.
  if (request.probe && request.path === undefined) return 'allowed';
  const peer: Peer = { ip: from.ip ?? '10.0.0.1', ...(from.account !== undefined && { principal: `${trustDomain}/ns/${from.namespace}/sa/${from.account}` }) };
  const asked: Asked = {
    port: to.port, http: isHttp(objects, request),
    ...(request.method !== undefined && { method: request.method }), ...(request.path !== undefined && { path: request.path.split(/[?#]/)[0]! }),
  };
  const policies = objects.filter(o => o.kind === 'AuthorizationPolicy' && applies(o, to, rootNamespace));
  const matching = (action: string) => policies.filter(p => (p.spec.action ?? 'ALLOW') === action);
  const unknown = policies.find(p => !['ALLOW', 'DENY', undefined].includes(p.spec.action));
  if (unknown) throw new Error(`action ${unknown.spec.action}`);
  const fires = (policy: Manifest, allow: boolean) => (policy.spec.rules ?? []).some((rule: Manifest) => ruleMatches(rule, peer, asked, allow));
  if (matching('DENY').some(p => fires(p, false))) return 'refused';
  const allow = matching('ALLOW');
  return allow.length === 0 || allow.some(p => fires(p, true)) ? 'allowed' : 'refused';
};

/** Pods without a proxy take whatever comes. */
function isOutside(objects: readonly Manifest[], { to }: Request): boolean {
  const namespace = objects.find(o => o.kind === 'Namespace' && o.metadata.name === to.namespace)?.metadata.labels;
  const enrolled = namespace === undefined || namespace['istio-injection'] === 'enabled' || namespace['istio.io/rev'] !== undefined;
  const pods = { ...to.labels, ...templateOf(objects, to)?.metadata?.labels };
  return !enrolled || pods['sidecar.istio.io/inject'] === 'false';
}

function probesAreRewritten(objects: readonly Manifest[], { to }: Request): boolean {
  return templateOf(objects, to)?.metadata?.annotations?.['sidecar.istio.io/rewriteAppHTTPProbers'] !== 'false';
}

function templateOf(objects: readonly Manifest[], to: Request['to']): Manifest | undefined {
  return objects.filter(o => o.spec?.template && o.metadata.namespace === to.namespace).map(o => o.spec.template)
    .find(t => Object.entries(t.metadata?.labels ?? {}).every(([k, v]) => k.includes('/') || to.labels[k] === v));
}

/** What the Services that lead to the port say that it speaks; without one, the proxy looks at the bytes. */
function isHttp(objects: readonly Manifest[], { to, path }: Request): boolean {
  const protocols = objects
    .filter(o => o.kind === 'Service' && o.metadata.namespace === to.namespace && selects(o.spec.selector, to.labels))
    .flatMap(o => o.spec.ports).filter((p: Manifest) => (p['targetPort'] ?? p['port']) === to.port).map((p: Manifest) => p['appProtocol']);
  return path !== undefined && (protocols.length === 0 || protocols.every(p => ['http', 'http2', 'grpc'].includes(p)));
}

function applies({ metadata, spec }: Manifest, to: Request['to'], root: string): boolean {
  if (metadata.namespace !== to.namespace && metadata.namespace !== root) return false;
  return !spec.targetRefs && !spec.targetRef && selects(spec.selector?.matchLabels, to.labels);
}

function selects(selector: Record<string, string> | undefined, labels: Readonly<Record<string, string>>): boolean {
  return Object.entries(selector ?? {}).every(([k, v]) => labels[k] === v);
}

/** Where no requests are seen, a rule about them is dropped if it lets in, and loses what it says about them if it refuses. */
function ruleMatches(rule: Manifest, peer: Peer, asked: Asked, allow: boolean): boolean {
  const strange = Object.keys(rule).find(key => !['from', 'to'].includes(key));
  if (strange !== undefined || rule['from']?.length === 0 || rule['to']?.length === 0) throw new Error(`rule ${JSON.stringify(rule)}`);
  const asksHttp = (rule['to'] ?? []).some((t: Manifest) => Object.keys(t['operation']).some(key => /methods|paths/i.test(key)));
  if (!asked.http && asksHttp && allow) return false;
  return (!rule['from'] || rule['from'].some((f: Manifest) => matchesSource(f['source'], peer)))
    && (!rule['to'] || rule['to'].some((t: Manifest) => matchesOperation(t['operation'], asked)));
}
