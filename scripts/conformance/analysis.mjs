// Compares what the analysis of this library finds in sets of objects with the messages of istioctl's analyzers.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { startJudge } from '../lib/admission-judge.mjs';
import { loadSource } from '../lib/engine.mjs';
import { readObjects } from './documents.mjs';
import { BrokenSets } from './broken-sets/stream.mjs';
import { Explanations } from './explained.mjs';

const BATCH = 50;
const CODE = /^IST\d{4}$/;

const objectsIn = (file) => readObjects(readFileSync(file, 'utf8'));
const nameOf = ({ kind, namespace, name }) => `${kind} ${namespace ? `${namespace}/` : ''}${name}`;

class Comparison {
  #engine;
  #istio;
  #stored;
  #installation;
  #explained;
  sets = 0;
  messages = 0;
  findings = 0;
  /** What made the analyzers fail: they stop at some objects that a server takes. */
  failures = new Map();
  /** By code: how many messages there were. */
  codes = new Map();
  /** By what differs: `{ count, example }`. */
  differences = new Map();

  constructor({ engine, istio, stored, installation, explained: { istioctl = [], ours = [] } }) {
    this.#engine = engine;
    this.#istio = istio;
    this.#stored = stored;
    this.#installation = installation;
    this.#explained = {
      istioctl: new Explanations(istioctl, (entry, message) => entry.code === message.code
        && (entry.kind === undefined || entry.kind === message.resource?.kind) && (entry.text === undefined || new RegExp(entry.text).test(message.text))),
      ours: new Explanations(ours, (entry, remark) => entry.rule === remark.rule),
    };
  }

  /** Compares one set; one with an object that a server would not take does not count. */
  async add({ name, objects, what }) {
    const stored = await Promise.all(objects.map((object) => this.#stored(object)));
    if (stored.includes(undefined)) return;
    const answer = await this.#istio.analyze([...this.#installation, ...stored]).catch(({ message }) => ({ failure: message }));
    if (answer.failure !== undefined) {
      this.failures.set(answer.failure, `${name}: ${what}`);
      return;
    }
    if (answer.unread.length > 0) throw new Error(`istioctl's analyzers cannot read ${answer.unread.join('; ')} (${name}: ${what}).`);
    this.sets += 1;
    const messages = answer.messages.filter(({ resource }) => !this.#isInstalled(resource));
    const remarks = this.#engine.findings(stored, this.#installation).filter(({ aliases }) => aliases.some((alias) => CODE.test(alias)));
    const told = new Set(remarks.flatMap((remark) => placesOf(remark)));
    const said = new Set(messages.map(({ code, resource }) => `${code} ${resource ? nameOf(resource) : ''}`));
    this.messages += messages.length;
    this.findings += remarks.length;
    for (const message of messages) {
      this.codes.set(message.code, (this.codes.get(message.code) ?? 0) + 1);
      const place = `${message.code} ${message.resource ? nameOf(message.resource) : ''}`;
      if (told.has(place) || this.#explained.istioctl.explains(message)) continue;
      this.#differ(`only istioctl: ${message.code} at ${message.resource?.kind ?? 'no object'}`, `${name}, ${what}: ${place}: ${message.path ?? ''} ${message.text}`);
    }
    for (const remark of remarks) {
      if (placesOf(remark).some((place) => said.has(place)) || this.#explained.ours.explains(remark)) continue;
      const codes = remark.aliases.filter((alias) => CODE.test(alias)).join(', ');
      this.#differ(`only this library: ${remark.rule} (${codes}) at ${remark.object.kind}`, `${name}, ${what}: ${nameOf(remark.object)}: ${remark.message}`);
    }
  }

  get unused() {
    return Object.values(this.#explained).flatMap(({ uses }) => uses).filter(({ used }) => used === 0).map(({ entry }) => entry);
  }

  #isInstalled(resource) {
    return resource !== undefined && this.#installation.some(({ kind, metadata }) => kind === resource.kind && metadata.name === resource.name);
  }

  #differ(what, example) {
    const known = this.differences.get(what);
    if (known) known.count += 1;
    else this.differences.set(what, { count: 1, example });
  }
}

/** The codes of a remark at the objects that take part. */
function placesOf({ aliases, object, related }) {
  return [object, ...related].flatMap((one) => aliases.filter((alias) => CODE.test(alias)).map((code) => `${code} ${nameOf(one)}`));
}

/** What the library finds in a set that is to be put beside an installation of Istio. */
function loadEngine() {
  const { admit } = loadSource('admission/admit');
  const { analyse } = loadSource('analysis/analyse');
  const { ManifestObject } = loadSource('manifest/manifest-object');
  const { ManifestSet } = loadSource('manifest/manifest-set');
  return {
    findings(bodies, installation) {
      const set = new ManifestSet([
        ...installation.map((body) => new ManifestObject(body, { elsewhere: true })), ...bodies.map((body) => new ManifestObject(body)),
      ]);
      return [...admit(set), ...analyse(set)].filter(({ object }) => !object.source.elsewhere);
    },
  };
}

/** Objects as a server stores them, defaults applied; undefined where it would not. What was asked before is remembered. */
function storing(kubernetes) {
  const known = new WeakMap();
  return (object) => {
    if (!known.has(object)) {
      known.set(object, kubernetes.judge(object).then(({ admitted, object: stored }) => (admitted ? stored : undefined)));
    }
    return known.get(object);
  };
}

/** Compares the sets given and those of conformance/istio/sets, as they are and then `count` broken ones. */
export async function compareAnalysis({ root, istio, sets, seed, count, explained }) {
  const folder = join(root, 'conformance', 'istio', 'sets');
  const crds = ['istio-1.30.3', 'gateway-api-1.5.1-standard', 'linkerd-2.20'].map((name) => join(root, 'imports', 'schemas', `${name}.json`));
  const bases = [
    ...readdirSync(folder).filter((file) => !['installation.yaml', 'additions.yaml'].includes(file)).sort()
      .map((file) => ({ name: file, objects: objectsIn(join(folder, file)) })),
    ...sets,
  ];
  const broken = new BrokenSets({
    bases, additions: objectsIn(join(folder, 'additions.yaml')), definitions: JSON.parse(readFileSync(crds[0], 'utf8')), seed,
  });
  const engine = loadEngine();
  const kubernetes = startJudge({ crds });
  try {
    const comparison = new Comparison({
      engine, istio, stored: storing(kubernetes), installation: objectsIn(join(folder, 'installation.yaml')), explained,
    });
    for (const base of bases) await comparison.add({ ...base, what: 'as it is' });
    const target = comparison.sets + count;
    while (comparison.sets < target) await Promise.all(Array.from({ length: BATCH }, () => comparison.add(broken.next())));
    return comparison;
  } finally {
    await kubernetes.close();
  }
}
