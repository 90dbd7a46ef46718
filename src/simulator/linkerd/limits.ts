import { ACCRUAL, ACCRUAL_SETTINGS, accrualProblems, SUCCESS_RATE } from '../../manifest/linkerd/accrual-annotations';
import type { ManifestObject } from '../../manifest/manifest-object';
import type { OutboundParent } from './outbound-routes';

const DEFAULTS: Readonly<Record<string, string>> = {
  [`${ACCRUAL}-consecutive-max-failures`]: '7', [`${ACCRUAL}-consecutive-min-penalty`]: '1s', [`${ACCRUAL}-consecutive-max-penalty`]: '1m', [`${ACCRUAL}-consecutive-jitter-ratio`]: '0.5',
};
const UNIFIED_DEFAULTS: Readonly<Record<string, string>> = { [`${SUCCESS_RATE}-threshold`]: '0.8', [`${SUCCESS_RATE}-window`]: '10s', [`${SUCCESS_RATE}-min-requests`]: '5' };

/** The circuit breaker in force at all backends of a parent: what the called Service says, and none where any part of it is not understood. */
export function limitsOf({ object }: OutboundParent): Readonly<Record<string, unknown>> | undefined {
  let known = LIMITS.get(object);
  if (!known) LIMITS.set(object, known = { limits: readLimits(object) });
  return known.limits;
}

const LIMITS = new WeakMap<ManifestObject, { readonly limits: Readonly<Record<string, unknown>> | undefined }>();

function readLimits({ annotations }: ManifestObject): Readonly<Record<string, unknown>> | undefined {
  const mode = annotations[ACCRUAL];
  if (mode === undefined || accrualProblems(annotations).length > 0) return undefined;
  const defaults = mode === 'unified' ? { ...DEFAULTS, ...UNIFIED_DEFAULTS } : DEFAULTS;
  const known = ACCRUAL_SETTINGS.filter(name => name in defaults);
  return { failureAccrual: mode, ...Object.fromEntries(known.map(name => [fieldOf(name), annotations[name] ?? defaults[name]])) };
}

/** "balancer.linkerd.io/failure-accrual-consecutive-max-failures" as "consecutiveMaxFailures". */
function fieldOf(annotation: string): string {
  return annotation.replace(/^.*failure-accrual-/, '').replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}
