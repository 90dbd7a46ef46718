// Routing by each caller's sidecar, by istiod's own listeners and routes for it.
import { podObject, standIns } from '../cluster-stand-ins.mjs';
import { withAbsentHeaders } from '../envoy/headers.mjs';
import { HEADERS } from '../gateway-routes/pools.mjs';
import { steadyJudge } from '../steady-judge.mjs';
import { destinationOf } from './destination.mjs';
import { randomMesh } from './mesh.mjs';
import { sidecarAnswer } from './sidecar-answer.mjs';

export const sidecarRoutes = {
  name: 'sidecar-routes',
  title: 'Routes of sidecars',
  judge: 'istiod',
  covers: [
    'Services with ports of every protocol, of none, and of one number for several; headless Services, ExternalName, exports; names of every length, and names that nothing has',
    'ServiceEntries: hosts and wildcards, ports, addresses, resolution, location, exports; Sidecars: what they let callers know, listeners for a port, selectors, what they do with the unknown',
    'VirtualServices: several for a host, wildcards, exports, gateways, delegates, every kind of match and action, `tls` and `tcp` rules; DestinationRules: subsets, exports, selectors',
    'HTTPRoutes, GRPCRoutes, TLSRoutes and TCPRoutes of Services, beside them and of callers',
  ],
  leftOut: [
    'several ServiceEntries of one namespace for one host, of which istiod does not take the same in every run',
    'limits and TLS of DestinationRules: of clusters, only the names; listeners of a Sidecar with an address of their own, or that capture nothing',
  ],
  mesh: randomMesh,
  async start() {
    const istio = steadyJudge();
    return {
      async ask(objects, requests) {
        const { pods } = standIns(objects);
        const callers = [...new Map(requests.map(({ from }) => [JSON.stringify(from), from])).values()];
        const all = [...objects.filter(({ kind }) => kind !== 'Deployment').map(asServed), ...pods.map(podObject), ...slices(objects, pods)];
        const configurations = await istio.ask((judge) => judge.routes(all, callers));
        if (!configurations) return requests.map(() => undefined);
        return requests.map((request) => {
          const destination = destinationOf(objects, pods, request);
          const at = callers.findIndex((one) => JSON.stringify(one) === JSON.stringify(request.from));
          const answer = destination && sidecarAnswer(configurations[at], request, destination);
          return answer && withAbsentHeaders(answer, HEADERS);
        });
      },
      close: () => istio.close(),
    };
  },
};

/** istiod reads TCPRoutes in the version that the next Gateway API serves. What manifests do not say the age of is applied after what is there. */
function asServed(object) {
  const { kind, apiVersion, metadata } = object;
  return { ...object, apiVersion: kind === 'TCPRoute' ? 'gateway.networking.k8s.io/v1' : apiVersion, metadata: { creationTimestamp: '2027-01-01T00:00:00Z', ...metadata } };
}

/** The endpoints of each Service: the listeners of headless ones are by the addresses of pods. */
function slices(objects, pods) {
  return objects.filter(({ kind, spec }) => kind === 'Service' && spec.selector).map(({ metadata: { namespace, name }, spec }) => ({
    apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice', metadata: { namespace, name: `${name}-0`, labels: { 'kubernetes.io/service-name': name } }, addressType: 'IPv4',
    endpoints: pods.filter((pod) => pod.namespace === namespace && Object.entries(spec.selector).every(([key, value]) => pod.labels[key] === value))
      .map((pod) => ({ addresses: [pod.address], conditions: { ready: true }, targetRef: { kind: 'Pod', namespace, name: pod.name } })),
    ports: spec.ports.map((port) => ({ name: port.name, port: port.targetPort, protocol: 'TCP' })),
  }));
}
