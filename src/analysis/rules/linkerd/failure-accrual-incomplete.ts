import { ACCRUAL, ACCRUAL_SETTINGS, SUCCESS_RATE } from '../../../manifest/linkerd/accrual-annotations';
import type { Rule } from '../../rule';
import { annotationPath, linkerdAnnotations } from './annotation-place';

const UNIFIED_ONLY = (name: string) => name.startsWith(SUCCESS_RATE);

export const failureAccrualIncomplete: Rule = {
  id: 'failure-accrual-incomplete',
  severity: 'error',
  what: 'A setting of Linkerd\'s circuit breaker stands on a Service where no circuit breaker, or none that has this setting, is switched on.',
  why: '`balancer.linkerd.io/failure-accrual` switches the breaker on; without it the other annotations mean nothing. The success rate counts in mode `unified` only.',
  remedy: 'Switch the breaker on with `balancer.linkerd.io/failure-accrual`, in the mode that has the setting.',
  aliases: [],
  see: ['https://linkerd.io/2-edge/reference/circuit-breaking/'],
  check(set, report) {
    for (const place of linkerdAnnotations(set)) {
      if (place.role !== 'service' && place.role !== 'egress-network') continue;
      const mode = place.annotations[ACCRUAL];
      for (const name of Object.keys(place.annotations)) {
        if (!ACCRUAL_SETTINGS.includes(name) || (mode !== undefined && !(mode === 'consecutive' && UNIFIED_ONLY(name)))) continue;
        const needed = UNIFIED_ONLY(name) ? 'unified' : 'consecutive';
        report(place.object, annotationPath(place, name), {
          message: mode === undefined ? `The annotation ${name} has no effect: nothing switches the circuit breaker on.` : `The annotation ${name} has no effect in mode "${mode}".`,
          remedy: `Write ${ACCRUAL}: ${needed} beside it.`,
        });
      }
    }
  },
};
