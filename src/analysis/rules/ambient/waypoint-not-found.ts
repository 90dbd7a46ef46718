import type { PathStep } from '../../../manifest/field-path';
import { waypoints, waypointUse } from '../../../manifest/istio/waypoints';
import type { ManifestObject } from '../../../manifest/manifest-object';
import { text } from '../../../manifest/manifest-object';
import type { ManifestSet } from '../../../manifest/manifest-set';
import type { Labels } from '../../../manifest/selectors';
import { workloads } from '../../../manifest/workloads';
import type { Rule } from '../../rule';

const LABEL = 'istio.io/use-waypoint';

export const waypointNotFound: Rule = {
  id: 'waypoint-not-found',
  severity: 'error',
  what: 'A label asks for a waypoint that is not there, or does not take what lies in that namespace.',
  why: 'Traffic then goes around: routes, retries and policies that count on the waypoint are not carried out, and nothing says so.',
  remedy: 'Declare a Gateway of class `istio-waypoint` with that name, and let its listener allow the namespace if it stands in another.',
  aliases: ['KIA1313'],
  see: ['https://istio.io/latest/docs/ambient/usage/waypoint/'],
  check(set, report) {
    for (const { object, namespace, labels, path } of asking(set)) {
      const use = waypointUse(set, namespace, labels);
      if (!use || use.waypoint) continue;
      const gateway = set.find('gateway.networking.k8s.io', 'Gateway', use.namespace, use.name);
      const isWaypoint = waypoints(set).has(`${use.namespace}/${use.name}`);
      const where = `${use.namespace}/${use.name}`;
      report(object, path, {
        // Waypoints are often created by hand: where manifests declare none at all, this one may be there.
        severity: gateway || waypoints(set).size > 0 ? 'error' : 'info',
        message: isWaypoint ? `Waypoint ${where} takes only what its listener allows, and namespace ${namespace} is not among that.`
          : gateway ? `Gateway ${where} has class ${text(gateway.spec['gatewayClassName']) ?? '(none)'} and is no waypoint.`
            : `There is no Gateway ${where} in the manifests.`,
        remedy: isWaypoint ? `Set \`allowedRoutes: { namespaces: { from: All } }\` on the listener of Gateway ${where}, or \`from: Selector\` with labels of namespace ${namespace}.`
          : gateway ? `Set \`gatewayClassName: istio-waypoint\` with one listener of protocol HBONE and port 15008, or name a waypoint in ${LABEL}.`
            : `Declare Gateway ${where} with \`gatewayClassName: istio-waypoint\` and one listener of protocol HBONE and port 15008${use.namespace === namespace ? ', or name its namespace in label istio.io/use-waypoint-namespace' : ''}.`,
        related: gateway ? [gateway] : [],
      });
    }
  },
};

interface Asking {
  readonly object: ManifestObject;
  readonly namespace: string;
  readonly labels: Labels;
  readonly path: readonly PathStep[];
}

function asking(set: ManifestSet): Asking[] {
  const path = ['metadata', 'labels', LABEL];
  const objects = [...set.all('', 'Service'), ...set.all('networking.istio.io', 'ServiceEntry')].map(object => ({ object, namespace: object.namespace!, labels: object.labels, path }));
  const spaces = set.all('', 'Namespace').map(object => ({ object, namespace: object.name, labels: object.labels, path }));
  const pods = workloads(set).filter(({ madeBy }) => !madeBy).map(({ object, namespace, labels, template }) => ({ object, namespace, labels, path: [...template, 'metadata', 'labels', LABEL] }));
  return [...objects, ...spaces, ...pods].filter(({ labels }) => labels[LABEL] !== undefined);
}
