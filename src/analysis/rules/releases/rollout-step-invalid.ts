import { records, record, text } from '../../../manifest/manifest-object';
import { refText } from '../../../manifest/object-ref';
import { rollouts } from '../../../manifest/rollouts';
import type { Rule } from '../../rule';

export const rolloutStepInvalid: Rule = {
  id: 'rollout-step-invalid',
  severity: 'error',
  what: 'A step of a Rollout sets a weight that there is not, or a header or mirror route that is not a managed one.',
  why: 'Argo Rollouts refuses the Rollout as invalid, and nothing of it is carried out.',
  remedy: 'Let weights be from 0 to `maxTrafficWeight` (100), and list the names of header and mirror routes in `trafficRouting.managedRoutes`.',
  aliases: [],
  see: ['https://argo-rollouts.readthedocs.io/en/stable/features/traffic-management/#traffic-routing-with-managed-routes-and-route-precedence'],
  check(set, report) {
    for (const { object, canary, trafficRouting } of rollouts(set)) {
      const limit: unknown = trafficRouting?.['maxTrafficWeight'];
      const most = typeof limit === 'number' ? limit : 100;
      const managed = records(trafficRouting?.['managedRoutes']).map(([{ name }]) => name as unknown);
      for (const [step, index] of records(canary['steps'])) {
        const at = ['spec', 'strategy', 'canary', 'steps', index];
        const weight: unknown = step['setWeight'];
        if (typeof weight === 'number' && (weight < 0 || weight > most)) {
          report(object, [...at, 'setWeight'], { message: `Step ${index + 1} of ${refText(object.ref)} sets weight ${weight}, and weights go from 0 to ${most}.`, remedy: `Set a weight from 0 to ${most}.` });
        }
        for (const field of ['setHeaderRoute', 'setMirrorRoute']) {
          const name = text(record(step[field])['name']);
          if (step[field] === undefined || name === undefined || managed.includes(name)) continue;
          report(object, [...at, field, 'name'], {
            message: `Step ${index + 1} of ${refText(object.ref)} sets route ${name}, which is not among its managedRoutes${managed.length > 0 ? ` (${managed.join(', ')})` : ''}.`,
            remedy: `Add \`managedRoutes: [{ name: ${name} }]\` to spec.strategy.canary.trafficRouting.`,
          });
        }
      }
    }
  },
};
