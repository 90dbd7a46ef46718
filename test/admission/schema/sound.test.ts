import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { loadAll } from 'js-yaml';
import { withDefaults } from '../../../src/admission/schema/defaults';
import { SchemaIssues } from '../../../src/admission/schema/issue';
import { isSound } from '../../../src/admission/schema/sound';
import { unknownFields } from '../../../src/admission/schema/unknown-fields';
import { validate } from '../../../src/admission/schema/validate';
import { ManifestObject } from '../../../src/manifest/manifest-object';
import type { KubeBody } from '../../../src/manifest/manifest-object';
import { knownKind } from '../../../src/manifest/schemas/catalogue';

const SETS = ['sidecar', 'ambient', 'additions'].map(name => join(__dirname, `../../../conformance/istio/sets/${name}.yaml`));
const bodies = SETS.flatMap(file => loadAll(readFileSync(file, 'utf8')) as (KubeBody | null)[]).filter(body => body !== null);

const schemaOf = (body: KubeBody) => {
  const { group, kind, version } = new ManifestObject(body);
  return knownKind(group, kind, 'experimental')?.versions.find(({ name }) => name === version)?.schema;
};

const known = bodies.flatMap(body => {
  const schema = schemaOf(body);
  return schema ? [{ body, schema }] : [];
});

/** Every place in a value. */
const places = (value: unknown): { holder: any; key: string }[] =>
  (typeof value === 'object' && value !== null ? Object.keys(value).flatMap(key => [{ holder: value, key }, ...places((value as any)[key])]) : []);

test('most objects are seen to be sound at once', () => {
  expect(known.length).toBeGreaterThan(40);
  expect(known.filter(({ body, schema }) => isSound(body as any, schema)).length / known.length).toBeGreaterThan(0.7);
});

test('nothing can be said against what is sound', () => {
  const value = fc.constantFrom<unknown>(null, true, 0, -1, 0.5, 70_000, 1e300, '', 'x', 'A b', '*', '1h', '-1s', 'x'.repeat(300), [], {}, [null], [{}], { x: 1 }, [1, 1], ['a', 'a'], undefined);
  fc.assert(fc.property(fc.constantFrom(...known), fc.nat(), fc.constantFrom('replace', 'remove', 'rename', 'double'), value, (chosen, at, how, other) => {
    const body = structuredClone(chosen.body) as any;
    const all = places(body.spec);
    if (all.length === 0) return;
    const { holder, key } = all[at % all.length]!;
    if (how === 'replace' && other !== undefined) holder[key] = other;
    else if (how === 'rename' && !Array.isArray(holder)) holder[`${key}X`] = holder[key];
    else if (how === 'double' && Array.isArray(holder)) holder.push(holder[Number(key)]);
    else if (Array.isArray(holder)) holder.splice(Number(key), 1);
    else delete holder[key];
    if (!isSound(body, chosen.schema)) return;
    const issues = new SchemaIssues();
    validate(withDefaults(body, chosen.schema), chosen.schema, issues);
    expect(issues.found).toEqual([]);
    expect(unknownFields(body, { kind: body.kind, schema: chosen.schema, experimental: () => undefined })).toEqual([]);
  }), { numRuns: 5_000, seed: 1 });
});
