// Compares what the analysis of this library finds in sets of objects with the messages of istioctl's analyzers.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { startJudge } from '../lib/admission-judge.mjs';
import { loadSource } from '../lib/engine.mjs';
import { exampleSets, missingNamespaces, objectsIn, storing, usesIstio } from './analysis-sets.mjs';
import { BrokenSets } from './broken-sets/stream.mjs';
import { Differences, Explanations, explainsMessage, explainsFinding } from './explained.mjs';

const BATCH = 50;
const CODE = /^IST\d{4}$/;
const REFUSED = 'IST0106';

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
  differences = new Differences();

  constructor({ engine, istio, stored, installation, explained: { istioctl, ours } }) {
    this.#engine = engine;
    this.#istio = istio;
    this.#stored = stored;
    this.#installation = installation;
    this.#explained = { istioctl: new Explanations(istioctl, explainsMessage), ours: new Explanations(ours, explainsFinding) };
  }

  /** Compares one set; one with an object that a server would not take does not count. */
  async add({ name, objects, what, settings }) {
    const stored = await Promise.all(objects.map((object) => this.#stored(object)));
    if (stored.includes(undefined)) return;
    const around = [...this.#installation, ...missingNamespaces(stored, settings)];
    const answer = await this.#istio.analyze([...around, ...stored]).catch(({ message }) => ({ failure: message }));
    if (answer.failure !== undefined) {
      this.failures.set(answer.failure, `${name}: ${what}`);
      return;
    }
    if (answer.unread.length > 0) throw new Error(`istioctl's analyzers cannot read ${answer.unread.join('; ')} (${name}: ${what}).`);
    this.sets += 1;
    const messages = answer.messages.filter(({ resource }) => !isOneOf(around, resource));
    const findings = this.#engine.findings(stored, this.#installation, settings)
      .filter(({ aliases, object }) => aliases.some((alias) => CODE.test(alias)) && !isOneOf(this.#installation, object));
    // What is said of an object that is refused anyway is no matter.
    const refused = new Set(messages.filter(({ code }) => code === REFUSED).map(({ resource }) => nameOf(resource)));
    const told = new Set(findings.flatMap((finding) => placesOf(finding)));
    const said = new Set(messages.map(({ code, resource }) => `${code} ${resource ? nameOf(resource) : ''}`));
    this.messages += messages.length;
    this.findings += findings.length;
    for (const message of messages) {
      this.codes.set(message.code, (this.codes.get(message.code) ?? 0) + 1);
      const object = message.resource ? nameOf(message.resource) : '';
      const place = `${message.code} ${object}`;
      if (message.code !== REFUSED && refused.has(object)) continue;
      if (told.has(place) || this.#explained.istioctl.explains({ message, messages, set: `${name}, ${what}`, objects: stored })) continue;
      this.differences.add(`only istioctl: ${message.code} at ${message.resource?.kind ?? 'no object'}`, `${name}, ${what}: ${place}: ${message.path ?? ''} ${message.text}`);
    }
    for (const finding of findings) {
      if (!finding.aliases.includes(REFUSED) && refused.has(nameOf(finding.object))) continue;
      if (placesOf(finding).some((place) => said.has(place)) || this.#explained.ours.explains({ finding, set: `${name}, ${what}` })) continue;
      const codes = finding.aliases.filter((alias) => CODE.test(alias)).join(', ');
      this.differences.add(
        `only this library: ${finding.rule} (${codes}) at ${finding.object.kind}`, `${name}, ${what}: ${nameOf(finding.object)}: ${finding.message}`,
      );
    }
  }

  get unused() {
    return Object.values(this.#explained).flatMap(({ unused }) => unused);
  }
}

/** Whether a name, `{ kind, name }`, is of one of the objects. */
function isOneOf(objects, name) {
  return name !== undefined && objects.some(({ kind, metadata }) => kind === name.kind && metadata.name === name.name);
}

/** The codes of a finding at the objects that take part. */
function placesOf({ aliases, object, related }) {
  return [object, ...related].flatMap((one) => aliases.filter((alias) => CODE.test(alias)).map((code) => `${code} ${nameOf(one)}`));
}

/** What the library finds in a set that is to be put beside an installation of Istio. */
function loadEngine() {
  const { check } = loadSource('check/check');
  const { ManifestObject } = loadSource('manifest/manifest-object');
  const { ManifestSet } = loadSource('manifest/manifest-set');
  return {
    findings(bodies, installation, settings) {
      const set = new ManifestSet([
        ...installation.map((body) => new ManifestObject(body, { elsewhere: true })), ...bodies.map((body) => new ManifestObject(body)),
      ], settings);
      return check(set).findings;
    },
  };
}

/** Compares the sets given, the examples of the rules and those of conformance/istio/sets, as they are and then `count` broken ones. */
export async function compareAnalysis({ root, istio, sets, seed, count, explained }) {
  const folder = join(root, 'conformance', 'istio', 'sets');
  const crds = ['istio-1.30.3', 'gateway-api-1.5.1-standard', 'linkerd-2.20'].map((name) => join(root, 'imports', 'schemas', `${name}.json`));
  const bases = [
    ...readdirSync(folder).filter((file) => !['installation.yaml', 'additions.yaml'].includes(file)).sort()
      .map((file) => ({ name: file, objects: objectsIn(join(folder, file)) })),
    ...sets.filter(usesIstio),
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
    for (const set of [...bases, ...exampleSets(root).filter(usesIstio)]) await comparison.add({ ...set, what: 'as it is' });
    const target = comparison.sets + count;
    while (comparison.sets < target) await Promise.all(Array.from({ length: BATCH }, () => comparison.add(broken.next())));
    return comparison;
  } finally {
    await kubernetes.close();
  }
}
