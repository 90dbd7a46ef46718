import { routes } from '../../../manifest/gateway-api/routes';
import { records, text } from '../../../manifest/manifest-object';
import { refText } from '../../../manifest/object-ref';
import type { Rule } from '../../rule';

export const duplicateMatchCondition: Rule = {
  id: 'duplicate-match-condition',
  severity: 'warning',
  what: 'A match asks twice for the same header, in different spelling.',
  why: 'Header names have no case: the first condition counts, and the others are ignored, so more requests match than are meant.',
  remedy: 'Keep one condition a header; for one of several values, write a match for each, or a RegularExpression.',
  aliases: [],
  see: ['https://gateway-api.sigs.k8s.io/reference/spec/#httpheadermatch'],
  check(set, report) {
    for (const route of routes(set)) {
      for (const { spec, path } of route.rules) {
        for (const [match, index] of records(spec['matches'])) {
          const seen = new Set<string>();
          for (const [header, at] of records(match['headers'])) {
            const name = text(header['name'])?.toLowerCase();
            if (name !== undefined && seen.has(name)) {
              report(route.object, [...path, 'matches', index, 'headers', at, 'name'], {
                message: `This match of ${refText(route.object.ref)} has a condition on header ${name} already: this one is ignored.`,
                remedy: `Take one of the conditions on ${name} out, or put them into matches of their own.`,
              });
            }
            if (name !== undefined) seen.add(name);
          }
        }
      }
    }
  },
};
