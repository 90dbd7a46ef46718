// Which waypoint calls pass in an ambient mesh, by istiod's own index of it, and what the waypoint does, by istiod's configuration for it.
import { podObject, standIns } from '../cluster-stand-ins.mjs';
import { HEADERS } from '../gateway-routes/pools.mjs';
import { withAbsentHeaders } from '../envoy/headers.mjs';
import { steadyJudge } from '../steady-judge.mjs';
import { randomMesh } from './mesh.mjs';
import { waypointAnswer } from './waypoint-answer.mjs';

const isWaypoint = ({ kind, spec }) => kind === 'Gateway' && spec.gatewayClassName === 'istio-waypoint';

export const waypointRoutes = {
  name: 'waypoint-routes',
  title: 'Waypoints and their routes',
  judge: 'istiod',
  covers: [
    'Who passes which waypoint: labels of namespaces, Services and pods, waypoints of other namespaces and whom they take, what they are for, gateways that use them',
    'VirtualServices, HTTPRoutes, GRPCRoutes, TLSRoutes, TCPRoutes and DestinationRules at waypoints: namespaces, exports, order, all matches and actions, HTTP and connections',
  ],
  mesh: randomMesh,
  async start() {
    const istio = steadyJudge({ ambient: true });
    return {
      async ask(objects, requests) {
        const { services, pods } = standIns(objects);
        const gateways = objects.filter(isWaypoint).map(({ metadata: { namespace, name } }) => pods.find((pod) => pod.namespace === namespace && pod.labels['gateway.networking.k8s.io/gateway-name'] === name));
        const all = [...objects.filter(({ kind }) => kind !== 'Deployment').map(asServed), ...services, ...pods.map(podObject)];
        const answer = await istio.ask((judge) => judge.waypointRoutes(all, gateways.map(({ account, ...pod }) => ({ ...pod, serviceAccount: account }))));
        if (!answer) return requests.map(() => undefined);
        const configurations = new Map(gateways.map(({ namespace, name }, index) => [`${name.slice(0, -'-0'.length)}.${namespace}.svc.cluster.local`, answer.configurations[index]]));
        return requests.map((request) => {
          const expect = waypointAnswer({ ...answer, configurations }, objects, request);
          return expect && withAbsentHeaders(expect, HEADERS);
        });
      },
      close: () => istio.close(),
    };
  },
};

/** As a server would hold it once the waypoint runs; istiod reads TCPRoutes in the version that the next Gateway API serves. */
function asServed(object) {
  if (object.kind === 'TCPRoute') return { ...object, apiVersion: 'gateway.networking.k8s.io/v1' };
  if (object.kind !== 'Gateway' || object.status?.addresses) return object;
  const { namespace, name } = object.metadata;
  return { ...object, status: { ...object.status, addresses: [{ type: 'Hostname', value: `${name}.${namespace}.svc.cluster.local` }] } };
}
