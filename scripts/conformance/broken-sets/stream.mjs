// Sets of objects with a few things broken, the same for the same seed.
import { fairRandom } from '../webhook-mutants/random.mjs';
import { mutate } from '../webhook-mutants/mutate.mjs';
import { BREAKS } from './breaks.mjs';

export class BrokenSets {
  #random;
  #bases;
  #additions;
  #schemas;

  /** `bases` are named sets, `additions` objects and Lists of them that can be added to any, `definitions` the CRDs of Istio. */
  constructor({ bases, additions, definitions, seed }) {
    this.#random = fairRandom(seed);
    this.#bases = bases;
    this.#additions = additions;
    this.#schemas = new Map(definitions.map(({ spec }) => [
      `${spec.group}/${spec.names.kind}`, spec.versions[0].schema.openAPIV3Schema.properties.spec,
    ]));
  }

  /** One broken set: `{ name, objects, what }`. Objects that are not changed are those of the base. */
  next() {
    const { name, objects } = this.#random.pick(this.#bases);
    const changes = [];
    let current = objects;
    const breaks = 1 + this.#random.below(2);
    for (let i = 0; i < breaks; i += 1) {
      const broken = this.#break(current);
      if (!broken) continue;
      current = broken.objects;
      changes.push(broken.what);
    }
    return { name, objects: current, what: changes.join(', then ') };
  }

  #break(objects) {
    const random = this.#random;
    if (random.chance(0.3)) {
      const one = random.inTurn('addition', this.#additions);
      return { objects: [...objects, ...one.items ?? [one]], what: `with ${one.kind} ${one.metadata.name}` };
    }
    if (random.chance(0.15)) return this.#changeField(objects);
    return random.pick(Object.values(BREAKS))(objects, random);
  }

  /** A field changed along the schema. */
  #changeField(objects) {
    const schemaOf = ({ apiVersion, kind }) => this.#schemas.get(`${apiVersion.split('/')[0]}/${kind}`);
    const able = objects.filter((object) => schemaOf(object) && object.spec);
    if (able.length === 0) return undefined;
    const old = this.#random.pick(able);
    const { object: spec, path, change } = mutate(old.spec, schemaOf(old), old.kind, this.#random);
    return { objects: objects.map((one) => (one === old ? { ...old, spec } : one)), what: `${old.metadata.name}: ${path}: ${change}` };
  }
}
