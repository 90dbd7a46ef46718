// Differences from Istio's own judges that have a reason; conformance/istio/differences.json says which.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

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
