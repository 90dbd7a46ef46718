// A disagreement made small, and kept as a test case: test/simulator/judged holds them.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dump } from 'js-yaml';
import { minimised } from '../minimise.mjs';
import { disagreement, kept, setOf, simulate } from './simulate.mjs';

const NEEDED = ['Namespace'];

/** Fewer and smaller objects for which judge and simulator still disagree about the request. */
export async function smaller({ objects, request }, ask) {
  const unread = (now) => simulate(setOf(now), request).error !== undefined;
  const wasUnread = unread(kept(objects));
  const differs = async (candidate) => {
    const now = kept(candidate);
    // What a server refuses shows nothing.
    if (now.length < candidate.length) return false;
    // A request that has become unreadable is another matter.
    if (!wasUnread && unread(now)) return false;
    const expect = await ask(now, [request]).then(([one]) => one, () => undefined);
    return expect !== undefined && disagreement(simulate(setOf(now), request), expect).length > 0;
  };
  let left = objects;
  for (const object of objects) {
    const without = left.filter((one) => one !== object);
    if (!NEEDED.includes(object.kind) && await differs(without)) left = without;
  }
  for (const [index, object] of left.entries()) {
    const at = (one) => left.map((other, place) => (place === index ? one : other));
    left = at(await minimised(object, (candidate) => differs(at(candidate))));
  }
  const [expect] = await ask(kept(left), [request]);
  return { objects: left, request, expect };
}

export function keepCase(root, name, { objects, request, expect }) {
  const file = join(root, 'test', 'simulator', 'judged', `${name}.yaml`);
  writeFileSync(file, dump({ request, expect, objects }, { noRefs: true, lineWidth: 160 }));
  return file;
}
