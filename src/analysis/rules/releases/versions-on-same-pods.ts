import { destinationRules } from '../../../manifest/istio/destination-rules';
import type { ManifestSet } from '../../../manifest/manifest-set';
import { view } from '../../../manifest/manifest-set';
import { refText } from '../../../manifest/object-ref';
import { rolloutOfService, rollouts } from '../../../manifest/rollouts';
import { matchesLabels } from '../../../manifest/selectors';
import type { Workload } from '../../../manifest/workloads';
import type { Share } from '../../../manifest/traffic-splits';
import { splits } from '../../../manifest/traffic-splits';
import type { Rule } from '../../rule';

/** By host and name of a subset, its labels: undefined where DestinationRules disagree. */
const subsetLabels = view(set => {
  const labels = new Map<string, Readonly<Record<string, string>> | undefined>();
  for (const { host, subsets } of destinationRules(set)) {
    for (const subset of subsets) {
      const key = `${host} ${subset.name}`;
      labels.set(key, labels.has(key) ? undefined : subset.labels);
    }
  }
  return labels;
});

/** Subsets that a Rollout of Argo fills. */
const rolloutSubsets = view(set => new Set(rollouts(set).flatMap(({ destinationRule }) => (destinationRule ? [destinationRule.canarySubset, destinationRule.stableSubset] : []))));

export const versionsOnSamePods: Rule = {
  id: 'versions-on-same-pods',
  severity: 'warning',
  what: 'A rule splits its requests between destinations that lead to the same pods.',
  why: 'The weights do not mean what they say: both shares reach the same version, or the one that selects the pods of both reaches the new version with a part of its share too.',
  remedy: 'Let each version have a label of its own, such as `version: v2`, and each Service or subset select one.',
  aliases: [],
  see: ['https://gateway-api.sigs.k8s.io/guides/traffic-splitting/'],
  check(set, report) {
    for (const { object, shares } of splits(set)) {
      const known = shares.flatMap(share => {
        const pods = podsOf(set, share);
        return pods ? [{ share, pods }] : [];
      });
      const seen = new Map<string, Share>();
      for (const { share, pods } of known) {
        const twin = pods.map(({ id }) => seen.get(id)).find(Boolean);
        for (const { id } of pods) if (!seen.has(id)) seen.set(id, share);
        if (!twin || (twin.service === share.service && twin.subset === share.subset)) continue;
        const common = pods.find(({ id }) => seen.get(id) === twin)!;
        report(object, share.path, {
          message: `Both ${twin.text} and ${share.text}, between which ${refText(object.ref)} splits its requests, lead to the pods of ${refText(common.object.ref)}.`,
          remedy: `Let each of ${share.text} and ${twin.text} select labels that only the pods of its own version have.`,
          related: [...new Set([twin.service!.object, share.service!.object, common.object])],
        });
      }
    }
  },
};

/** The pods of a share; undefined where they are not known, or a controller tells versions apart in the cluster. */
function podsOf(set: ManifestSet, { service, subset }: Share): readonly Workload[] | undefined {
  if (!service || rolloutOfService(set, service.namespace, service.name) || (subset !== undefined && rolloutSubsets(set).has(subset))) return undefined;
  if (subset === undefined) return service.workloads;
  const labels = subsetLabels(set).get(`${service.host} ${subset}`);
  return labels && service.workloads.filter(workload => matchesLabels(labels, workload.labels));
}
