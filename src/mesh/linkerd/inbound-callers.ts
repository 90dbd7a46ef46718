import { callerKey } from '../../model/port-rules';
import type { CallerModel } from '../../model/security';

/** Who is let in: also the kubelet, which asks from the probe networks and has no identity. */
export type InboundCaller = CallerModel | { readonly kind: 'kubelet' };

/**
 * The same callers, without those whom others cover. Where mutual TLS is strict nobody comes in without an identity but the kubelet, so that
 * everybody is whoever has one.
 */
export function reduceCallers(callers: readonly InboundCaller[], strict: boolean): InboundCaller[] {
  const meant = callers.map((caller): InboundCaller => (strict && caller.kind === 'anyone' ? { kind: 'any-identity' } : caller));
  const unique = [...new Map(meant.map(caller => [inboundCallerKey(caller), caller]))].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, caller]) => caller);
  return unique.filter(caller => !unique.some(other => other !== caller && covers(other, caller, strict)));
}

/** Those whom `known` does not cover. Both are reduced. */
export function callersBeyond(callers: readonly InboundCaller[], known: readonly InboundCaller[], strict: boolean): InboundCaller[] {
  return callers.filter(caller => !known.some(other => covers(other, caller, strict)));
}

export function callersKey(callers: readonly InboundCaller[]): string {
  return callers.map(inboundCallerKey).join('\n');
}

function inboundCallerKey(caller: InboundCaller): string {
  return caller.kind === 'kubelet' ? caller.kind : callerKey(caller);
}

function covers(wide: InboundCaller, narrow: InboundCaller, strict: boolean): boolean {
  if (inboundCallerKey(wide) === inboundCallerKey(narrow)) return true;
  switch (wide.kind) {
    case 'anyone': return true;
    case 'any-identity': return narrow.kind === 'account' || narrow.kind === 'namespace' || (strict && narrow.kind === 'ip-range');
    case 'namespace': return narrow.kind === 'account' && narrow.account.namespace === wide.namespace;
    default: return false;
  }
}
