import type { App } from 'cdk8s';
import fc from 'fast-check';
import type { AllowEntry, Mesh } from '../../src';
import { Caller, HttpMethod, MeshDefaults, MtlsMode, ServicePort } from '../../src';
import type { WorkloadModel } from '../../src/model/model';
import { deniesByDefault, effectiveMtls, isMtlsException, portRules } from '../../src/model/port-rules';
import { speaksHttp } from '../../src/model/protocol';
import type { CallerModel, RequestPattern } from '../../src/model/security';
import { World } from '../../src/world/world';
import { inRange } from '../support/in-range';
import type { AccessRequest as Request } from '../support/simulated-access';
import { account, shopOn, WEB } from './program';

/** A program about the pods behind service `cart`, as data. */
export interface Recipe {
  readonly mtls: 'strict' | 'permissive' | undefined;
  readonly exception: number | undefined;
  readonly deny: 'workload' | 'namespace' | 'mesh' | 'mesh, exempt' | undefined;
  readonly lists: readonly (readonly Entry[])[];
}

export interface Entry {
  readonly callers: readonly string[];
  readonly ports: readonly number[] | undefined;
  readonly methods: readonly HttpMethod[];
  readonly paths: readonly string[];
}

/** Accounts of `shop` are written by their name. `c` and namespace `other` are never named by a program. */
const CALLERS = ['a', 'b', 'namespace batch', 'identity', 'anyone', 'range', 'part'];
const PORTS = [8080, 9000, 6379];
const RANGE = '10.1.0.0/16';
const EXCEPT = '10.1.9.0/24';

/** Not too many at once: what everybody may do says little about the rest. */
const callers = fc.oneof({ weight: 4, arbitrary: fc.subarray(CALLERS.slice(0, 3), { minLength: 1 }) }, { weight: 1, arbitrary: fc.subarray(CALLERS, { minLength: 1, maxLength: 3 }) });
const requests = fc.oneof(
  { weight: 2, arbitrary: fc.constant({ methods: [] as HttpMethod[], paths: [] as string[] }) },
  { weight: 3, arbitrary: fc.record({
    methods: fc.subarray([HttpMethod.GET, HttpMethod.POST]), paths: fc.subarray(['/x', '/x/*', '/x/y', '*/y', '/*'], { maxLength: 2 }),
  }) },
);
export const entries: fc.Arbitrary<Entry> = fc.tuple(callers, fc.option(fc.subarray(PORTS, { minLength: 1 }), { nil: undefined }), requests)
  .map(([who, ports, what]) => ({ callers: who, ports, ...what }))
  .map(entry => (entry.ports?.includes(6379) ? { ...entry, methods: [], paths: [] } : entry));

export const recipes: fc.Arbitrary<Recipe> = fc.record({
  mtls: fc.constantFrom(undefined, 'strict' as const, 'permissive' as const),
  exception: fc.option(fc.constantFrom(...PORTS), { nil: undefined }),
  deny: fc.constantFrom(undefined, undefined, 'workload' as const, 'namespace' as const, 'mesh' as const, 'mesh, exempt' as const),
  lists: fc.array(fc.array(entries, { maxLength: 3 }), { maxLength: 3 }),
}).map(recipe => (recipe.mtls === 'strict' ? recipe : { ...recipe, exception: undefined }));

/** The App of a recipe; throws if the mesh refuses it. */
export function appOf(mesh: Mesh, recipe: Recipe): App {
  const mtls = recipe.mtls && (recipe.mtls === 'strict' ? MtlsMode.STRICT : MtlsMode.PERMISSIVE);
  const { app, chart, namespace, service, list } = shopOn(mesh, { ...(mtls && { mtls }), defaultDeny: recipe.deny === 'namespace' });
  if (recipe.deny?.startsWith('mesh')) new MeshDefaults(chart, 'defaults', { mesh, defaultDeny: true, exempt: recipe.deny === 'mesh' ? [] : ['shop'] });
  const cart = service('cart', [WEB, ServicePort.http(9000), ServicePort.tcp(6379)], { defaultDeny: recipe.deny === 'workload' });
  if (recipe.exception !== undefined) namespace.addMtlsException({ workload: cart.workload!, containerPorts: [recipe.exception], reason: 'drawn' });
  for (const drawn of recipe.lists) list(cart, drawn.map(allowEntry));
  app.synthYaml();
  return app;
}

