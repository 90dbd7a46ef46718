// The rules for the public API that jsii no longer enforces: each is a function from a jsii assembly to what is wrong, as `{ where, message }`.
// What an assembly does not show (overloads, literal types) is read from the declarations, in declaration-rules.mjs.
import { CSHARP, GO, JAVA, PYTHON } from './reserved-words.mjs';

/** Members that may be `any`, because a supertype of another library says so. */
export const ANY_ALLOWED = ['MeshChart.toJson'];

/** Reserved somewhere, and harmless there: C# writes members with a capital letter. */
export const RESERVED_ALLOWED = ['namespace'];

/** Go writes members with a capital letter, and parameters without. */
const MEMBER_LANGUAGES = { Python: PYTHON, Java: JAVA, 'C#': CSHARP };
const PARAMETER_LANGUAGES = { ...MEMBER_LANGUAGES, Go: GO };

/** No unions: other languages get `Object` and no help. */
export function unions(assembly) {
  return references(assembly).filter(({ type }) => contains(type, (t) => t.union !== undefined))
    .map(({ where }) => ({ where, message: 'is a union, which other languages see as any object; write an enum, or a class with static factories' }));
}

/** No `any`, which is also what a type parameter or `unknown` becomes. */
export function anyTypes(assembly) {
  return references(assembly).filter(({ type, member }) => !ANY_ALLOWED.includes(member) && contains(type, (t) => t.primitive === 'any'))
    .map(({ where }) => ({ where, message: 'is `any` (or `unknown`, or a type parameter); name the type' }));
}

/** Every type and member says what it is. Parameters need not. */
export function undocumented(assembly) {
  return types(assembly).flatMap((type) => [
    { where: type.name, docs: type.docs },
    ...[...(type.properties ?? []), ...(type.methods ?? []), ...(type.members ?? [])].map((m) => ({ where: `${type.name}.${m.name}`, docs: m.docs })),
  ]).filter(({ docs }) => !docs?.summary).map(({ where }) => ({ where, message: 'has no documentation; say in a comment what it is' }));
}

/** What may be left out says what then holds. */
export function missingDefaults(assembly) {
  return structs(assembly).flatMap((type) => (type.properties ?? []).filter((p) => p.optional && !p.docs?.default).map((p) => ({
    where: `${type.name}.${p.name}`, message: 'is optional and has no @default; write the value, or "- " and words',
  })));
}

/** No name that a language has for itself. */
export function reservedNames(assembly) {
  const complain = (where, name, languages) => {
    const taken = Object.entries(languages).filter(([, words]) => words.has(name)).map(([language]) => language);
    if (taken.length === 0 || RESERVED_ALLOWED.includes(name)) return [];
    return [{ where, message: `"${name}" is reserved in ${taken.join(', ')}; choose another name` }];
  };
  return types(assembly).flatMap((type) => [
    ...[...(type.properties ?? []), ...(type.methods ?? [])].flatMap((m) => complain(`${type.name}.${m.name}`, m.name, MEMBER_LANGUAGES)),
    ...callables(type).flatMap(({ where, parameters = [] }) => parameters.flatMap((p) => complain(`${where}(${p.name})`, p.name, PARAMETER_LANGUAGES))),
  ]);
}

/** Structs and interfaces are read, never written. */
export function writableProperties(assembly) {
  return types(assembly).filter((type) => type.kind === 'interface')
    .flatMap((type) => (type.properties ?? []).filter((p) => !p.immutable).map((p) => ({ where: `${type.name}.${p.name}`, message: 'is not readonly' })));
}

export const assemblyRules = { unions, anyTypes, undocumented, missingDefaults, reservedNames, writableProperties };

function types(assembly) {
  return Object.values(assembly.types ?? {});
}

function structs(assembly) {
  return types(assembly).filter((type) => type.datatype);
}

/** Methods, and the constructor if it is declared here and not inherited. */
function callables(type) {
  const own = type.initializer && type.initializer.locationInModule?.filename === type.locationInModule?.filename;
  return [
    ...(own ? [{ where: `new ${type.name}`, member: type.name, ...type.initializer }] : []),
    ...(type.methods ?? []).map((m) => ({ ...m, where: `${type.name}.${m.name}`, member: `${type.name}.${m.name}` })),
  ];
}

/** Every place that names a type. */
function references(assembly) {
  return types(assembly).flatMap((type) => [
    ...(type.properties ?? []).map((p) => ({ where: `${type.name}.${p.name}`, member: `${type.name}.${p.name}`, type: p.type })),
    ...callables(type).flatMap(({ where, member, parameters = [], returns }) => [
      ...parameters.map((p) => ({ where: `${where}(${p.name})`, member, type: p.type })),
      ...(returns ? [{ where: `${where}()`, member, type: returns.type }] : []),
    ]),
  ]);
}

/** Whether a type, or what it is a list, map or union of, is such. */
function contains(type, isSuch) {
  return isSuch(type) || (type.collection !== undefined && contains(type.collection.elementtype, isSuch))
    || (type.union?.types ?? []).some((t) => contains(t, isSuch));
}
