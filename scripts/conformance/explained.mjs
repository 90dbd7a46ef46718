// Differences from Istio's own judges that have a reason; conformance/istio/differences.json says which.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';

const MOST_EXAMPLES = 5;

/** A list of `{ …, why }`, of which `matches(entry, difference)` says what they are about. */
export class Explanations {
  #entries;
  #matches;
  #used = new Set();

  constructor(entries = [], matches) {
    this.#entries = entries;
    this.#matches = matches;
  }

  explains(difference) {
    const found = this.#entries.find((entry) => this.#matches(entry, difference));
    if (found) this.#used.add(found);
    return found !== undefined;
  }

  /** What has explained nothing so far. */
  get unused() {
    return this.#entries.filter((entry) => !this.#used.has(entry));
  }
}

/** What differs, by its sort: `{ count, examples }`. */
export class Differences {
  #sorts = new Map();

  add(sort, example) {
    const known = this.#sorts.get(sort) ?? { count: 0, examples: [] };
    known.count += 1;
    if (known.examples.length < MOST_EXAMPLES) known.examples.push(example);
    this.#sorts.set(sort, known);
  }

  /** The most frequent first. */
  get sorts() {
    return [...this.#sorts].map(([sort, { count, examples }]) => ({ sort, count, examples })).sort((a, b) => b.count - a.count);
  }
}

export function readDifferences(root) {
  return JSON.parse(readFileSync(join(root, 'conformance', 'istio', 'differences.json'), 'utf8'));
}

const matches = (pattern, text) => pattern === undefined || new RegExp(pattern).test(text);

/**
 * Whether an entry is about a message: every condition that it states must hold. `beside` is another message of the same object,
 * `without` a kind of which the set holds nothing, `set` a pattern for the set's name and what was done to it.
 */
export function explainsMessage({ code, kind, text, set, beside, without }, { message, messages, set: where, objects }) {
  const isOfSame = ({ resource }) => isDeepStrictEqual(resource, message.resource);
  return code === message.code
    && (kind === undefined || kind === message.resource?.kind)
    && matches(text, message.text) && matches(set, where)
    && (beside === undefined || messages.some((other) => other.code === beside && isOfSame(other)))
    && (without === undefined || !objects.some((object) => object.kind === without));
}

export function explainsFinding({ rule, text, set }, { finding, set: where }) {
  return rule === finding.rule && matches(text, finding.message) && matches(set, where);
}
