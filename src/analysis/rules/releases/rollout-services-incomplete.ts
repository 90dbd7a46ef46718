import { matchesLabels } from '../../../manifest/selectors';
import { refText } from '../../../manifest/object-ref';
import { ROLLOUT_HASH_LABEL, rollouts } from '../../../manifest/rollouts';
import { findService } from '../../../manifest/services';
import type { Rule } from '../../rule';

export const rolloutServicesIncomplete: Rule = {
  id: 'rollout-services-incomplete',
  severity: 'error',
  what: 'A Rollout that steers traffic lacks one of its two Services, names one twice, or names one that selects other pods.',
  why: 'Argo Rollouts writes the version\'s label into the selector of each of the two Services. With one Service both versions are the same, and a Service whose selector the pods do not meet leads nowhere.',
  remedy: 'Name two Services, `canaryService` and `stableService`, that both select labels of the Rollout\'s pod template.',
  aliases: [],
  see: ['https://argo-rollouts.readthedocs.io/en/stable/features/canary/'],
  check(set, report) {
    for (const rollout of rollouts(set)) {
      const { object, canaryService, stableService, trafficRouting, destinationRule, canary, services, workload } = rollout;
      if (trafficRouting && !destinationRule && canary['pingPong'] === undefined && (!canaryService || !stableService)) {
        report(object, ['spec', 'strategy', 'canary', 'trafficRouting'], {
          message: `${refText(object.ref)} steers traffic and has no ${[!canaryService && 'canaryService', !stableService && 'stableService'].filter(Boolean).join(' and no ')}.`,
          remedy: 'Add `canaryService` and `stableService`, each with the name of a Service of its own, to spec.strategy.canary.',
        });
      }
      services.forEach((ref, index) => {
        const twin = services.slice(0, index).find(({ name }) => name === ref.name);
        if (twin) {
          report(object, ref.path, {
            message: `${refText(object.ref)} names Service ${ref.name} both as ${String(twin.path.at(-1))} and as ${String(ref.path.at(-1))}: the two versions cannot be told apart.`,
            remedy: `Name a second Service with the same ports and selector as ${String(ref.path.at(-1))}.`,
          });
          return;
        }
        const service = findService(set, ref.namespace, ref.name);
        if (!service || !workload || service.madeBy) return;
        const selector = Object.fromEntries(Object.entries(service.selector).filter(([key]) => key !== ROLLOUT_HASH_LABEL));
        if (Object.keys(selector).length > 0 && matchesLabels(selector, workload.labels)) return;
        report(object, ref.path, {
          message: `${refText(service.object.ref)} of ${refText(object.ref)} ${Object.keys(selector).length === 0 ? 'has no selector' : `selects ${Object.entries(selector).map(([key, value]) => `${key}=${value}`).join(', ')}, which its pods do not have`}.`,
          remedy: `Let spec.selector of ${refText(service.object.ref)} be labels of the pod template: ${Object.entries(workload.labels).map(([key, value]) => `\`${key}: ${value}\``).join(', ')}.`,
          related: [service.object],
        });
      });
    }
  },
};
