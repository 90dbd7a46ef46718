import type { PathStep } from '../manifest/field-path';

/** What a field of something that people write may hold. `orNull`: also null, which says that there is nothing. */
export type Shape = { readonly orNull?: boolean } & (
  | { readonly is: 'flag' | 'anything' | 'claims' }
  | { readonly is: 'text'; readonly form?: TextForm }
  | { readonly is: 'number'; readonly from?: number; readonly to?: number }
  /** A map of texts. */
  | { readonly is: 'texts'; readonly nulls?: boolean }
  | { readonly is: 'choice'; readonly of: readonly string[] }
  | { readonly is: 'object'; readonly fields: Readonly<Record<string, Shape>>; readonly needs?: readonly string[] }
  | { readonly is: 'list'; readonly of: Shape }
);

/** Text of which not every one will do. */
export interface TextForm {
  fits(text: string): boolean;
  /** "an IP address such as 10.1.2.3". */
  readonly needed: string;
}

/** What is wrong with a field: at its value, or with its very name. */
export interface ShapeProblem {
  readonly path: readonly PathStep[];
  readonly atKey: boolean;
  readonly message: string;
}

/** Everything in a value that its shape does not allow. */
export function shapeProblems(value: unknown, shape: Shape, path: readonly PathStep[] = []): ShapeProblem[] {
  const wrong = (needed: string): ShapeProblem[] => [{ path, atKey: false, message: `It has to be ${needed}${shape.orNull ? ' or null' : ''}, and is ${described(value)}.` }];
  if (value === null && shape.orNull) return [];
  switch (shape.is) {
    case 'anything': return [];
    case 'text': return typeof value === 'string' && (shape.form?.fits(value) ?? true) ? [] : wrong(shape.form?.needed ?? scalarInQuotes(value) ?? 'text');
    case 'flag': return typeof value === 'boolean' ? [] : wrong('true or false');
    case 'number': {
      const { from = -Infinity, to = Infinity } = shape;
      return typeof value === 'number' && value >= from && value <= to ? [] : wrong(to === Infinity ? 'a number' : `a number from ${from} to ${to}`);
    }
    case 'choice': return typeof value === 'string' && shape.of.includes(value) ? [] : wrong(`one of ${shape.of.join(', ')}`);
    case 'claims': return isMap(value) ? [] : wrong('a map of claims');
    case 'texts': return isMap(value) ? Object.entries(value).flatMap(([key, one]) => shapeProblems(one, { is: 'text', orNull: shape.nulls ?? false }, [...path, key])) : wrong('a map of texts');
    case 'list': return Array.isArray(value) ? value.flatMap((one: unknown, index) => shapeProblems(one, shape.of, [...path, index])) : wrong('a list');
    case 'object': return isMap(value) ? fieldProblems(value, shape.fields, shape.needs ?? [], path) : wrong('a map');
  }
}

function fieldProblems(value: Readonly<Record<string, unknown>>, fields: Readonly<Record<string, Shape>>, needs: readonly string[], path: readonly PathStep[]): ShapeProblem[] {
  const known = Object.keys(fields);
  return [
    ...Object.entries(value).flatMap(([key, one]) => (Object.hasOwn(fields, key)
      ? shapeProblems(one, fields[key]!, [...path, key])
      : [{ path: [...path, key], atKey: true, message: `There is no field "${key}" here; there are ${known.join(', ')}.` }])),
    ...needs.filter(key => !Object.hasOwn(value, key)).map(key => ({ path, atKey: false, message: `It has no "${key}".` })),
  ];
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** YAML reads `1` and `on` as something else than text. */
function scalarInQuotes(value: unknown): string | undefined {
  return typeof value === 'number' || typeof value === 'boolean' ? `text ("${value}" in quotes)` : undefined;
}

function described(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a map';
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
