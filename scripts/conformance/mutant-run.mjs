// Asks the check engine and the API server about mutants of manifests, and tells where they differ.
import yaml from 'js-yaml';
import { difference, sortOf } from './differences.mjs';
import { minimised } from './minimise.mjs';
import { grown, kindsWithSchema } from './mutants/grown.mjs';
import { mutantsOf } from './mutants/mutants.mjs';
import { seededRandom } from './mutants/random.mjs';

const MOST_SHOWN = 60;
const AT_ONCE = 64;

/** Runs mutants, prints each sort of difference and a summary, and settles with the number of differences. */
export async function reportMutants({ documents, judges, count, seed }) {
  const started = performance.now();
  const { differences, refused } = await runMutants({ documents, judges, count, seed, say: console.log });
  console.log(`mutants: ${count} of seed ${seed}, ${refused} refused and ${count - refused} admitted by the server, `
    + `${differences} judged differently here, in ${((performance.now() - started) / 1000).toFixed(1)} s`);
  return differences;
}

/** `documents` are `{ text, channel }`; settles with the number of refused mutants and of differences, which are printed by `say`. */
async function runMutants({ documents, judges, count, seed, say }) {
  const random = seededRandom(seed);
  const judge = async (object, channel) => (await judges.judgeObject(object, channel)).verdicts[0];
  const sources = await sourcesOf(documents, random, judge);
  const found = new Map();
  let differences = 0;
  let refused = 0;
  for (let done = 0; done < count; done += AT_ONCE) {
    const batch = Array.from({ length: Math.min(AT_ONCE, count - done) }, () => next(sources, random));
    const verdicts = await Promise.all(batch.map(({ object, channel }) => judge(object, channel)));
    for (const [index, verdict] of verdicts.entries()) {
      const { object, channel, what } = batch[index];
      if (!verdict.admitted) refused += 1;
      const sentence = difference(object, channel, verdict);
      if (sentence === undefined) continue;
      differences += 1;
      const sort = sortOf(object, sentence);
      if (!found.has(sort)) found.set(sort, { object, channel, what, sentence });
    }
  }
  for (const [sort, { object, channel, what }] of [...found].slice(0, MOST_SHOWN)) {
    const sentenceOf = async (candidate) => difference(candidate, channel, await judge(candidate, channel));
    const isSame = async (candidate) => {
      const sentence = await sentenceOf(candidate);
      return sentence !== undefined && sortOf(candidate, sentence) === sort;
    };
    const smallest = await minimised(object, isSame);
    say(`DIFFERENCE ${what} (channel ${channel}): ${await sentenceOf(smallest)}\n${indented(yaml.dump(smallest, { lineWidth: -1, noRefs: true, sortKeys: false }))}`);
  }
  if (found.size > MOST_SHOWN) say(`… and ${found.size - MOST_SHOWN} more sorts of differences`);
  return { differences, refused };
}

/** Objects that a schema is known of, each kind as likely as another, with an endless row of their mutants. */
async function sourcesOf(documents, random, judge) {
  const byKind = new Map();
  const add = (object, channel) => {
    const mutants = mutantsOf(object, random, { channel });
    if (mutants.next().done) return;
    const kind = `${object.apiVersion}/${object.kind}`;
    byKind.set(kind, [...byKind.get(kind) ?? [], { mutants, channel }]);
  };
  for (const { text, channel } of documents) add(yaml.load(text, { schema: yaml.CORE_SCHEMA }), channel);
  for (const channel of new Set(documents.map((document) => document.channel))) {
    for (const kind of kindsWithSchema(channel).filter(({ apiVersion, kind: name }) => !byKind.has(`${apiVersion}/${name}`))) {
      for (const object of await grown(kind, random, (one) => judge(one, channel))) add(object, channel);
    }
  }
  return [...byKind.values()];
}

function next(sources, random) {
  const { mutants, channel } = random.pick(random.pick(sources));
  return { ...mutants.next().value, channel };
}

const indented = (text) => text.split('\n').map((line) => `    ${line}`).join('\n').trimEnd();
