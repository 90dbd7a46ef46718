import type { App, Chart } from 'cdk8s';
import { Duration } from 'cdk8s';
import fc from 'fast-check';
import { MeshNamespace, MeshService, RequestTimeout, ServicePort, TrafficSplit } from '../../../../src';
import { deniesByDefault, hasRequestRules, portRules } from '../../../../src/model/port-rules';
import { asSet, manifests, v1, v2 } from '../../../support/app';
import type { Manifest } from '../../../support/app';
import { accessOn } from '../../../support/simulated-access';
import type { AccessRequest as Request } from '../../../support/simulated-access';
import { appOf, cartOf, expected, QUESTIONS, recipes } from '../../../security/random';
import type { Recipe } from '../../../security/random';
import { AMBIENT, AMBIENT_PER_SERVICE, fields, foreignAllow, foreignService, forPods, forWaypoints } from './verdicts';

const evaluate = accessOn('istio-ambient');

/** What else is declared about the service, beside its lists; a door leads to its ports by other numbers. */
const extras = fc.subarray(['timeout', 'split', 'door', 'neighbour'] as const);
const programs: fc.Arbitrary<Program> = fc.record({ recipe: recipes, mesh: fc.constantFrom('one waypoint' as const, 'one for each service' as const), more: extras });
type Extra = 'timeout' | 'split' | 'door' | 'neighbour';
interface Program {
  readonly recipe: Recipe;
  readonly mesh: 'one waypoint' | 'one for each service';
  readonly more: readonly Extra[];
}

const DOOR = [ServicePort.http(8000, { targetPort: 8080 }), ServicePort.http(80, { targetPort: 9000 }), ServicePort.tcp(6379)];
const DOOR_PORTS: Readonly<Record<number, number>> = { 8080: 8000, 9000: 80, 6379: 6379 };

function declare(app: App, what: Extra): void {
  const cart = app.node.findAll().find((c): c is MeshService => c instanceof MeshService && c.serviceName === 'cart')!;
  const scope = cart.node.scope as Chart;
  const namespace = app.node.findAll().find((c): c is MeshNamespace => c instanceof MeshNamespace)!;
  switch (what) {
    case 'timeout': return void new RequestTimeout(scope, 'timeout', { service: cart, request: Duration.seconds(1) });
    case 'split': return void new TrafficSplit(scope, 'split', { service: cart, versions: [{ version: v1, weight: 50 }, { version: v2, weight: 50 }] });
    case 'door': return void new MeshService(scope, 'door', { namespace, ports: DOOR, workload: cart.workload! });
    case 'neighbour': {
      const neighbour = new MeshService(scope, 'neighbour', { namespace, ports: [ServicePort.http(80)] });
      return void new RequestTimeout(scope, 'neighbour-timeout', { service: neighbour, request: Duration.seconds(1) });
    }
  }
}

