import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load, loadAll } from 'js-yaml';
import { BrokenSets } from '../../scripts/conformance/broken-sets/stream.mjs';
import { Differences, Explanations, explainsMessage } from '../../scripts/conformance/explained.mjs';
import type { Definition, KubeObject } from '../../scripts/conformance/webhook-mutants/stream.mjs';
import { WebhookMutants } from '../../scripts/conformance/webhook-mutants/stream.mjs';

const root = join(__dirname, '..', '..');
const definitions = JSON.parse(readFileSync(join(root, 'imports', 'schemas', 'istio-1.30.3.json'), 'utf8')) as Definition[];
const objectsOf = (file: string) => loadAll(readFileSync(join(root, 'conformance', 'istio', 'sets', file), 'utf8')) as KubeObject[];

function mutantsOf(seed: number, count: number) {
  const mutants = new WebhookMutants(definitions, seed);
  for (const kind of mutants.kinds) for (let i = 0; i < 5; i += 1) mutants.addBase(mutants.grown(kind));
  return Array.from({ length: count }, () => mutants.next());
}

test('a seed repeats mutants, and another seed makes others', () => {
  expect(mutantsOf(7, 50)).toEqual(mutantsOf(7, 50));
  expect(mutantsOf(8, 50)).not.toEqual(mutantsOf(7, 50));
});

test('mutants are of every kind and hold fields of its schema only', () => {
  const mutants = mutantsOf(1, 600);
  expect(new Set(mutants.map(({ object }) => object.kind)).size).toBe(15);
  const fieldsOf = new Map(definitions.map(({ spec }) => [spec.names.kind, Object.keys(spec.versions[0]!.schema.openAPIV3Schema.properties.spec.properties)]));
  for (const { object } of mutants) expect(fieldsOf.get(object.kind)).toEqual(expect.arrayContaining(Object.keys(object.spec)));
});

test('a broken set says what was done to it, and leaves its base as it was', () => {
  const objects = objectsOf('sidecar.yaml');
  const before = structuredClone(objects);
  const stream = new BrokenSets({ bases: [{ name: 'shop', objects }], additions: objectsOf('additions.yaml'), definitions, seed: 3 });
  const sets = Array.from({ length: 200 }, () => stream.next());
  expect(objects).toEqual(before);
  const broken = sets.filter(set => JSON.stringify(set.objects) !== JSON.stringify(before));
  expect(broken.length).toBeGreaterThan(150);
  expect(broken.map(({ what }) => what)).not.toContain('');
});

describe('explanations', () => {
  const message = { code: 'IST0162', resource: { kind: 'Gateway', name: 'a' }, text: 'port 80' };
  const difference = (over: object) => ({ message, messages: [message], set: 'shop, as it is', objects: [], ...over });
  const explains = (entry: object, over: object = {}) => new Explanations([entry], explainsMessage).explains(difference(over));

  test.each([
    ['its code', { code: 'IST0162' }, { code: 'IST0161' }],
    ['the kind of object', { code: 'IST0162', kind: 'Gateway' }, { code: 'IST0162', kind: 'Service' }],
    ['its text', { code: 'IST0162', text: '80$' }, { code: 'IST0162', text: '81$' }],
    ['the set', { code: 'IST0162', set: '^shop' }, { code: 'IST0162', set: '^web' }],
    ['a message beside it', { code: 'IST0162', beside: 'IST0162' }, { code: 'IST0162', beside: 'IST0101' }],
  ])('are about messages by %s', (_what, right, wrong) => {
    expect(explains(right)).toBe(true);
    expect(explains(wrong)).toBe(false);
  });

  test('can ask for a kind that the set does not hold', () => {
    const entry = { code: 'IST0162', without: 'Service' };
    expect(explains(entry)).toBe(true);
    expect(explains(entry, { objects: [{ kind: 'Service' }] })).toBe(false);
  });

  test('that explain nothing are told', () => {
    const explanations = new Explanations([{ code: 'IST0162' }, { code: 'IST0001' }], explainsMessage);
    explanations.explains(difference({}));
    expect(explanations.unused).toEqual([{ code: 'IST0001' }]);
  });

  test('have a reason each', () => {
    const { webhook, analysis } = load(readFileSync(join(root, 'conformance', 'istio', 'differences.json'), 'utf8')) as Record<string, Record<string, { why?: string }[]>>;
    for (const entries of [...Object.values(webhook!), ...Object.values(analysis!)]) for (const { why } of entries) expect(why).toMatch(/^[A-Za-z].*\.$/);
  });
});

test('differences are counted by their sort, the most frequent first', () => {
  const differences = new Differences();
  for (const [sort, example] of [['a', '1'], ['b', '2'], ['b', '3']] as const) differences.add(sort, example);
  expect(differences.sorts).toEqual([{ sort: 'b', count: 2, examples: ['2', '3'] }, { sort: 'a', count: 1, examples: ['1'] }]);
});
