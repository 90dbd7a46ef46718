// Compares what this library says of Istio's objects in place of istiod's webhook with what istiod's own code says of them.
import { join } from 'node:path';
import { readFileSync } from 'node:fs';
import { startJudge } from '../lib/admission-judge.mjs';
import { loadSource } from '../lib/engine.mjs';
import { Differences, Explanations } from './explained.mjs';
import { WebhookMutants } from './webhook-mutants/stream.mjs';

const GROWN_OF_A_KIND = 300;
const BATCH = 500;

/** Texts of istiod name values of the object; what is left is the rule. */
const ruleOf = (error) => error.replace(/"(?:[^"\\]|\\.)*"/g, '"…"').replace(/-?\d+(\.\d+)?/g, 'N').split('\n')[0].slice(0, 120);

class Comparison {
  #judges;
  #explained;
  counted = 0;
  refused = 0;
  differences = new Differences();

  constructor(judges, { istiod, ours }) {
    this.#judges = judges;
    this.#explained = {
      istiod: new Explanations(istiod, ({ error }, text) => new RegExp(error).test(text)),
      ours: new Explanations(ours, ({ idea }, refusal) => idea === refusal.idea),
    };
  }

  /**
   * Judges objects that their schemas let pass, `{ object, where }`; settles with those of them that istiod takes. Only the
   * verdict is compared: of an object with two mistakes, the two sides may name one each.
   */
  async add(candidates) {
    const admissions = await Promise.all(candidates.map(({ object }) => this.#judges.kubernetes.judge(object)));
    const passed = admissions.flatMap(({ admitted, object }, index) => (admitted ? [{ object, where: candidates[index].where }] : []));
    const verdicts = await Promise.all(passed.map(({ object }) => this.#judges.istio.validate(object)));
    return passed.filter((one, index) => this.#compare(one, verdicts[index]));
  }

  get unused() {
    return Object.values(this.#explained).flatMap(({ unused }) => unused);
  }

  #compare({ object, where }, { known, errors }) {
    if (!known) return false;
    this.counted += 1;
    if (errors.length > 0) this.refused += 1;
    const ours = this.#judges.own(object);
    if (errors.length > 0 && ours.length === 0) {
      const rest = errors.filter((error) => !this.#explained.istiod.explains(error));
      if (rest.length > 0) this.differences.add(`${object.kind}: only istiod refuses: ${ruleOf(rest[0])}`, { where, says: rest[0], object });
    } else if (errors.length === 0 && ours.length > 0) {
      const rest = ours.filter((refusal) => !this.#explained.ours.explains(refusal));
      if (rest.length > 0) this.differences.add(`${object.kind}: only this library refuses: ${rest[0].idea}`, { where, says: rest[0].message, object });
    }
    return errors.length === 0;
  }
}

/**
 * Compares objects that there are, and mutants until `count` of them have passed their schemas. Settles with the comparison.
 */
export async function compareWebhook({ root, istio, objects, seed, count, explained }) {
  const crds = join(root, 'imports', 'schemas', 'istio-1.30.3.json');
  const { istioWebhook } = loadSource('admission/istio/index');
  const { ManifestObject } = loadSource('manifest/manifest-object');
  const { ManifestSet } = loadSource('manifest/manifest-set');
  const own = (body) => {
    const object = new ManifestObject(body);
    return istioWebhook(object, new ManifestSet([object]));
  };
  const mutants = new WebhookMutants(JSON.parse(readFileSync(crds, 'utf8')), seed);
  const kubernetes = startJudge({ crds: [crds] });
  try {
    const comparison = new Comparison({ kubernetes, istio, own }, explained);
    for (const { object } of await comparison.add(objects.map((object) => ({ object, where: 'as it is' })))) mutants.addBase(object);
    for (const kind of mutants.kinds) {
      const grown = Array.from({ length: GROWN_OF_A_KIND }, () => ({ object: mutants.grown(kind), where: 'grown' }));
      for (const { object } of await comparison.add(grown)) mutants.addBase(object);
    }
    while (comparison.counted < count) await comparison.add(Array.from({ length: BATCH }, () => mutants.next()));
    return comparison;
  } finally {
    await kubernetes.close();
  }
}
