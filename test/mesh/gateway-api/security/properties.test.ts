import { App, Chart } from 'cdk8s';
import fc from 'fast-check';
import { Caller, Mesh, MeshDefaults, MeshNamespace, MeshService, ServiceAllowList, ServicePort } from '../../../../src';
import { deniesByDefault, portRules } from '../../../../src/model/port-rules';
import { World } from '../../../../src/world/world';
import { asSet, manifests } from '../../../support/app';
import { accessOn } from '../../../support/simulated-access';
import type { AccessRequest as Request } from '../../../support/simulated-access';

const evaluate = accessOn('gateway-api');

/** Workloads `shop/a`, `shop/b`, …: those at the same place of `accounts` run under one account. */
interface Recipe {
  readonly accounts: readonly number[];
  readonly deny: readonly ('workload' | 'namespace' | 'mesh')[];
  readonly lists: readonly { readonly of: number; readonly callers: readonly string[]; readonly port: number | undefined }[];
}

const NAMES = ['a', 'b', 'c', 'd'];
const HOMES = ['shop', 'shop', 'shop', 'batch'];
const CALLERS = [...NAMES, 'namespace shop', 'namespace batch', 'anyone', 'range'];
const PORTS = [80, 81, 9000];
const list = fc.record({ of: fc.nat(3), callers: fc.subarray(CALLERS, { maxLength: 3 }), port: fc.option(fc.constantFrom(...PORTS), { nil: undefined }) });
const recipes: fc.Arbitrary<Recipe> = fc.record({
  accounts: fc.tuple(fc.nat(2), fc.nat(2), fc.nat(2), fc.nat(2)), deny: fc.subarray(['workload', 'namespace', 'mesh'] as const), lists: fc.array(list, { maxLength: 5 }),
});
/** An order for the declarations after those of namespaces: workloads, then lists. */
const orders = fc.tuple(fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4, maxLength: 4 }), fc.boolean(), fc.boolean());

function build(recipe: Recipe, [order, reversed, defaultsFirst]: readonly [readonly number[], boolean, boolean] = [[0, 1, 2, 3], false, true]) {
  const app = new App();
  const chart = new Chart(app, 'shop');
  const mesh = Mesh.gatewayApi();
  const namespaces = new Map(['shop', 'batch'].map(name => [name, new MeshNamespace(chart, name, { mesh, defaultDeny: name === 'shop' && recipe.deny.includes('namespace') })]));
  const services = new Map<number, MeshService>();
  const defaults = () => recipe.deny.includes('mesh') && new MeshDefaults(chart, 'defaults', { mesh, defaultDeny: true, exempt: ['batch'] });
  const lists = () => (reversed ? [...recipe.lists.entries()].reverse() : [...recipe.lists.entries()]).forEach(([i, { of, callers, port }]) => {
    const allow = callers.length === 0 && port === undefined ? [] : callers.length === 0 ? undefined
      : [{ callers: (reversed ? [...callers].reverse() : callers).map(c => caller(recipe, c)), ...(port !== undefined && { servicePorts: [port] }) }];
    if (allow) new ServiceAllowList(chart, `list-${i}`, { service: services.get(of)!, allow });
  });
  if (defaultsFirst) defaults();
  for (const i of order) {
    services.set(i, new MeshService(chart, NAMES[i]!, {
      namespace: namespaces.get(HOMES[i]!)!, ports: PORTS.map(port => ServicePort.tcp(port)), serviceAccountName: accountOf(recipe, i), defaultDeny: i === 0 && recipe.deny.includes('workload'),
    }));
  }
  lists();
  if (!defaultsFirst) defaults();
  app.synthYaml();
  return app;
}

const accountOf = ({ accounts }: Recipe, i: number) => `account-${accounts[i]}`;

function caller(recipe: Recipe, text: string): Caller {
  if (text === 'anyone') return Caller.anyone();
  if (text === 'range') return Caller.ipRange('10.1.0.0/16', { excluding: ['10.1.9.0/24'] });
  if (text.startsWith('namespace ')) return Caller.namespace(text.slice(10));
  const i = NAMES.indexOf(text);
  return Caller.serviceAccount(HOMES[i]!, accountOf(recipe, i));
}

