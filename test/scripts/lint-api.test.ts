import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ApiAssembly, ApiProblem } from '../../scripts/lib/api-rules.mjs';
import { anyTypes, assemblyRules, missingDefaults, reservedNames, undocumented, unions, writableProperties } from '../../scripts/lib/api-rules.mjs';
import { declarationProblems } from '../../scripts/lib/declaration-rules.mjs';

const STRING = { primitive: 'string' };
const ANY = { primitive: 'any' };
const UNION = { union: { types: [STRING, { primitive: 'number' }] } };
const list = (elementtype: object) => ({ collection: { kind: 'array', elementtype } });
const docs = { summary: 'Words.' };

/** An assembly with one type, which is right in every respect unless `facts` make it wrong. */
function assembly(facts: object): ApiAssembly {
  return { types: { 'x.Thing': { name: 'Thing', fqn: 'x.Thing', kind: 'class', docs, locationInModule: { filename: 'thing.ts' }, ...facts } } };
}

function property(facts: object) {
  return { properties: [{ name: 'size', type: STRING, immutable: true, docs, ...facts }] };
}

function method(facts: object) {
  return { methods: [{ name: 'run', docs, ...facts }] };
}

const constructed = (type: object, filename = 'thing.ts') => ({ initializer: { locationInModule: { filename }, parameters: [{ name: 'input', type }] } });
const struct = (facts: object) => assembly({ kind: 'interface', datatype: true, ...property(facts) });
const places = (problems: readonly ApiProblem[]) => problems.map(p => p.where);

describe('unions', () => {
  test.each([
    ['a property', property({ type: UNION }), 'Thing.size'],
    ['a list', property({ type: list(UNION) }), 'Thing.size'],
    ['a parameter', method({ parameters: [{ name: 'input', type: UNION }] }), 'Thing.run(input)'],
    ['a result', method({ returns: { type: UNION } }), 'Thing.run()'],
    ['a parameter of the constructor', constructed(UNION), 'new Thing(input)'],
  ])('%s', (_what, facts, where) => {
    expect(places(unions(assembly(facts)))).toEqual([where]);
  });

  test('a plain type is none', () => {
    expect(unions(assembly(property({})))).toEqual([]);
  });

  test('an inherited constructor is somebody else\'s', () => {
    expect(unions(assembly(constructed(UNION, 'other.ts')))).toEqual([]);
  });
});

describe('any', () => {
  test.each([
    ['a property', property({ type: ANY }), 'Thing.size'],
    ['a map', property({ type: { collection: { kind: 'map', elementtype: ANY } } }), 'Thing.size'],
    ['a part of a union', property({ type: { union: { types: [STRING, ANY] } } }), 'Thing.size'],
    ['a result', method({ returns: { type: list(ANY) } }), 'Thing.run()'],
  ])('%s', (_what, facts, where) => {
    expect(places(anyTypes(assembly(facts)))).toEqual([where]);
  });

  test('what cdk8s says is allowed', () => {
    expect(anyTypes(assembly({ name: 'MeshChart', methods: [{ name: 'toJson', docs, returns: { type: list(ANY) } }] }))).toEqual([]);
  });
});

describe('documentation', () => {
  test.each([
    ['a type', { docs: { stability: 'experimental' } }, 'Thing'],
    ['a property', property({ docs: undefined }), 'Thing.size'],
    ['a method', method({ docs: {} }), 'Thing.run'],
    ['a member of an enum', { kind: 'enum', members: [{ name: 'ONE' }] }, 'Thing.ONE'],
  ])('%s without a summary', (_what, facts, where) => {
    expect(places(undocumented(assembly(facts)))).toEqual([where]);
  });

  test('parameters need none', () => {
    expect(undocumented(assembly(method({ parameters: [{ name: 'input', type: STRING }] })))).toEqual([]);
  });
});

describe('defaults', () => {
  test('an optional property of a struct needs one', () => {
    expect(places(missingDefaults(struct({ optional: true })))).toEqual(['Thing.size']);
    expect(missingDefaults(struct({ optional: true, docs: { ...docs, default: '- none' } }))).toEqual([]);
    expect(missingDefaults(struct({}))).toEqual([]);
  });

  test('one of a class is for reading only and needs none', () => {
    expect(missingDefaults(assembly(property({ optional: true })))).toEqual([]);
  });
});

