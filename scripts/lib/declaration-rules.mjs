// Rules for the public API that need the TypeScript declarations (.d.ts) of the library: a jsii assembly keeps one signature of an overload, and
// makes a string of a union of string literals.
import ts from 'typescript';

/** What is wrong in the declarations that a module exports: `{ where, message }` by rule. */
export function declarationProblems(entry) {
  // Lists and records are all that answers can hang on; the types of all of JavaScript take most of the time.
  const program = ts.createProgram([entry], { module: ts.ModuleKind.Node20, lib: ['lib.es5.d.ts'], types: [], noEmit: true, strict: true });
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(entry);
  if (!source) throw new Error(`${entry} does not exist: run \`npm run build\` first.`);
  const exported = checker.getExportsOfModule(checker.getSymbolAtLocation(source) ?? fail(entry)).map((symbol) => resolveAlias(checker, symbol));
  const members = exported.flatMap((symbol) => publicMembers(symbol));
  return { invisible: exported.flatMap(invisible), overloads: overloads(members), literals: members.flatMap((member) => literals(checker, member)) };
}

function fail(entry) {
  throw new Error(`${entry} exports nothing.`);
}

function resolveAlias(checker, symbol) {
  return symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
}

/** Other languages see classes, interfaces and enums, and nothing else. */
function invisible(symbol) {
  const seen = ts.SymbolFlags.Class | ts.SymbolFlags.Interface | ts.SymbolFlags.Enum;
  return symbol.flags & seen ? [] : [{ where: symbol.name, message: 'is neither class, interface nor enum: other languages do not see it; do not export it from src/index.ts' }];
}

/** Names that begin with `_` are internal. */
function publicMembers(symbol) {
  const declarations = (symbol.declarations ?? []).filter((d) => ts.isClassDeclaration(d) || ts.isInterfaceDeclaration(d));
  return declarations.flatMap((declaration) => declaration.members.map((node) => ({ node, ...named(symbol.name, node) })))
    .filter(({ node, name }) => !name.startsWith('_') && !ts.isPrivateIdentifier(node.name ?? node) && !isPrivate(node));
}

function named(owner, node) {
  if (ts.isConstructorDeclaration(node)) return { name: 'constructor', where: `new ${owner}` };
  const name = node.name?.getText() ?? '';
  return { name, where: `${owner}.${name}` };
}

function isPrivate(node) {
  return (ts.getCombinedModifierFlags(node) & ts.ModifierFlags.Private) !== 0;
}

function overloads(members) {
  const callable = members.filter(({ node }) => ts.isMethodDeclaration(node) || ts.isMethodSignature(node) || ts.isConstructorDeclaration(node));
  const key = ({ node, where }) => `${ts.getCombinedModifierFlags(node) & ts.ModifierFlags.Static ? 'static ' : ''}${where}`;
  return [...groupBy(callable, key).values()].filter((group) => group.length > 1)
    .map(([{ where }]) => ({ where, message: 'is overloaded: other languages see the first signature only; give each its own name' }));
}

function groupBy(list, key) {
  const groups = new Map();
  for (const item of list) groups.set(key(item), [...(groups.get(key(item)) ?? []), item]);
  return groups;
}

/** A type of string literals, written out or behind a name; an enum's members are none. */
function literals(checker, { node, where }) {
  const found = [];
  const visit = (part) => {
    if (ts.isTypeNode(part) && isStringLiterals(checker.getTypeFromTypeNode(part))) found.push(part.getText());
    else ts.forEachChild(part, visit);
  };
  for (const part of [...(node.parameters ?? []), node.type].filter(Boolean)) visit(part);
  return found.map((text) => ({ where, message: `has the type ${text}, which becomes any string elsewhere; write an enum` }));
}

function isStringLiterals(type) {
  const parts = (type.isUnion() ? type.types : [type]).filter((t) => !(t.flags & ts.TypeFlags.Undefined));
  return parts.length > 0 && parts.every((t) => t.flags & ts.TypeFlags.StringLiteral && !(t.flags & ts.TypeFlags.EnumLiteral));
}
