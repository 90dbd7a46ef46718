import type { PathStep } from '../../../manifest/field-path';
import { waypoints } from '../../../manifest/istio/waypoints';
import type { ManifestObject } from '../../../manifest/manifest-object';
import { workloads } from '../../../manifest/workloads';
import type { Report, Rule } from '../../rule';

const MARKS: Readonly<Record<string, { readonly values: readonly string[]; readonly on: 'namespaces' | 'pods' | 'both' }>> = {
  'istio-injection': { values: ['enabled', 'disabled'], on: 'namespaces' },
  'istio.io/dataplane-mode': { values: ['ambient', 'none'], on: 'both' },
  'sidecar.istio.io/inject': { values: ['true', 'false'], on: 'pods' },
};

const WAYPOINT_FOR = 'istio.io/waypoint-for';
const WAYPOINT_TRAFFIC = ['service', 'workload', 'all', 'none'];

export const unknownEnrolmentValue: Rule = {
  id: 'unknown-enrolment-value',
  severity: 'error',
  what: 'A label that enrols in a mesh has a value that no component reads.',
  why: 'Such a label enrols nothing: pods that are believed to be in the mesh run without a proxy, in plaintext and outside its policies.',
  remedy: 'Write one of the values that are read.',
  aliases: [],
  see: ['https://istio.io/latest/docs/setup/additional-setup/sidecar-injection/#controlling-the-injection-policy'],
  check(set, report) {
    for (const namespace of set.all('', 'Namespace')) look(report, namespace, namespace.labels, 'namespaces', ['metadata', 'labels'], `Namespace ${namespace.name}`);
    for (const { object } of waypoints(set).values()) {
      const value = object.labels[WAYPOINT_FOR];
      if (value === undefined || WAYPOINT_TRAFFIC.includes(value)) continue;
      report(object, ['metadata', 'labels', WAYPOINT_FOR], {
        message: `Waypoint ${object.namespace}/${object.name} has label ${WAYPOINT_FOR}: ${JSON.stringify(value)}, which is no kind of traffic: nothing passes through it.`,
        remedy: `Set it to ${WAYPOINT_TRAFFIC.map(v => `"${v}"`).join(' or ')}.`,
      });
    }
    for (const { object, labels, template, id, madeBy } of workloads(set)) {
      if (!madeBy) look(report, object, labels, 'pods', [...template, 'metadata', 'labels'], `The pod template of ${id}`);
    }
  },
};

function look(report: Report, object: ManifestObject, labels: Readonly<Record<string, string>>, where: 'namespaces' | 'pods', path: readonly PathStep[], subject: string): void {
  for (const [key, { values, on }] of Object.entries(MARKS)) {
    const value = labels[key];
    if (value === undefined || values.includes(value) || (on !== where && on !== 'both')) continue;
    report(object, [...path, key], {
      message: `${subject} has label ${key}: ${JSON.stringify(value)}, which enrols nothing.`,
      remedy: `Set it to ${values.map(v => `"${v}"`).join(' or ')}.`,
    });
  }
}
