import type { Route } from '../../manifest/gateway-api/routes';
import { routes } from '../../manifest/gateway-api/routes';
import { olderFirst } from '../../manifest/linkerd/order';
import { isServerParent } from '../../manifest/linkerd/references';
import { grouped } from '../../manifest/linkerd/route-parents';
import type { Server } from '../../manifest/linkerd/servers';
import { isOpaqueAtPods } from '../../manifest/linkerd/port-list';
import { records, text } from '../../manifest/manifest-object';
import type { ManifestSet } from '../../manifest/manifest-set';
import { view, viewOf } from '../../manifest/manifest-set';
import { probesOf } from '../../manifest/probes';
import type { Workload } from '../../manifest/workloads';
import type { HttpMessage } from '../call';
import { pathOf } from '../gateway-api/message-match';
import { inboundProblem } from './route-use';

/** Routes that name a Server. */
export interface InboundRoutes {
  readonly used: readonly Route[];
  /** With why Linkerd does not use them there. */
  readonly unused: readonly { readonly route: Route; readonly problem: string }[];
}

const byServer = view(set => grouped(routes(set).flatMap(route => records(route.object.spec['parentRefs']).filter(([ref]) => isServerParent(ref, route.object.group)).map(([ref]) => ({
  route, key: `${text(ref['namespace']) ?? route.namespace}/${text(ref['name']) ?? ''}`,
  problem: text(ref['namespace']) !== undefined && ref['namespace'] !== route.namespace ? 'the Server is in another namespace'
    : ref['port'] !== undefined || ref['sectionName'] !== undefined ? 'its parentRef has a port or a section' : undefined,
}))), ({ key }) => key));

/** Routes of a Server, in Linkerd's order. */
export const inboundRoutes = viewOf((set, { namespace, name, proxyProtocol }: Server): InboundRoutes => {
  const kind = proxyProtocol === 'gRPC' ? 'GRPCRoute' : 'HTTPRoute';
  const all = (byServer(set).get(`${namespace}/${name}`) ?? [])
    .map(({ route, problem }) => ({ route, problem: problem ?? (route.kind === kind ? inboundProblem(route) : `the Server's protocol is ${proxyProtocol}`) }))
    .sort((a, b) => olderFirst(a.route.object, b.route.object));
  return { used: all.filter(({ problem }) => problem === undefined).map(({ route }) => route), unused: all.flatMap(({ route, problem }) => (problem === undefined ? [] : [{ route, problem }])) };
});

/** Whether a request is for the path of an HTTP probe: Linkerd admits that by itself where no route is attached. */
export function isProbePath(set: ManifestSet, workload: Workload, port: number, message: HttpMessage): boolean {
  if (message.method !== 'GET' || isOpaqueAtPods(set, workload, port)) return false;
  const path = pathOf(message);
  return probesOf(workload).some(({ how, number, target }) => (how === 'http' || how === 'https') && number === port && target === path);
}
