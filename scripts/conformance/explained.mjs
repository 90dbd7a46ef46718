// Differences from Istio's own judges that have a reason; conformance/istio/differences.json says which.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';

/** A list of `{ …, why }`. `explains` keeps count, so that what explains nothing any more can be told. */
export class Explanations {
  #entries;

  constructor(entries, matches) {
    this.#entries = entries.map((entry) => ({ entry, used: 0 }));
    this.matches = matches;
  }

  explains(difference) {
    const found = this.#entries.find(({ entry }) => this.matches(entry, difference));
    if (found) found.used += 1;
    return found !== undefined;
  }

  /** How often each was needed: `[{ entry, used }]`. */
  get uses() {
    return this.#entries;
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

export function explainsRemark({ rule, text, set }, { remark, set: where }) {
  return rule === remark.rule && matches(text, remark.message) && matches(set, where);
}
