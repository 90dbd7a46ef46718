import { list, record, text } from '../../manifest/manifest-object';
import { forbidden } from './checks';
import type { Field } from './field';
import { shown } from './field';
import { hasSyntaxStrictly, qualifiedName } from './syntax';

/** Keys of labels whose values are taken from the pod itself, to select by them with what the label selector says. */
export function matchLabelKeys(term: Field, names: readonly string[]): void {
  const selector = term.at('labelSelector');
  for (const name of names) {
    const keys = term.at(name);
    if (keys.length === 0) continue;
    if (!selector.isSet) forbidden(keys, `${selector.name} is not`);
    else keys.textItems.forEach(key => hasSyntaxStrictly(key, qualifiedName));
  }
  const mismatch = new Set(names.length > 1 ? list(term.at(names[1]!).value) : []);
  const twice = keysOfExpressionsAndMore(selector.value);
  for (const key of term.at(names[0]!).items) {
    if (twice.has(key.text)) key.refuse(`${key.name} is ${shown(key.value)}, which ${selector.name} selects by already.`, `Remove ${key.name}.`);
    if (mismatch.has(key.value)) key.refuse(`${key.name} is ${shown(key.value)}, which is in ${term.at(names[1]!).name} too.`, `Remove ${key.name}, or that.`);
  }
}

/** Keys of expressions that another expression or a label before has too: the server adds an expression for each key to match. */
function keysOfExpressionsAndMore(selector: unknown): Set<string> {
  const { matchLabels, matchExpressions } = record(selector);
  const seen = new Set(Object.keys(record(matchLabels)));
  const twice = new Set<string>();
  for (const expression of list(matchExpressions)) {
    const key = text(record(expression)['key']) ?? '';
    if (seen.has(key)) twice.add(key);
    seen.add(key);
  }
  return twice;
}
