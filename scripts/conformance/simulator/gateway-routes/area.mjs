// Routing at gateways, of Istio's API and the Gateway API, by istiod's own listeners and routes for the gateway's proxy.
import { podObject, standIns } from '../cluster-stand-ins.mjs';
import { withAbsentHeaders } from '../envoy/headers.mjs';
import { steadyJudge } from '../steady-judge.mjs';
import { gatewayAnswer } from './gateway-answer.mjs';
import { randomMesh } from './mesh.mjs';
import { HEADERS } from './pools.mjs';

export const gatewayRoutes = {
  name: 'gateway-routes',
  title: 'Routes of gateways',
  judge: 'istiod',
  covers: [
    "Istio's Gateways: several on the same pods and ports, protocols, hosts for namespaces, TLS modes, redirects to https, ports of Services and of pods",
    'VirtualServices at gateways: hosts, gateways, exports, delegates, every kind of match and action, `tls` and `tcp` rules; DestinationRules with subsets, ServiceEntries',
    'Gateway API: Gateways and ListenerSets that do and do not go together, hostnames, allowed namespaces and kinds, certificates and clients\' certificates, ReferenceGrants',
    'HTTPRoutes, GRPCRoutes, TLSRoutes, TCPRoutes at gateways: sections, ports, hostnames, precedence, filters, weights, backends that are not there, timeouts, retries, mirrors, CORS',
  ],
  mesh: randomMesh,
  async start() {
    const istio = steadyJudge();
    return {
      async ask(objects, requests) {
        const { services, pods } = standIns(objects);
        const throughs = [...new Map(requests.map(({ through }) => [JSON.stringify(through), through])).values()];
        const places = throughs.map((through) => placeOf(objects, pods, through));
        const all = [...objects.filter(({ kind }) => kind !== 'Deployment').map(asServed), ...services, ...pods.map(podObject)];
        const known = places.filter((place) => place !== undefined);
        const configurations = await istio.ask((judge) => judge.gatewayRoutes(all, known.map(({ account, ...pod }) => ({ ...pod, serviceAccount: account }))));
        if (!configurations) return requests.map(() => undefined);
        return requests.map((request) => {
          const place = places[throughs.findIndex((one) => JSON.stringify(one) === JSON.stringify(request.through))];
          if (!place) return undefined;
          const target = targetPort([...objects, ...services], place, request);
          const answer = gatewayAnswer(configurations[known.indexOf(place)], request, target);
          return answer && withAbsentHeaders(answer, HEADERS);
        });
      },
      close: () => istio.close(),
    };
  },
};

/** istiod reads TCPRoutes in the version that the next Gateway API serves. */
function asServed(object) {
  return object.kind === 'TCPRoute' ? { ...object, apiVersion: 'gateway.networking.k8s.io/v1' } : object;
}

/** The pod behind a Gateway. */
function placeOf(objects, pods, { namespace, name }) {
  const gateway = objects.find(({ kind, metadata }) => kind === 'Gateway' && metadata.namespace === namespace && metadata.name === name);
  if (!gateway) return undefined;
  const byHand = gateway.spec.addresses?.map(({ value }) => objects.find(({ kind, metadata }) => kind === 'Service' && metadata.namespace === namespace && metadata.name === value.split('.')[0]));
  if (byHand && !byHand[0]) return undefined;
  const labels = byHand?.[0].spec.selector ?? gateway.spec.selector ?? { 'gateway.networking.k8s.io/gateway-name': name };
  return pods.find((pod) => (gateway.spec.selector || pod.namespace === namespace) && Object.entries(labels).every(([key, value]) => pod.labels[key] === value));
}

/** The port of the pod that the request's port leads to; undefined where the Services in front of it have no such port. */
function targetPort(objects, { namespace, labels }, { to }) {
  const port = /^\w+:\/\/[^/]*:(\d+)/.exec(to)?.[1];
  const asked = Number(port ?? (/^(https|tls):/.test(to) ? 443 : 80));
  const services = objects.filter(({ kind, metadata, spec }) => kind === 'Service' && metadata.namespace === namespace && Object.entries(spec.selector ?? {}).length > 0
    && Object.entries(spec.selector).every(([key, value]) => labels[key] === value));
  if (services.length === 0) return asked;
  return services.flatMap(({ spec }) => spec.ports).find(({ port: own }) => own === asked)?.targetPort;
}