function allowEntry({ callers: who, ports, methods, paths }: Entry): AllowEntry {
  return { callers: who.map(caller), ...(ports && { containerPorts: [...ports] }), methods: [...methods], paths: [...paths] };
}

function caller(text: string): Caller {
  switch (text) {
    case 'namespace batch': return Caller.namespace('batch');
    case 'identity': return Caller.anyMeshIdentity();
    case 'anyone': return Caller.anyone();
    case 'range': return Caller.ipRange(RANGE);
    case 'part': return Caller.ipRange(RANGE, { excluding: [EXCEPT] });
    default: return account(text);
  }
}

const FROM: readonly Request['from'][] = [
  ...['a', 'b', 'c'].map(name => ({ namespace: 'shop', account: name, labels: { app: name }, ip: '10.250.0.9' })),
  { namespace: 'shop', account: 'c', labels: { app: 'c' }, ip: '10.1.2.3' },
  { namespace: 'batch', account: 'x', labels: { app: 'x' }, ip: '10.250.0.9' }, { namespace: 'other', account: 'a', labels: { app: 'a' }, ip: '10.250.0.9' },
  ...['10.1.2.3', '10.1.9.3', '192.0.2.7'].map(ip => ({ namespace: 'elsewhere', ip })),
];
const HTTP = ['GET', 'POST', 'DELETE'].flatMap(method => ['/', '/x', '/x/', '/x/y', '/y', '/z'].map(path => ({ method, path })));
const SERVICE_PORT: Readonly<Record<number, number>> = { 8080: 80, 9000: 9000, 6379: 6379 };

/** Everything that is asked of every program. */
export const QUESTIONS: readonly Request[] = FROM.flatMap(from => [8080, 9000, 6379, 9999].flatMap(port => {
  const via = SERVICE_PORT[port];
  const to = { namespace: 'shop', labels: { app: 'cart' }, port, ...(via !== undefined && { via: { service: 'cart', port: via } }) };
  return port === 8080 || port === 9000 ? HTTP.map(http => ({ from, to, ...http })) : [{ from, to }];
}));

/** The question as it arrives: a sidecar shows no identity at a pod's own address. */
export function asItArrives(question: Request, mesh: string): Request {
  const { from: { account, ...plain }, to } = question;
  return mesh === 'istio-sidecar' && account !== undefined && to.via === undefined ? { ...question, from: plain } : question;
}

/** What the model says, told without any mesh. */
export function expected(app: App, { from, to, method, path }: Request): 'allowed' | 'refused' {
  const workload = cartOf(app);
  if (from.account === undefined && effectiveMtls(workload) === 'strict' && !isMtlsException(workload, to.port)) return 'refused';
  const ruled = portRules(workload).find(p => p.port === to.port);
  if (!ruled) return deniesByDefault(workload) ? 'refused' : 'allowed';
  const admits = ruled.rules.some(rule => rule.callers.some(c => isCaller(c, from))
    && (rule.requests.length === 0 || (speaksHttp(ruled.protocol) && rule.requests.some(r => asks(r, method!, path!)))));
  return admits ? 'allowed' : 'refused';
}

function isCaller(model: CallerModel, from: Request['from']): boolean {
  switch (model.kind) {
    case 'account': return from.account === model.account.name && from.namespace === model.account.namespace;
    case 'namespace': return from.account !== undefined && from.namespace === model.namespace;
    case 'any-identity': return from.account !== undefined;
    case 'anyone': return true;
    case 'ip-range': return inRange(model.cidr, from.ip!) && !model.except.some(part => inRange(part, from.ip!));
  }
}

function asks({ methods, path: pattern }: RequestPattern, method: string, path: string): boolean {
  if (methods.length > 0 && !methods.includes(method)) return false;
  return !pattern || (pattern.kind === 'exact' ? path === pattern.value : pattern.kind === 'prefix' ? path.startsWith(pattern.value) : path.endsWith(pattern.value));
}

/** The workload that the programs are about. */
export function cartOf(app: App): WorkloadModel {
  return World.of(app).workloads.find(w => w.name === 'cart')!;
}
