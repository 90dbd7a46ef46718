import { istioGateway } from '../../../manifest/istio/gateways';
import { serviceWaypoint } from '../../../manifest/istio/waypoints';
import { MESH, virtualServices } from '../../../manifest/istio/virtual-services';
import { list, records, texts } from '../../../manifest/manifest-object';
import { matchesLabels } from '../../../manifest/selectors';
import { serviceByHost } from '../../../manifest/services';
import { selectedEverywhere, workloads } from '../../../manifest/workloads';
import type { Rule } from '../../rule';

export const sourceMatchWithoutEffect: Rule = {
  id: 'source-match-without-effect',
  severity: 'warning',
  what: 'A match by the caller\'s labels or namespace is ignored, or names labels that no pods have.',
  why: 'Sources are compared with the pods whose proxy routes, when its configuration is made: at a gateway, those are the gateway\'s own pods. Beside `match.gateways` that includes the proxy\'s gateway they are not compared at all.',
  remedy: 'Tell callers apart by a header at gateways; in the mesh, name labels of the callers\' pods.',
  aliases: [],
  see: ['https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPMatchRequest'],
  check(set, report) {
    for (const one of virtualServices(set)) {
      const waypoint = one.gateways.includes(MESH) ? one.hosts.map(({ host }) => serviceByHost(set, host)).map(service => service && serviceWaypoint(set, service)?.waypoint).find(Boolean) : undefined;
      for (const protocol of ['http', 'tls', 'tcp']) {
        for (const [route, index] of records(one.object.spec[protocol])) {
          for (const [match, at] of records(route['match'])) {
            const labels = texts(match['sourceLabels']);
            const field = Object.keys(labels).length > 0 ? 'sourceLabels' : match['sourceNamespace'] ? 'sourceNamespace' : undefined;
            if (field === undefined) continue;
            const text = `${field}: ${JSON.stringify(match[field])}`.replaceAll('"', '');
            const path = ['spec', protocol, index, 'match', at, field];
            const remedy = 'Match a header that tells these callers apart, or bind these routes to `mesh` in a VirtualService of their own.';
            if (list(match['gateways']).length > 0) {
              report(one.object, path, { message: `Istio does not compare \`${text}\` beside \`gateways: ${list(match['gateways']).join(', ')}\`: the match holds for all callers there.`, remedy });
            } else if (!one.gateways.includes(MESH) && one.hosts.length > 0 && !one.gateways.some(key => servesFrom(key))) {
              report(one.object, path, { message: `This VirtualService is for gateways only, and \`${text}\` is compared with the gateways' own pods: the match never holds.`, remedy });
            } else if (waypoint && (field === 'sourceLabels' || match['sourceNamespace'] !== waypoint.namespace)) {
              report(one.object, path, {
                message: `Waypoint ${waypoint.namespace}/${waypoint.name} routes calls to the host, and ${field === 'sourceLabels' ? `drops matches with \`${text}\`` : `compares \`${text}\` with its own namespace`}: there the match never holds.`,
                remedy: 'Match a header that tells these callers apart: a waypoint does not know the caller\'s labels or namespace.', related: [waypoint.object],
              });
            } else if (field === 'sourceLabels' && one.gateways.includes(MESH) && workloads(set).length > 0 && selectedEverywhere(set, labels).length === 0) {
              report(one.object, path, { severity: 'info', message: `No pods of these manifests have the labels of \`${text}\`, so the match never holds for their calls.`, remedy: 'Name labels that stand on the pod templates of the callers.' });
            }
            function servesFrom(key: string): boolean {
              const pods = istioGateway(set, key)?.pods;
              return !pods || pods.some(({ labels: own, namespace }) => (field === 'sourceLabels' ? matchesLabels(labels, own) : match['sourceNamespace'] === namespace));
            }
          }
        }
      }
    }
  },
};

