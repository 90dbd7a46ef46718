import type { CelInput } from '@bufbuild/cel';
import type { JsonSchema } from '../../manifest/schemas/json-schema';

/** A scalar as CEL has it: what the schema says is a whole number is an `int`, and no `double`. */
export function celScalar(value: unknown, schema: JsonSchema | undefined): CelInput {
  if (typeof value === 'number') {
    const whole = schema?.type === 'integer' || schema?.['x-kubernetes-int-or-string'] === true;
    return whole && Number.isInteger(value) ? BigInt(value) : value;
  }
  return value as CelInput;
}

/** Names that CEL keeps for itself; the ones that field names can be. */
const RESERVED = new Set([
  'true', 'false', 'null', 'in', 'as', 'break', 'const', 'continue', 'else', 'for', 'function', 'if', 'import', 'let', 'loop', 'package', 'namespace',
  'return', 'var', 'void', 'while',
]);

const ESCAPES: Readonly<Record<string, string>> = { '__': '__underscores__', '.': '__dot__', '-': '__dash__', '/': '__slash__' };

const escaped = new Map<string, string>();

/** The name by which rules know a field. */
export function celName(field: string): string {
  let name = escaped.get(field);
  if (name === undefined) {
    name = RESERVED.has(field) ? `__${field}__` : field.replaceAll(/__|[./-]/g, part => ESCAPES[part]!);
    escaped.set(field, name);
  }
  return name;
}
