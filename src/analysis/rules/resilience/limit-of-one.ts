import { record } from '../../../manifest/manifest-object';
import { policyBlocks } from '../../../manifest/resilience/policy-blocks';
import type { Rule } from '../../rule';

const LIMITS: readonly (readonly [layer: string, field: string, of: string])[] = [
  ['tcp', 'maxConnections', 'connection'], ['http', 'http1MaxPendingRequests', 'waiting request'], ['http', 'http2MaxRequests', 'request at a time'],
];

export const limitOfOne: Rule = {
  id: 'limit-of-one',
  severity: 'warning',
  what: 'A limit of a DestinationRule lets through one connection or request at a time.',
  why: 'Limits hold for each calling proxy and each version by itself: whatever is more than one is answered with 503 at once. Under traffic such a value, often left from a demonstration, fails most calls, and a new version as soon as it gets a share of them.',
  remedy: 'Set the limit well above what one caller has open at its peak: requests a second × seconds an answer takes, doubled.',
  aliases: [],
  see: ['https://istio.io/latest/docs/reference/config/networking/destination-rule/#ConnectionPoolSettings'],
  check(set, report) {
    for (const { object, host, fields, path, where } of policyBlocks(set)) {
      for (const [layer, field, of] of LIMITS) {
        if (record(record(fields['connectionPool'])[layer])[field] !== 1) continue;
        report(object, [...path, 'connectionPool', layer, field], {
          message: `Each calling proxy may have one ${of} to ${host}${where && ` (${where})`}, and gets 503 for every further one.`,
          remedy: `Set \`${field}: 100\`, or more for busy callers, or remove it.`,
        });
      }
    }
  },
};
