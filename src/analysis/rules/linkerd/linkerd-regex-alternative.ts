import { linkerdRoutes } from '../../../manifest/linkerd/route-parents';
import type { PathStep } from '../../../manifest/field-path';
import type { Json, ManifestObject } from '../../../manifest/manifest-object';
import { record, records } from '../../../manifest/manifest-object';
import type { Rule } from '../../rule';

export const linkerdRegexAlternative: Rule = {
  id: 'linkerd-regex-alternative',
  severity: 'warning',
  what: 'A regular expression lists an alternative behind a shorter one that begins it.',
  why: 'Linkerd takes the first match that the expression finds and asks whether it is the whole text. With `a|ab`, "ab" is found to begin with "a" and does not match.',
  remedy: 'Put the longer alternative first, or write anchors around all of them: `^(?:a|ab)$`.',
  aliases: [],
  see: ['https://docs.rs/regex/latest/regex/#syntax'],
  check(set, report) {
    for (const route of linkerdRoutes(set).keys()) {
      for (const [expression, path] of expressions(route)) {
        const words = expression.split('|');
        // Only plain words: of anything else it takes an engine to say.
        if (words.length < 2 || !words.every(word => /^[\w/ -]+$/.test(word))) continue;
        const index = words.findIndex((word, i) => words.slice(0, i).some(earlier => word.startsWith(earlier) && word !== earlier));
        if (index < 0) continue;
        report(route, path, {
          message: `"${words[index]}" never matches "${expression}": Linkerd stops at "${words.find(earlier => words[index]!.startsWith(earlier))}", which begins it.`,
          remedy: `Write "${[...words].sort((a, b) => b.length - a.length).join('|')}".`,
        });
      }
    }
  },
};

function expressions({ spec }: ManifestObject): (readonly [expression: string, path: readonly PathStep[]])[] {
  return records(spec['rules']).flatMap(([rule, index]) => records(rule['matches']).flatMap(([match, i]) => {
    const at = ['spec', 'rules', index, 'matches', i];
    const places: (readonly [item: Record<string, Json>, path: readonly PathStep[]])[] = [
      [record(match['path']), [...at, 'path', 'value']],
      ...['headers', 'queryParams'].flatMap(field => records(match[field]).map(([item, j]) => [item, [...at, field, j, 'value']] as const)),
    ];
    return places.flatMap(([{ type, value }, path]) => (type === 'RegularExpression' && typeof value === 'string' ? [[value, path] as const] : []));
  }));
}
