import { rustRegexProblem } from '../../../manifest/linkerd/rust-regex';
import type { Json } from '../../../manifest/manifest-object';
import { record, records, text } from '../../../manifest/manifest-object';
import type { PathStep } from '../../../manifest/field-path';
import type { Rule } from '../../rule';

export const serviceProfileRegexInvalid: Rule = {
  id: 'service-profile-regex-invalid',
  severity: 'error',
  what: 'A path of a ServiceProfile is a regular expression that does not compile.',
  why: 'The validator looks only whether there is an expression. Linkerd\'s proxies drop a route whose expression they cannot read: its calls count for no route, without its timeout and retries.',
  remedy: 'Write the expression in the syntax of the Rust library regex.',
  aliases: [],
  see: ['https://linkerd.io/2-edge/reference/service-profiles/'],
  check(set, report) {
    for (const profile of set.all('linkerd.io', 'ServiceProfile')) {
      const waiting: (readonly [condition: Record<string, Json>, path: readonly PathStep[]])[] = records(profile.spec['routes'])
        .map(([route, index]) => [record(route['condition']), ['spec', 'routes', index, 'condition']]);
      for (let next = waiting.pop(); next; next = waiting.pop()) {
        const [condition, path] = next;
        const expression = text(condition['pathRegex']);
        const problem = expression === undefined ? undefined : rustRegexProblem(expression);
        if (problem !== undefined) {
          report(profile, [...path, 'pathRegex'], { message: `The regular expression "${expression}" does not compile: ${problem}.`, remedy: 'Write it in the syntax of the Rust library regex.' });
        }
        for (const field of ['all', 'any']) waiting.push(...records(condition[field]).map(([item, i]) => [item, [...path, field, i]] as const));
        if (Object.keys(record(condition['not'])).length > 0) waiting.push([record(condition['not']), [...path, 'not']]);
      }
    }
  },
};
