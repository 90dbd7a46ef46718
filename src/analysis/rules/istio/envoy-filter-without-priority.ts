import type { Json, ManifestObject } from '../../../manifest/manifest-object';
import { record, records, text } from '../../../manifest/manifest-object';
import type { Rule } from '../../rule';

const EVERYWHERE = new Set(['REPLACE', 'REMOVE']);
const BESIDE = new Set(['INSERT_BEFORE', 'INSERT_AFTER']);

export const envoyFilterWithoutPriority: Rule = {
  id: 'envoy-filter-without-priority',
  severity: 'warning',
  what: 'An EnvoyFilter changes something relative to what other EnvoyFilters make, and says no `priority`.',
  why: 'Without a priority, EnvoyFilters apply in the order in which they were created: where the patch comes before the one that it relies on, it finds nothing to change, and does nothing.',
  remedy: 'Set `spec.priority`: lower ones apply first.',
  aliases: ['IST0151', 'IST0155'],
  see: ['https://istio.io/latest/docs/reference/config/analysis/ist0151/', 'https://istio.io/latest/docs/reference/config/analysis/ist0155/'],
  check(set, report) {
    const versioned = new Set<string>();
    for (const object of set.all('networking.istio.io', 'EnvoyFilter')) {
      for (const [patch, index] of records(object.spec['configPatches'])) {
        const { operation } = record(patch['patch']);
        const name = filterName(patch);
        if (isRelative(text(operation) ?? '', text(patch['applyTo']) ?? '') && !hasPriority(object)) {
          report(object, ['spec', 'configPatches', index, 'patch', 'operation'], {
            message: versioned.has(name) ? `\`${String(operation)}\` depends on the order of EnvoyFilters, which has no \`priority\` here, and other patches of the same filter are for certain versions of the proxy only.`
              : `\`${String(operation)}\` depends on what was applied before, and without \`priority\` that is whatever was created earlier.`,
            remedy: 'Set `spec.priority` to a number, higher than that of the EnvoyFilter that has to come first.',
            aliases: versioned.has(name) ? ['IST0151', 'IST0155'] : ['IST0151'],
          });
        }
        if (text(record(record(patch['match'])['proxy'])['proxyVersion'])) versioned.add(name);
      }
    }
  },
};

function isRelative(operation: string, applyTo: string): boolean {
  if (BESIDE.has(operation)) return true;
  const ignored = operation === 'REMOVE' ? ['ROUTE_CONFIGURATION', 'HTTP_ROUTE'].includes(applyTo) : !['HTTP_FILTER', 'NETWORK_FILTER', 'VIRTUAL_HOST'].includes(applyTo);
  return EVERYWHERE.has(operation) && !ignored;
}

function hasPriority({ spec }: ManifestObject): boolean {
  return typeof spec['priority'] === 'number' && spec['priority'] !== 0;
}

/** The filter that a patch makes, or changes. */
function filterName(patch: Record<string, Json>): string {
  const { value } = record(patch['patch']);
  if (value === undefined) return '';
  return text(record(value)['name']) ?? text(record(record(record(record(patch['match'])['listener'])['filterChain'])['filter'])['name']) ?? '';
}
