import { refText } from '../../../manifest/object-ref';
import { splits } from '../../../manifest/traffic-splits';
import type { Rule } from '../../rule';

export const weightsDoNotAddUp: Rule = {
  id: 'weights-do-not-add-up',
  severity: 'warning',
  what: 'Weights that look like percent do not add up to 100, or one of several is missing.',
  why: 'Weights are shares of their sum, not percent: 90 and 20 send 82% and 18%. A weight that is missing is 1 in a route of the Gateway API and 0 in a VirtualService, next to nothing beside a weight of 90.',
  remedy: 'Write a weight for every destination, with a sum of 100.',
  aliases: [],
  see: ['https://gateway-api.sigs.k8s.io/guides/traffic-splitting/', 'https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPRouteDestination'],
  check(set, report) {
    for (const { object, shares, path } of splits(set)) {
      const sum = shares.reduce((total, { weight }) => total + weight, 0);
      const said = shares.filter(({ weighted }) => weighted);
      const missing = shares.find(({ weighted }) => !weighted);
      const parts = (at: typeof shares) => at.map(({ text, weight }) => `${text} ${weight} of ${sum}`).join(', ');
      // 2 beside nothing is a ratio in a route; in a VirtualService nothing is 0.
      if (missing && said.some(({ weight }) => weight > (missing.weight === 0 ? 0 : 9))) {
        report(object, missing.path, {
          message: `Destination ${missing.text} has no weight in this split of ${refText(object.ref)}, which makes it ${missing.weight} of ${sum} while the others say theirs.`,
          remedy: `Add \`weight: ${sum - missing.weight < 100 ? 100 - sum + missing.weight : 1}\` to it.`,
        });
      } else if (!missing && sum !== 100 && sum >= 90 && sum <= 120 && shares.every(({ weight }) => weight <= 100)) {
        // 1 and 9, or 1 and 999, are ratios; so is what has a sum far from 100.
        report(object, path, {
          message: `The weights of this split of ${refText(object.ref)} add up to ${sum}, not 100: ${parts(shares)}.`,
          remedy: 'Change the weights so that they add up to 100.',
        });
      }
    }
  },
};