/** The App, or nothing if the mesh refuses the program. */
function tried({ recipe, mesh, more }: Program): App | undefined {
  try {
    const app = appOf(mesh === 'one waypoint' ? AMBIENT : AMBIENT_PER_SERVICE, recipe);
    for (const extra of more) declare(app, extra);
    app.synthYaml();
    return app;
  } catch (error) {
    expect((error as Error).message).toMatch(/\[shop\//);
    return undefined;
  }
}

const LABELS = { app: 'cart', version: 'v1' };
const to = (q: Request, via: { readonly service: string; readonly port: number } | undefined): Request => {
  const { via: _, ...rest } = q.to;
  return { ...q, to: { ...rest, labels: LABELS, ...(via && { via }) } };
};
const text = (q: Request) => `${q.from.namespace}/${q.from.account ?? '-'}@${q.from.ip} → ${q.to.port} via ${q.to.via?.service ?? '-'} ${q.method ?? ''} ${q.path ?? ''}`;
const some = QUESTIONS.filter(q => q.path === undefined || ['/', '/x/y'].includes(q.path));
const allowed = (objects: readonly Manifest[], questions: readonly Request[]) => questions.filter(q => evaluate(objects, q) === 'allowed').map(text);

beforeAll(() => {
  jest.spyOn(process.stderr, 'write').mockReturnValue(true);
});
afterAll(() => {
  jest.restoreAllMocks();
});

/** Runs over programs that the mesh takes, and makes sure that there are enough of them. */
function overPrograms(runs: number, check: (app: App, objects: Manifest[], more: readonly Extra[]) => void): void {
  let rendered = 0;
  fc.assert(fc.property(programs, program => {
    const app = tried(program);
    if (!app) return;
    rendered++;
    check(app, manifests(app), program.more);
  }), { numRuns: runs });
  expect(rendered).toBeGreaterThan(runs / 20);
}

test('whichever Service is asked for, exactly those get in whom the rules let in', () => {
  overPrograms(80, (app, objects, more) => {
    const services = ['cart', ...(more.includes('door') ? ['door'] : []), ...(more.includes('split') ? ['cart-v1'] : [])];
    for (const service of services) {
      const questions = some.filter(q => q.to.via).map(q => to(q, { service, port: service === 'door' ? DOOR_PORTS[q.to.port]! : q.to.via!.port }));
      expect(allowed(objects, questions)).toEqual(questions.filter(q => expected(app, q) === 'allowed').map(text));
    }
  });
});

test('going straight to the pods, those get in who may send whatever they like', () => {
  overPrograms(80, (app, objects) => {
    const workload = cartOf(app);
    const questions = some.map(q => to(q, undefined));
    // Who may send everything may also send what no request pattern of the programs matches.
    const whole = (q: Request) => expected(app, q.path === undefined ? q : { ...q, method: 'PROPFIND', path: '/nowhere' }) === 'allowed';
    const ruled = (q: Request) => portRules(workload).some(p => p.port === q.to.port);
    expect(allowed(objects, questions)).toEqual(questions.filter(q => (ruled(q) ? whole(q) : expected(app, q) === 'allowed')).map(text));
  });
});

test('no policy for pods asks for requests, none for a waypoint for addresses', () => {
  overPrograms(120, (_, objects) => {
    for (const field of ['methods', 'notMethods', 'paths', 'notPaths', 'hosts', 'notHosts', 'requestPrincipals', 'remoteIpBlocks', 'when']) expect(fields(forPods(objects), field)).toEqual([]);
    for (const field of ['ipBlocks', 'notIpBlocks', 'remoteIpBlocks']) expect(fields(forWaypoints(objects), field)).toEqual([]);
    for (const policy of objects.filter(o => o['kind'] === 'AuthorizationPolicy')) expect(JSON.parse(JSON.stringify(policy))).toEqual(policy);
    for (const refs of fields(forWaypoints(objects), 'targetRefs')) expect((refs as unknown[]).length).toBeLessThanOrEqual(16);
  });
});

test('policies of others open no port with rules about requests', () => {
  overPrograms(80, (app, objects) => {
    const workload = cartOf(app);
    if (!hasRequestRules(workload)) return;
    const waypoint = objects.find(o => o['kind'] === 'Service' && o['metadata'].name === 'cart')!['metadata'].labels['istio.io/use-waypoint'];
    const side = foreignService('side', 'cart', { 'istio.io/use-waypoint': waypoint });
    const questions = some.filter(q => q.to.port === 8080 && portRules(workload).some(p => p.port === 8080));
    const direct = questions.map(q => to(q, undefined));
    expect(allowed([...objects, foreignAllow('shop')], direct)).toEqual(allowed(objects, direct));
    const through = questions.filter(q => q.from.account !== undefined).map(q => to(q, { service: 'side', port: 80 }));
    expect(allowed([...objects, side], through)).toEqual([]);
  });
});

test('a neighbour behind the same waypoint stays as it was', () => {
  overPrograms(60, (app, objects, more) => {
    if (!more.includes('neighbour')) return;
    const request = { from: { namespace: 'other', account: 'x' }, to: { namespace: 'shop', labels: { app: 'neighbour' }, port: 80, via: { service: 'neighbour', port: 80 } }, method: 'GET', path: '/' };
    expect(evaluate(objects, request)).toBe(deniesByDefault({ ...cartOf(app), defaultDeny: false }) ? 'refused' : 'allowed');
  });
});

test('the order of what is declared beside the lists changes no object', () => {
  fc.assert(fc.property(programs, program => {
    const [one, other] = [tried(program), tried({ ...program, more: [...program.more].reverse() })];
    expect(other === undefined).toBe(one === undefined);
    if (one && other) expect(asSet(manifests(other))).toEqual(asSet(manifests(one)));
  }), { numRuns: 60 });
});
