import type { App } from 'cdk8s';
import { Duration } from 'cdk8s';
import * as fc from 'fast-check';
import { Feature, Mesh, MeshChecks, MeshService, Protocol, RequestTimeout, Waypoint } from '../../src';
import { knownNames } from '../../src/check/rule-names';
import { DATA_PLANES } from '../../src/model/data-plane';
import { MeshError } from '../../src/model/errors';
import { ROWS } from '../mesh/matrix/rows';
import { PROGRAMS } from '../security/programs';
import { appOf, recipes } from '../security/random';
import { manifestFindings } from '../support/findings';
import { programs } from '../support/programs/arbitrary';
import { build } from '../support/programs/build';
import { quiet } from '../support/quiet';
import { CHANNELS, clusterOf, shopIn } from '../support/shop-in';

quiet();

const RULES = knownNames();
const RUNS = Number(process.env['RUNS'] ?? 60);

/** Programs are drawn at random, and so are their numbers. */
const ASKED: readonly (readonly [rule: string, reason: string])[] = [
  ['limit-of-one', 'the program asks for a limit of one'], ['timeout-beyond-callers', 'the program asks for this timeout'],
  ['tries-beyond-timeout', 'the program asks for these tries'], ['versions-on-same-pods', 'the program names two doors to the same pods as versions'],
];

/** What the library writes by itself is as the checks want it: whoever adds nothing of their own has nothing to look at. */
function problems(make: () => App): string[] {
  let app: App;
  try {
    app = make();
  } catch (error) {
    // A mesh cannot do everything, and says so; that is not what a check says.
    const { message } = error as Error;
    if (error instanceof MeshError) return [];
    if (!message.startsWith('Validation failed')) throw error;
    return message.split('\n').filter(line => RULES.some(rule => line.includes(` ${rule} at `)));
  }
  return manifestFindings(app).filter(({ severity, accepted }) => severity !== 'info' && accepted === undefined).map(({ severity, rule, path, message }) => `${severity} ${rule} [${path}] ${message}`);
}

/** With a timeout for `cart`, for which ambient mode needs a waypoint. */
function timed(app: App): App {
  const cart = app.node.findAll().find((c): c is MeshService => c instanceof MeshService && c.serviceName === 'cart')!;
  new RequestTimeout(cart.node.scope!, 'timeout', { service: cart, port: 80, request: Duration.seconds(1) });
  return app;
}

describe.each(DATA_PLANES)('what is rendered for %s', plane => {
  describe.each(CHANNELS)('with the %s channel of the Gateway API', channel => {
    test.each(Object.values(Feature))('for %s, on a port of any protocol, is free of errors and warnings', feature => {
      const able = Object.values(Protocol).filter(protocol => !Mesh.fromName(plane).support(feature, { cluster: clusterOf(channel), protocol }).isUnsupported);
      expect(able.flatMap(protocol => problems(() => {
        const shop = shopIn(Mesh.fromName(plane), channel);
        ROWS[feature].ask(shop, { plane, protocol });
        return shop.app;
      }))).toEqual([]);
    });
  });

  test.each(PROGRAMS.map(program => [program.name, program] as const))('for the rules of "%s" is free of errors and warnings', (_, program) => {
    expect(problems(() => program.build(Mesh.fromName(plane)))).toEqual([]);
  });

  test('for random rules of who may call is free of errors and warnings', () => {
    const sample = fc.sample(recipes, { numRuns: RUNS, seed: 6 });
    expect(sample.flatMap(recipe => problems(() => timed(appOf(Mesh.fromName(plane), recipe))).map(text => `${text} ${JSON.stringify(recipe)}`))).toEqual([]);
  });

  test('for programs of every kind is free of errors and warnings', () => {
    const sample = fc.sample(programs(plane), { numRuns: RUNS, seed: 6 });
    expect(sample.flatMap(program => problems(() => {
      const { app } = build(program);
      for (const [rule, reason] of ASKED) MeshChecks.of(app).accept(rule, reason);
      return app;
    }))).toEqual([]);
  });
});

test.each([
  ['per service', Waypoint.perService()], ['made elsewhere', Waypoint.existing('wp')], ['made in another namespace', Waypoint.existing('wp', { namespaceName: 'edge' })],
])('what is rendered for waypoints that are %s is free of errors and warnings', (_, waypoint) => {
  const mesh = Mesh.istioAmbient({ waypoint });
  expect(PROGRAMS.flatMap(({ name, build: make }) => problems(() => make(mesh)).map(text => `${name}: ${text}`))).toEqual([]);
});