const SENDERS: readonly Request['from'][] = [
  ...NAMES.map((name, i) => ({ namespace: HOMES[i]!, labels: { app: name, more: 'x' }, ip: '10.250.0.1' })),
  ...NAMES.map(name => ({ namespace: 'other', labels: { app: name }, ip: '10.250.0.1' })),
  { namespace: 'shop', labels: { app: 'unknown' }, ip: '10.250.0.1' }, { namespace: 'batch', labels: { app: 'a' }, ip: '10.250.0.1' },
  ...['10.1.2.3', '10.1.9.3', '192.0.2.7'].map(ip => ({ namespace: 'outside', ip })),
];
const QUESTIONS: readonly Request[] = SENDERS.flatMap(from => [...NAMES, 'unknown'].flatMap((name, i) => [...PORTS, 82].map(port => (
  { from, to: { namespace: HOMES[i] ?? 'shop', labels: { app: name }, port } }))));
const text = ({ from, to }: Request) => `${from.namespace}/${from.labels?.['app']}@${from.ip} → ${to.namespace}/${to.labels['app']}:${to.port}`;
const opened = (app: App) => {
  const objects = manifests(app);
  return QUESTIONS.filter(q => evaluate(objects, q) === 'allowed').map(text);
};

/** What the model's rules say, an account being the pods that the App knows under it. */
function expected(app: App, { from, to }: Request): boolean {
  const { workloads, namespaces } = World.of(app);
  const workload = workloads.find(w => w.namespace.name === to.namespace && w.name === to.labels['app']);
  if (!workload) {
    const namespace = [...namespaces.values()].find(n => n.name === to.namespace)!;
    return !namespace.defaultDeny && !(namespace.meshWide.defaults?.defaultDeny && !namespace.meshWide.defaults.exempt.includes(namespace.name));
  }
  const sender = workloads.find(w => w.namespace.name === from.namespace && w.name === from.labels?.['app']);
  const ruled = portRules(workload).find(p => p.port === to.port);
  if (!ruled) return !deniesByDefault(workload);
  return ruled.rules.flatMap(rule => rule.callers).some(c => {
    switch (c.kind) {
      case 'account': return sender?.account === c.account;
      case 'namespace': return from.namespace === c.namespace;
      case 'ip-range': return from.ip === '10.1.2.3';
      default: return c.kind === 'anyone';
    }
  });
}

beforeAll(() => { jest.spyOn(process.stderr, 'write').mockReturnValue(true); });
afterAll(() => jest.restoreAllMocks());

it('lets in exactly the pods that the rules let in', () => {
  fc.assert(fc.property(recipes, recipe => {
    const app = build(recipe);
    expect(opened(app)).toEqual(QUESTIONS.filter(q => expected(app, q)).map(text));
  }), { numRuns: 120 });
});

it('any order of declaration gives the same objects', () => {
  fc.assert(fc.property(recipes, orders, (recipe, order) => {
    expect(asSet(manifests(build(recipe, order)))).toEqual(asSet(manifests(build(recipe))));
  }), { numRuns: 60 });
});

it('another list for one account opens nothing for pods of others, and names no object anew', () => {
  fc.assert(fc.property(recipes, list, (recipe, drawn) => {
    const more = { ...recipe, lists: [...recipe.lists, { ...drawn, callers: ['a'] }] };
    const [before, after] = [build(recipe), build(more)];
    const was = new Set(opened(before));
    const theirs = NAMES.filter((_, i) => HOMES[i] === 'shop' && accountOf(recipe, i) === accountOf(recipe, 0)).map(name => `shop/${name}@`);
    expect(opened(after).filter(q => !was.has(q) && !theirs.some(own => q.startsWith(own)))).toEqual([]);
    const names = new Set(manifests(after).map(o => `${o.kind} ${o.metadata.name}`));
    expect(manifests(before).filter(o => !names.has(`${o.kind} ${o.metadata.name}`))).toEqual([]);
  }), { numRuns: 60 });
});

it('objects are plain JSON without an empty list of callers or ports', () => {
  fc.assert(fc.property(recipes, recipe => {
    for (const object of manifests(build(recipe)).filter(o => o.kind === 'NetworkPolicy')) {
      expect(JSON.parse(JSON.stringify(object))).toEqual(object);
      for (const rule of object.spec.ingress ?? []) for (const part of Object.values(rule)) expect(part).not.toHaveLength(0);
    }
  }), { numRuns: 60 });
});
