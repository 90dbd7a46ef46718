import { Construct } from 'constructs';
import * as api from '../../src';
import { Mesh, MeshReport } from '../../src';
import type { Manifest } from '../support/app';
import { asSet, manifests } from '../support/app';
import { quiet } from '../support/quiet';
import { BAD } from '../support/refusals';
import type { Site, Stocked } from './sites';
import { CONSTRUCTS, OTHERS, stocked } from './sites';

quiet();

const JUNK: readonly (readonly [string, unknown])[] = [
  ['undefined', undefined], ['null', null], ['NaN', NaN], ['-1', -1], ['1.5', 1.5], ['1e300', 1e300], ['""', ''], ['"x"', 'x'], ['"__proto__"', '__proto__'], ['[]', []], ['{}', {}],
  ['[null]', [null]], ['a function', () => 1], ['a symbol', Symbol('s')], ['true', true], ['a Mesh', Mesh.linkerd()], ['an object without prototype', Object.create(null)],
];

type Way = readonly (string | number)[];

const isPlain = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;

/** Every place in the arguments: they themselves, their properties, their members. */
function places(value: unknown, way: Way = []): Way[] {
  const inner = Array.isArray(value) || isPlain(value) ? Object.entries(value).flatMap(([key, one]) => places(one, [...way, Array.isArray(value) ? Number(key) : key])) : [];
  return way.length === 0 ? inner : [way, ...inner];
}

function replaced(value: unknown, [key, ...rest]: Way, junk: unknown): unknown {
  if (key === undefined) return junk;
  const copy: any = Array.isArray(value) ? [...value] : { ...(value as object) };
  copy[key] = replaced(copy[key], rest, junk);
  return copy;
}

/** All that the App holds, as text: compared often. */
const state = ({ app }: Stocked) => JSON.stringify([asSet(manifests(app)), app.node.findAll().map(c => c.node.path), MeshReport.of(app)]);

const NAME = /^[a-z0-9]([-.a-z0-9]*[a-z0-9])?$/;

/** What is wrong with the shape of an object, whatever its kind. */
function misshapen(value: unknown, at: string): string[] {
  if (Array.isArray(value)) return value.flatMap((one, index) => misshapen(one, `${at}/${index}`));
  if (isPlain(value)) {
    const texts = /\/(labels|annotations|matchLabels)$/.test(at) ? Object.entries(value).filter(([, one]) => typeof one !== 'string') : [];
    return [...texts.map(([key]) => `${at}/${key} is no text`), ...Object.entries(value).flatMap(([key, one]) => misshapen(one, `${at}/${key}`))];
  }
  if (typeof value === 'number') return Number.isInteger(value) && value >= 0 && value < 2 ** 31 ? [] : [`${at} is ${value}`];
  return typeof value === 'string' || typeof value === 'boolean' ? [] : [`${at} is ${String(value)}`];
}

function shapeProblems(objects: readonly Manifest[]): string[] {
  return objects.flatMap(object => [
    ...misshapen(object, object.kind),
    ...[object.metadata.name, object.metadata.namespace ?? 'none'].filter(name => !NAME.test(name)).map(name => `${object.kind} is named ${name}`),
  ]);
}

/** A refusal says where, what, and what to write; what a check foresees does not come out of the depth. */
function refusalProblem(error: unknown): string | undefined {
  if (!(error instanceof Error) || error.name !== 'MeshError' || !/^\[[^\]]+\] .*\S/.test(error.message)) return 'is no MeshError with a path';
  return error.cause === undefined ? undefined : 'was not foreseen';
}

/** What the App writes; undefined if the check of the whole App stops it. */
function written(shop: Stocked): Manifest[] | undefined {
  try {
    return manifests(shop.app);
  } catch (error) {
    if (/^Validation failed with the following errors:\n {2}\[/.test((error as Error).message)) return undefined;
    throw error;
  }
}

/** Each junk value at each place. Returns how many probes were refused. */
function probe(site: Site, plane: string): number {
  let shop = stocked(plane);
  let before = state(shop);
  let refused = 0;
  for (const way of places(site.args(shop))) {
    for (const [name, junk] of JUNK) {
      const what = `${site.name}(${way.join('.')} = ${name})`;
      const problem = (words: string, error?: unknown): never => {
        throw new Error(`${what} ${words}${error instanceof Error ? `: ${error.stack}` : ''}`);
      };
      try {
        site.call(shop, replaced(site.args(shop), way, junk) as unknown[]);
      } catch (error) {
        const words = refusalProblem(error);
        if (words) problem(words, error);
        if (state(shop) !== before || shop.chart.node.tryFindChild(BAD)) problem('changed the App');
        refused++;
        continue;
      }
      const wrong = shapeProblems(written(shop) ?? []);
      if (wrong.length > 0) problem(`was written: ${wrong.join('; ')}`);
      shop = stocked(plane);
      before = state(shop);
    }
  }
  return refused;
}

function check(site: Site, plane: string): void {
  const shop = stocked(plane);
  if (site.refused) expect(() => site.call(shop, site.args(shop))).toThrow(/^\[/);
  else site.call(shop, site.args(shop));
  expect(shapeProblems(manifests(shop.app))).toEqual([]);
  expect(probe(site, plane)).toBeGreaterThan(0);
}

test.each([...CONSTRUCTS, ...OTHERS])('$name on istio-ambient', site => check(site, 'istio-ambient'));

test.each(CONSTRUCTS)('$name on linkerd', site => check(site, 'linkerd'));

test('every class of the API is among them', () => {
  const tried = [...CONSTRUCTS, ...OTHERS].map(site => site.name.split(',')[0]!);
  const classes = Object.entries(api).filter((entry): entry is [string, any] => typeof entry[1] === 'function');
  const isConstruct = ([, type]: [string, any]) => type.prototype instanceof Construct;
  const wanted = classes.flatMap(([name, type]) => Object.getOwnPropertyNames(type)
    .filter(key => typeof type[key] === 'function' && !key.startsWith('_')).map(key => `${name}.${key}`));
  const withoutArguments = ['Caller.anyMeshIdentity', 'Caller.anyone', 'Mesh.gatewayApi', 'Retries.none', 'MeshService.made'];
  expect(wanted.filter(name => !tried.includes(name)).sort()).toEqual(withoutArguments.sort());
  expect(classes.filter(isConstruct).map(([name]) => name).filter(name => !tried.some(t => t.includes(name)))).toEqual(['MeshChart']);
});
