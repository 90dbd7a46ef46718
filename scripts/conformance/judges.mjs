// One judge for each source of CRDs and each channel of the Gateway API, and one word from all sources together.
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { listBundles } from '../import/bundles.mjs';
import { startJudge } from '../lib/admission-judge.mjs';

/** Where CRDs can be read: the original bundles in CRDS_DIR if it is set, and the compact ones of this repository. */
export function crdSources(root) {
  const bundles = listBundles(root).map(({ name }) => name);
  const sources = [];
  if (process.env.CRDS_DIR) {
    const folder = resolve(process.env.CRDS_DIR);
    sources.push({ name: 'CRDS_DIR', files: bundles.map((name) => join(folder, `${name}.yaml`)) });
  }
  const schemas = join(root, 'imports', 'schemas');
  if (existsSync(schemas)) sources.push({ name: 'imports/schemas', files: bundles.map((name) => join(schemas, `${name}.json`)) });
  const missing = sources.flatMap(({ files }) => files).filter((file) => !existsSync(file));
  if (missing.length > 0) throw new Error(`cdk8s.yaml lists CRD bundles that are missing: ${missing.join(', ')}.`);
  if (sources.length === 0) throw new Error('There are no CRDs: set CRDS_DIR or run `npm run import`.');
  return sources;
}

export class Judges {
  #sources;
  #running = new Map();

  constructor(sources) {
    this.#sources = sources;
  }

  /** Starts a judge for each source and channel; settles when all have loaded their CRDs. */
  async start(channels) {
    for (const channel of channels) {
      const judges = this.#sources.map(({ files }) => startJudge({ crds: files.filter((file) => isForChannel(file, channel)) }));
      this.#running.set(channel, judges);
    }
    await Promise.all(this.#all().map((judge) => judge.judgeYaml('{}')));
  }

  /** What every source says of a YAML document, and where a source says something else than the first. */
  judge(text, channel) {
    return this.#compare(channel, (judge) => judge.judgeYaml(text));
  }

  /** The same of an object. */
  judgeObject(object, channel) {
    return this.#compare(channel, (judge) => judge.judge(object));
  }

  async #compare(channel, ask) {
    const verdicts = await Promise.all(this.#running.get(channel).map(ask));
    const names = this.#sources.map(({ name }) => name);
    const differences = verdicts.slice(1).flatMap((verdict, index) => differencesBetween(verdicts[0], verdict, names[0], names[index + 1]));
    return { verdicts, differences };
  }

  async close() {
    await Promise.all(this.#all().map((judge) => judge.close()));
  }

  #all() {
    return [...this.#running.values()].flat();
  }
}

/** The Gateway API has a bundle for each channel, with the channel in its name; the other bundles serve both. */
function isForChannel(file, channel) {
  const [, own = channel] = /gateway-api-.*-(standard|experimental)\.[^.]+$/.exec(file) ?? [];
  return own === channel;
}

/** A server gives every object an id, which it writes on a Job's pods too, and the time of its creation. */
function asGiven(object) {
  return object && JSON.parse(JSON.stringify(object).replaceAll(/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/g, 'time').replaceAll(/\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, 'id'));
}

function differencesBetween(a, b, nameA, nameB) {
  if (a.admitted !== b.admitted) {
    const [admits, refuses] = a.admitted ? [nameA, nameB] : [nameB, nameA];
    return [`admitted with the CRDs of ${admits}, refused with those of ${refuses}`];
  }
  return isDeepStrictEqual(asGiven(a.object), asGiven(b.object)) ? [] : [`stored differently with the CRDs of ${nameA} and of ${nameB}`];
}
