import { Field } from '../../../manifest/field';
import type { ManifestObject } from '../../../manifest/manifest-object';
import type { ManifestSet } from '../../../manifest/manifest-set';
import { view } from '../../../manifest/manifest-set';
import { canonical, coversConnection, coversHttp } from './match-cover';

/** A rule of a VirtualService with those of its matches that no request reaches, as an earlier match takes them all. */
export interface CoveredRule {
  readonly object: ManifestObject;
  readonly rule: Field;
  readonly matches: readonly CoveredMatch[];
  /** No request reaches any of its matches. */
  readonly unreachable: boolean;
}

export interface CoveredMatch {
  readonly match: Field;
  readonly by: Field;
  readonly byRule: Field;
}

interface Match {
  readonly rule: Field;
  readonly match: Field;
}

/** Beyond this many matches in a VirtualService, only those that say the same are found: comparing all of them takes the square of the time. */
const MAX_COMPARED = 1000;

export const coveredRules = view((set: ManifestSet): readonly CoveredRule[] => set.all('networking.istio.io', 'VirtualService')
  .flatMap(object => ['http', 'tcp', 'tls'].flatMap(kind => coveredOf(object, Field.spec(object).at(kind)))));

function coveredOf(object: ManifestObject, rules: Field): CoveredRule[] {
  const covers = rules.path.at(-1) === 'http' ? coversHttp : coversConnection;
  const compared: Match[] = [];
  const known = new Map<string, Match>();
  return rules.items().flatMap(rule => {
    // A rule without matches is one match of everything.
    const matches = rule.at('match').size > 0 ? rule.at('match').items() : [new Field({}, rule.path)];
    const covered = matches.flatMap((match): CoveredMatch[] => {
      const text = canonical({ ...match.value, name: undefined, statPrefix: undefined });
      const by = known.get(text) ?? compared.find(other => covers(other.match, match));
      // What a delegate does not match goes on to the next rule.
      if (!rule.at('delegate').isSet) {
        if (!known.has(text)) known.set(text, { rule, match });
        if (compared.length < MAX_COMPARED) compared.push({ rule, match });
      }
      return by ? [{ match, by: by.match, byRule: by.rule }] : [];
    });
    const unreachable = covered.filter(({ byRule }) => byRule !== rule).length === matches.length;
    return covered.length > 0 ? [{ object, rule, matches: covered, unreachable }] : [];
  });
}

/** "rule 2 (canary)", as people count. */
export function ruleName(rule: Field): string {
  const name = rule.at('name').text;
  return `${String(rule.path.at(-2))} rule ${Number(rule.path.at(-1)) + 1}${name === '' ? '' : ` ("${name}")`}`;
}
