import { enrolment } from '../../../manifest/enrolment';
import { podsUnder } from '../../../manifest/istio/policy-reach';
import { targetRefs } from '../../../manifest/istio/policy-targets';
import { record, records, text, texts } from '../../../manifest/manifest-object';
import type { Rule } from '../../rule';

const KINDS = ['AuthorizationPolicy', 'PeerAuthentication', 'RequestAuthentication'];

export const policyOutsideMesh: Rule = {
  id: 'policy-outside-mesh',
  severity: 'error',
  what: 'A policy of Istio selects pods that are not in the mesh of Istio.',
  why: 'Only a sidecar, ztunnel or a gateway carries such policies out: pods without one take every call.',
  remedy: 'Enrol the pods, or guard them with a NetworkPolicy.',
  aliases: ['IST0127'],
  see: ['https://istio.io/latest/docs/setup/additional-setup/sidecar-injection/', 'https://istio.io/latest/docs/ambient/usage/add-workloads/'],
  check(set, report) {
    for (const kind of KINDS) {
      for (const policy of set.all('security.istio.io', kind)) {
        if (targetRefs(policy).length > 0 || Object.keys(texts(record(policy.spec['selector'])['matchLabels'])).length === 0) continue;
        const pods = podsUnder(set, policy);
        const first = pods[0];
        if (!first || set.find('', 'Namespace', null, first.namespace) === undefined) continue;
        const isOutside = pods.every(workload => !enrolment(set, workload).dataPlane.startsWith('istio') && !records(workload.podSpec['containers']).some(([{ name }]) => text(name) === 'istio-proxy'));
        if (!isOutside) continue;
        const { dataPlane, why } = enrolment(set, first);
        report(policy, ['spec', 'selector'], {
          message: `The pods of ${first.namespace}/${first.name} are in ${dataPlane === 'none' ? 'no mesh' : dataPlane} (${why}): nothing carries out this ${kind} for them.`,
          remedy: `Label namespace ${first.namespace} istio-injection: enabled or istio.io/dataplane-mode: ambient, or guard the pods with a NetworkPolicy.`,
          related: [first.object],
          aliases: kind === 'AuthorizationPolicy' ? ['IST0127'] : [],
        });
      }
    }
  },
};
