import { record, records, text } from '../../../manifest/manifest-object';
import type { Rule } from '../../rule';

const REPLACEABLE = new Set(['NETWORK_FILTER', 'HTTP_FILTER', 'VIRTUAL_HOST']);
const FIXED = new Set(['ROUTE_CONFIGURATION', 'HTTP_ROUTE']);

export const envoyFilterOperationIgnored: Rule = {
  id: 'envoy-filter-operation-ignored',
  severity: 'error',
  what: 'An EnvoyFilter uses an operation that Istio ignores for what it applies to.',
  why: 'REPLACE works for network filters, HTTP filters and virtual hosts; ADD and REMOVE do not work for route configurations and HTTP routes. Anywhere else the patch does nothing, without a word.',
  remedy: 'Use MERGE, or apply the patch to something that allows the operation.',
  aliases: ['IST0152', 'IST0153', 'IST0154'],
  see: ['https://istio.io/latest/docs/reference/config/networking/envoy-filter/#EnvoyFilter-Patch-Operation'],
  check(set, report) {
    for (const object of set.all('networking.istio.io', 'EnvoyFilter')) {
      for (const [patch, index] of records(object.spec['configPatches'])) {
        const operation = text(record(patch['patch'])['operation']) ?? '';
        const applyTo = text(patch['applyTo']) ?? '';
        const code = operation === 'REPLACE' && !REPLACEABLE.has(applyTo) ? 'IST0152'
          : operation === 'ADD' && FIXED.has(applyTo) ? 'IST0153' : operation === 'REMOVE' && FIXED.has(applyTo) ? 'IST0154' : undefined;
        if (!code) continue;
        report(object, ['spec', 'configPatches', index, 'patch', 'operation'], {
          message: `Istio ignores ${operation} for ${applyTo}, so this patch does nothing.`,
          remedy: operation === 'REPLACE' ? `Write \`operation: MERGE\`, or apply it to one of ${[...REPLACEABLE].join(', ')}.`
            : `Write \`operation: MERGE\`${operation === 'ADD' && applyTo === 'HTTP_ROUTE' ? ', or INSERT_FIRST to add a route' : ''}, or apply it to VIRTUAL_HOST.`,
          aliases: [code],
        });
      }
    }
  },
};
