import type { Refusal } from '../admission/refusal';
import { RULES } from '../analysis/registry';
import type { Rule } from '../analysis/rule';

const ADMISSION: Readonly<Record<Refusal['rule'], string>> = {
  'admission/schema': 'What the schema of a kind does not allow.',
  'admission/unknown-field': 'A field that the schema of a kind does not have: the server would drop it.',
  'admission/cel': 'What a validation rule of a kind refuses.',
  'admission/metadata': 'A name, label or annotation that a server refuses.',
  'admission/duplicate': 'An object that stands twice.',
  'admission/unknown-kind': 'A kind of a known group that the cluster does not have in this version or channel.',
  'admission/webhook': 'What the validating webhook of a mesh refuses.',
};

export const ADMISSION_RULES: readonly string[] = Object.keys(ADMISSION);

export function isAdmissionRule(rule: string): boolean {
  return Object.hasOwn(ADMISSION, rule);
}

/** What a rule finds, in a sentence. */
export function describeRule(rule: string, rules: readonly Rule[] = RULES): string {
  return ADMISSION[rule as Refusal['rule']] ?? rules.find(({ id }) => id === rule)?.what ?? rule;
}

/** Nothing that anybody says makes these weaker: the object would be refused, or access is wider than was asked. */
export function isFinal(rule: string, rules: readonly Rule[] = RULES): boolean {
  return isAdmissionRule(rule) || rules.some(({ id, failClosed }) => id === rule && failClosed === true);
}

/** The rules that a name stands for: its own, those with that alias ("IST0101"), or, with `*`, all that match. */
export function rulesNamed(name: string, rules: readonly Rule[] = RULES): string[] {
  const known = [...ADMISSION_RULES, ...rules.map(({ id }) => id)];
  if (known.includes(name)) return [name];
  if (name.includes('*')) {
    const parts = name.split('*');
    return known.filter(id => matchesParts(id, parts));
  }
  return rules.filter(({ aliases }) => aliases.includes(name)).map(({ id }) => id);
}

/** `*` stands for anything. */
export function matchesWildcard(text: string, pattern: string): boolean {
  return pattern.includes('*') ? matchesParts(text, pattern.split('*')) : text === pattern;
}

/** Without a regular expression, so that no pattern makes it slow: the first place where a part can stand is the best for what follows. */
function matchesParts(text: string, parts: readonly string[]): boolean {
  const [first, last] = [parts[0]!, parts.at(-1)!];
  if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last)) return false;
  let at = first.length;
  for (const part of parts.slice(1, -1)) {
    const found = text.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  return at <= text.length - last.length;
}

/** ` Did you mean "a" or "b"?`, or nothing if no known name is near. */
export function nearMatches(name: string, known: readonly string[]): string {
  const near = known
    .map(candidate => ({ candidate, distance: Math.min(distanceOf(name, candidate), candidate.includes(name) && name.length > 2 ? 1.5 : Infinity) }))
    .filter(({ candidate, distance }) => distance <= Math.max(2, Math.floor(candidate.length / 4)))
    .sort((a, b) => a.distance - b.distance || (a.candidate < b.candidate ? -1 : 1))
    .slice(0, 3)
    .map(({ candidate }) => `"${candidate}"`);
  return near.length === 0 ? '' : ` Did you mean ${near.join(' or ')}?`;
}

export function knownNames(rules: readonly Rule[] = RULES): string[] {
  return [...ADMISSION_RULES, ...rules.map(({ id }) => id)];
}

/** How many letters have to be changed, added or taken out. */
function distanceOf(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 12 || a.length > 100) return Infinity;
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    }
    row = next;
  }
  return row[b.length]!;
}
