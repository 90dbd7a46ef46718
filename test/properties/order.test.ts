import * as fc from 'fast-check';
import { asSet, MESHES } from '../support/app';
import type { Manifest } from '../support/app';
import { programs, shuffled } from '../support/programs/arbitrary';
import { allOf, build, outcome } from '../support/programs/build';
import { quiet } from '../support/quiet';

quiet();

const settled = (result: Manifest[] | 'refused') => (result === 'refused' ? result : asSet(result));
const keys = (objects: readonly Manifest[]) => objects.map(o => [o.kind === 'GRPCRoute' ? 'HTTPRoute' : o.kind, o.metadata.namespace, o.metadata.name].join(' '));

describe.each(MESHES)('on %s', plane => {
  test('any order of declaration gives the same set of objects, or is refused as every other is', () => {
    fc.assert(fc.property(shuffled(plane), ([program, order]) => {
      expect(settled(outcome(() => build(program, order)))).toEqual(settled(outcome(() => build(program))));
    }), { numRuns: 100 });
  });

  test('other construct ids change no object', () => {
    fc.assert(fc.property(shuffled(plane), ([program, order]) => {
      expect(settled(outcome(() => build(program, order, 'other-')))).toEqual(settled(outcome(() => build(program))));
    }), { numRuns: 50 });
  });

  test('what is declared in addition renames no object', () => {
    fc.assert(fc.property(programs(plane).chain(p => fc.tuple(fc.constant(p), fc.subarray([...p.intents]))), ([program, some]) => {
      const [before, after] = [{ ...program, intents: some }, program].map(p => outcome(() => build(p)));
      if (before === 'refused' || after === 'refused') return;
      // Linkerd has the routes of a gRPC port as GRPCRoute or HTTPRoute, of one name.
      expect(keys(after!)).toEqual(expect.arrayContaining(keys(before!)));
    }), { numRuns: 100 });
  });

  test('what is declared on other pods changes no object of a service', () => {
    fc.assert(fc.property(programs(plane), program => {
      const alone = { ...program, intents: program.intents.filter(i => i.kind !== 'calls' && (i.kind !== 'split' || i.shares.every(s => typeof s.version === 'string'))) };
      const whole = outcome(() => build(alone));
      const part = outcome(() => build({ ...alone, intents: alone.intents.filter(i => i.service === 0) }));
      if (whole === 'refused' || part === 'refused') return;
      const of = (objects: readonly Manifest[]) => asSet(objects.filter(o => belongs(o, program.services[0]!.name)));
      const shared = program.services.some(s => s.doorOf === 0);
      if (!shared) expect(of(whole)).toEqual(of(part));
    }), { numRuns: 50 });
  });

  test('most programs are accepted, so that the properties say something', () => {
    const results = fc.sample(programs(plane), { numRuns: 200, seed: 1 }).map(program => outcome(() => build(program, allOf(program))));
    expect(results.filter(r => r !== 'refused').length).toBeGreaterThan(80);
  });
});

/** Objects of that service by name, but not of one whose name begins like it. */
function belongs(object: Manifest, name: string): boolean {
  return object.metadata.name === name || ['v1', 'v2', 'v3', 'v4'].some(v => object.metadata.name === `${name}-${v}`);
}
