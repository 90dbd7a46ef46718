import type { RouteRule, RouteTarget } from '../../model/routes';
import { retryKey } from '../../model/retries';

function targetKey(target: RouteTarget): string {
  switch (target.kind) {
    case 'service': return 'service';
    case 'version': return JSON.stringify([[target.version.name, 100]]);
    case 'split': return JSON.stringify(target.shares.filter(s => s.weight > 0)
      .map(s => [s.version.name, s.weight] as const).sort((a, b) => (a[0] < b[0] ? -1 : 1)));
  }
}

/** A text that is the same for rules of one service that do the same with a request, whatever they match. */
export function effectKey(rule: RouteRule): string {
  return JSON.stringify([targetKey(rule.target), rule.timeoutMs, retryKey(rule.retries)]);
}
