import { destinationRules } from '../../../manifest/istio/destination-rules';
import type { KnownHost } from '../../../manifest/istio/host-registry';
import { hostsUnder } from '../../../manifest/istio/host-registry';
import { isWildcard } from '../../../manifest/istio/hosts';
import { destinationsOf, virtualServices } from '../../../manifest/istio/virtual-services';
import { record, texts } from '../../../manifest/manifest-object';
import type { Labels } from '../../../manifest/selectors';
import { matchesLabels } from '../../../manifest/selectors';
import { workloadsIn } from '../../../manifest/workloads';
import type { Rule } from '../../rule';
import { listed } from '../../wording';

export const subsetSelectsNoPods: Rule = {
  id: 'subset-selects-no-pods',
  severity: 'error',
  what: 'A subset of a DestinationRule has labels that none of its host\'s pods have together.',
  why: 'The subset has no endpoints: every request that is routed to it, now or later, is answered with 503.',
  remedy: 'Use labels that stand on the pod templates of the version that is meant.',
  aliases: ['IST0173', 'KIA0203'],
  see: ['https://istio.io/latest/docs/reference/config/networking/destination-rule/#Subset'],
  check(set, report) {
    const routed = new Set(virtualServices(set).flatMap(one => destinationsOf(set, one)).map(({ host, subset }) => `${host} ${subset}`));
    for (const { host, subsets } of destinationRules(set)) {
      if (subsets.length === 0) continue;
      const known = hostsUnder(set, host);
      const endpoints = known.flatMap(labelsOfEndpoints);
      // Labels of places are put on endpoints by the control plane.
      const own = (labels: Labels) => Object.fromEntries(Object.entries(labels).filter(([key]) => !/^(topology\.|kubernetes\.io\/hostname$)/.test(key)));
      for (const { name, labels, object, path } of subsets) {
        if (Object.keys(own(labels)).length === 0 || endpoints.some(some => matchesLabels(own(labels), some))) continue;
        const said = JSON.stringify(labels).replaceAll('"', '');
        if (endpoints.length === 0) {
          if (!known.some(({ namespace }) => workloadsIn(set, namespace).length > 0)) continue;
          report(object, [...path, 'labels'], {
            severity: 'info', message: `The manifests hold no pods of ${host}, so none with the labels ${said} of subset "${name}".`,
            remedy: `Correct the selector of the Service, or make sure that pods with \`${said.slice(1, -1)}\` are deployed.`, related: known.map(({ object: one }) => one),
          });
          continue;
        }
        report(object, [...path, 'labels'], {
          severity: routed.has(`${host} ${name}`) || isWildcard(host) ? 'error' : 'warning',
          message: `No pods of ${host} have the labels ${said} of subset "${name}"; theirs are ${listed(endpoints.map(some => JSON.stringify(some).replaceAll('"', '')), 4)}.`,
          remedy: `Set the labels of subset ${name} to some that stand on pods of ${host}, or add \`${said.slice(1, -1)}\` to a pod template.`,
          related: known.map(({ object: one }) => one),
        });
      }
    }
  },
};

function labelsOfEndpoints({ workloads, entry }: KnownHost): Labels[] {
  return [
    ...workloads.map(({ labels }) => labels),
    ...(entry?.endpoints ?? []).map(endpoint => texts(endpoint['labels'])),
    ...(entry?.workloadEntries ?? []).map(({ spec }) => texts(record(spec)['labels'])),
  ];
}
