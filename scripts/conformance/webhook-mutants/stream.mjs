// Objects of Istio's kinds that schemas may pass and webhooks may not, the same for the same seed.
import { grow } from './grow.mjs';
import { mutateMetadata } from './metadata.mjs';
import { mutate } from './mutate.mjs';
import { fairRandom } from './random.mjs';

/** Kinds with many rules come more often. */
const SHARES = {
  VirtualService: 8, DestinationRule: 6, Gateway: 4, ServiceEntry: 4, AuthorizationPolicy: 4, Sidecar: 3, RequestAuthentication: 3, Telemetry: 2,
};

export class WebhookMutants {
  #random;
  #kinds = new Map();

  /** `definitions` are CustomResourceDefinitions. */
  constructor(definitions, seed) {
    this.#random = fairRandom(seed);
    for (const { spec } of definitions) {
      const [{ name, schema }] = spec.versions;
      this.#kinds.set(spec.names.kind, { apiVersion: `${spec.group}/${name}`, spec: schema.openAPIV3Schema.properties.spec, bases: [] });
    }
  }

  get kinds() {
    return [...this.#kinds.keys()];
  }

  /** An object that is meant to be right; `addBase` those that proved to be. */
  grown(kind) {
    const { apiVersion, spec } = this.#kinds.get(kind);
    return {
      apiVersion, kind, metadata: { name: 'cart', namespace: 'shop' },
      spec: grow(spec, kind, this.#random, { oddness: 0.02, richness: this.#random.pick([0.1, 0.25, 0.4]) }),
    };
  }

  addBase(object) {
    this.#kinds.get(object.kind)?.bases.push(object);
  }

  /** Some base with one or two changes: `{ object, where }`. */
  next() {
    const kind = this.#pickKind();
    const { apiVersion, spec: schema, bases } = this.#kinds.get(kind);
    const base = this.#random.pick(bases);
    if (this.#random.chance(0.05)) {
      return { object: { ...base, metadata: mutateMetadata(base.metadata, kind, this.#random) }, where: `${kind}.metadata` };
    }
    const first = mutate(base.spec ?? {}, schema, kind, this.#random);
    if (this.#random.chance(0.6)) return { object: { ...base, apiVersion, spec: first.object }, where: placeText(first) };
    const second = mutate(first.object, schema, kind, this.#random, this.#random.chance(0.8) ? first.path : undefined);
    return { object: { ...base, apiVersion, spec: second.object }, where: `${placeText(first)}, then ${placeText(second)}` };
  }

  #pickKind() {
    const able = [...this.#kinds].filter(([, { bases }]) => bases.length > 0).map(([kind]) => kind);
    const lots = able.flatMap((kind) => Array.from({ length: SHARES[kind] ?? 1 }, () => kind));
    return this.#random.pick(lots);
  }
}

const placeText = ({ path, change }) => `${path}: ${change}`;