describe('reserved names', () => {
  test.each([
    ['from', 'Python'], ['except', 'Python'], ['async', 'Python'], ['object', 'C#'], ['package', 'Java'], ['import', 'Python, Java'],
  ])('%s is reserved in %s', (name, language) => {
    expect(reservedNames(assembly(property({ name })))).toEqual([
      { where: `Thing.${name}`, message: expect.stringContaining(`reserved in ${language}`) as string },
    ]);
    expect(places(reservedNames(assembly(method({ name }))))).toEqual([`Thing.${name}`]);
    expect(places(reservedNames(assembly(method({ parameters: [{ name, type: STRING }] }))))).toEqual([`Thing.run(${name})`]);
  });

  test('Go has its words back in members, which it writes with a capital letter', () => {
    expect(reservedNames(assembly(property({ name: 'type' })))).toEqual([]);
    expect(places(reservedNames(assembly(method({ parameters: [{ name: 'type', type: STRING }] }))))).toEqual(['Thing.run(type)']);
  });

  test('`namespace` is allowed', () => {
    expect(reservedNames(assembly(property({ name: 'namespace' })))).toEqual([]);
  });
});

describe('writable properties', () => {
  test('a struct or interface has none', () => {
    expect(places(writableProperties(struct({ immutable: false })))).toEqual(['Thing.size']);
    expect(places(writableProperties(assembly({ kind: 'interface', ...property({ immutable: undefined }) })))).toEqual(['Thing.size']);
    expect(writableProperties(struct({}))).toEqual([]);
  });

  test('a class may', () => {
    expect(writableProperties(assembly(property({ immutable: false })))).toEqual([]);
  });
});

test('a right assembly passes every rule', () => {
  const right = assembly({ ...property({}), ...method({ parameters: [{ name: 'input', type: STRING }], returns: { type: list(STRING) } }) });
  expect(Object.values(assemblyRules).flatMap(rule => rule(right))).toEqual([]);
});

describe('declarations', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lint-api-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  let count = 0;
  function problems(text: string) {
    const file = join(folder, `${count++}.d.ts`);
    writeFileSync(file, text);
    return declarationProblems(file);
  }

  test('overloads, those of a constructor too', () => {
    const { overloads } = problems(`
      export declare class A { constructor(a: string); constructor(a: number); run(a: string): void; run(a: number): void; once(): void; }
      export interface IB { run(a: string): void; run(a: number): void }`);
    expect(places(overloads)).toEqual(['new A', 'A.run', 'IB.run']);
  });

  test('a static method and one of the same name on instances are two', () => {
    expect(problems('export declare class A { static run(): void; run(): void }').overloads).toEqual([]);
  });

  test.each([
    ['a property', 'readonly mode: "a" | "b"'],
    ['an optional property', 'readonly mode?: "a" | "b"'],
    ['a named type', 'readonly mode: Mode'],
    ['a list', 'modes(): readonly Mode[]'],
    ['a map', 'readonly modes: { readonly [key: string]: Mode }'],
    ['a parameter', 'run(mode: "a"): void'],
    ['a type that is worked out', 'readonly mode: (typeof MODES)[number]'],
  ])('string literals in %s', (_what, member) => {
    expect(problems(`type Mode = "a" | "b"; declare const MODES: readonly ["a", "b"]; export interface Thing { ${member} }`).literals).toHaveLength(1);
  });

  test('enums, booleans and what is private or internal are none', () => {
    const text = 'export declare enum E { A = "a", B = "b" } export declare class T { readonly e?: E; on: boolean; private mode: "a"; _mode: "a" | "b"; #x: "a"; name: string }';
    expect(problems(text)).toEqual({ invisible: [], overloads: [], literals: [] });
  });

  test('what no other language sees', () => {
    const { invisible } = problems('export declare const a: number; export declare function b(): void; export type C = "x"; export interface D {}');
    expect(places(invisible).sort()).toEqual(['C', 'a', 'b']);
  });

  test('a file that is not there', () => {
    expect(() => declarationProblems(join(folder, 'none.d.ts'))).toThrow(/run `npm run build` first/);
  });
});
