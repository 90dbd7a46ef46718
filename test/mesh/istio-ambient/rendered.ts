import { istioAmbient } from '../../../src/mesh/istio/ambient/data-plane';
import type { WaypointModel } from '../../../src/mesh/istio/ambient/waypoint-model';
import { defaultWaypoint } from '../../../src/mesh/istio/ambient/waypoint-model';
import type { Plan } from '../../../src/model/data-plane';
import type { ClusterModel, NamespaceModel, ServiceModel } from '../../../src/model/model';
import type { Resource } from '../../../src/model/resource';
import type { Request } from '../istio-sidecar/rendered';
import { aNamespace, EXPERIMENTAL } from '../../support/model';

export const USE_WAYPOINT = 'istio.io/use-waypoint';

export const perService: WaypointModel = { kind: 'per-service', shape: { gatewayClassName: 'istio-waypoint' } };

export const ambient = (waypoint: WaypointModel = defaultWaypoint) => istioAmbient({ version: '1.30', waypoint });

export function shopWith(waypoint?: WaypointModel, cluster: ClusterModel = EXPERIMENTAL): NamespaceModel {
  return aNamespace(ambient(waypoint), { cluster });
}

export const planOf = (service: ServiceModel): Plan => service.namespace.dataPlane.service(service);

/** The one waypoint that a Service's label names; undefined: none. */
export const waypointOf = (service: ServiceModel): string | undefined => planOf(service).labels[USE_WAYPOINT];

export const gateways = (namespace: NamespaceModel): string[] => namespace.dataPlane.namespace(namespace).resources.filter(r => r.kind === 'Gateway').map(r => r.metadata.name);

/** Everything that a namespace and its services get, by key: what a cluster would hold. */
export function everything(namespace: NamespaceModel): Record<string, unknown> {
  const plane = namespace.dataPlane;
  const of = (owner: string, { labels, annotations, resources }: Plan) => [
    [owner, { labels, annotations }] as const, ...resources.map(r => [`${r.kind}/${r.metadata.name}`, r] as const),
  ];
  return Object.fromEntries([
    ...of('namespace', plane.namespace(namespace)),
    ...namespace.services.flatMap(s => of(`service/${s.name}`, plane.service(s))),
    ...namespace.workloads.flatMap(w => of(`workload/${w.name}`, plane.workload(w))),
  ]);
}

/* eslint-disable @typescript-eslint/no-explicit-any -- rendered objects are plain JSON */

export const specs = (plan: Plan, kind: string): any[] => plan.resources.filter(r => r.kind === kind).map(r => r.body['spec']);

export const named = (plan: Plan, kind: string, name: string): Resource => {
  const found = plan.resources.find(r => r.kind === kind && r.metadata.name === name);
  if (!found) throw new Error(`no ${kind} ${name} among ${plan.resources.map(r => r.id).join(', ')}`);
  return found;
};

/** What a waypoint does with a request: all matches of a port's HTTPRoutes in Istio's order, up to the first that matches everything. */
export function ruleAtWaypoint(plan: Plan, request: Request): any {
  const entries = specs(plan, 'HTTPRoute').filter(spec => spec.parentRefs[0].port === request.port)
    .flatMap(spec => spec.rules.flatMap((rule: any) => (rule.matches.length === 0 ? [{ rule, match: undefined }] : rule.matches.map((match: any) => ({ rule, match })))));
  const rank = ({ match }: any) => (match ? { Exact: 3, PathPrefix: 2, RegularExpression: 1 }[match.path.type as string]! : 0);
  const counts = ({ match }: any) => [match?.path.value.length ?? 0, match?.method ? 1 : 0, match?.headers?.length ?? 0, match?.queryParams?.length ?? 0];
  const order = (a: any, b: any) => rank(b) - rank(a) || counts(b).map((n, i) => n - counts(a)[i]!).find(n => n !== 0) || 0;
  for (const { rule, match } of entries.sort(order)) {
    if (match === undefined || takes(match, request)) return rule;
    if (match.path.type === 'PathPrefix' && match.path.value === '/' && !match.method && !match.headers && !match.queryParams) return undefined;
  }
  return undefined;
}

function takes({ path, method, headers = [], queryParams = [] }: any, request: Request): boolean {
  const same = ({ type, value }: any, text: string | undefined) => text !== undefined && (type === 'RegularExpression' ? new RegExp(`^(?:${value})$`).test(text) : text === value);
  const onPath = path.type !== 'PathPrefix' ? same(path, request.path) : path.value === '/' || request.path === path.value || request.path.startsWith(`${path.value}/`);
  return onPath && (method === undefined || method === request.method)
    && headers.every((h: any) => same(h, request.headers[h.name])) && queryParams.every((q: any) => same(q, request.query[q.name]));
}
