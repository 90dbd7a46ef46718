import type { MatchModel } from '../../../src/model/match';
import { Protocol } from '../../../src/model/protocol';
import type { RetryCondition } from '../../../src/model/retries';
import { aNamespace, aPort, aService, aWorkload, byHeader, byLabel, split } from '../../support/model';
import { linkerdRouteProblems } from '../../../src/mesh/linkerd/problems';
import { aMatch, aRouteSet, aRule, onPath } from '../shared/route-sets';
import { cart, ejecting, httpCart, messages, plane, retrying, timed } from './rendered';

const canary = (service: ReturnType<typeof cart>, ...match: MatchModel[]) => {
  split(service, { v1: 90, v2: 10 }, match);
  return service;
};
const UNAVAILABLE: RetryCondition = { kind: 'grpc-status', status: 'unavailable' };

it('plain intents have none', () => {
  expect(messages(retrying(timed(canary(httpCart(), byHeader('x', '1')), 1000), { additional: 2, on: [{ kind: 'server-errors' }] }))).toEqual([]);
  expect(messages(ejecting(retrying(canary(cart(), onPath('/s.Cart')), { additional: 2, on: [UNAVAILABLE] })))).toEqual([]);
});

it('rules that the proxies order otherwise', () => {
  const service = httpCart();
  service.splits.push({ path: 's', ports: [80], shares: ['v1', 'v2', 'v3'].map((name, i) => ({ version: byLabel(name), weight: [100, 0, 0][i]!, match: [[], [aMatch({ method: 'POST' })], [byHeader('x', '1')]][i]! })) });
  expect(plane.problems(service)).toEqual([{ id: 'ambiguous-rules', paths: ['s'], message: expect.stringMatching(/Linkerd may take the wrong one/) }]);
});

it('expressions that Rust reads otherwise', () => {
  expect(messages(canary(httpCart(), onPath('/v{id}', 'regex')))).toEqual([expect.stringMatching(/"\/v\{id\}": Linkerd reads it as Rust does; write "\\\{"/)]);
  expect(messages(canary(httpCart(), aMatch({ query: [{ name: 'q', kind: 'regex', value: '[a&&b]' }] })))).toEqual([expect.stringMatching(/"&&" inside brackets/)]);
  expect(messages(canary(httpCart(), aMatch({ headers: [{ name: 'x', kind: 'prefix', value: '[a&&b]{' }] })))).toEqual([]);
});

describe('on gRPC ports', () => {
  it.each([onPath('/'), onPath('/s.Cart', 'exact'), onPath('/s-Cart'), onPath('/s.Cart/Get/x'), onPath('/s\\..*/Get', 'regex'), onPath('/', 'exact')])('path %j, which no service and method can say', match => {
    expect(messages(canary(cart(), match))).toEqual([expect.stringMatching(/on gRPC port 7070: .*write the exact path "\/package\.Service\/Method" or the prefix "\/package\.Service"/)]);
  });

  it('headers alone beside retries on gRPC statuses, or ejection', () => {
    const remedy = /rule "to-v2" .* without naming their service.*retries on port 7070.*HttpMatch\.all\(HttpMatch\.pathPrefix\("\/package\.Service"\)/;
    expect(messages(retrying(canary(cart(), byHeader('x', '1')), { additional: 1, on: [UNAVAILABLE] }))).toEqual([expect.stringMatching(remedy)]);
    expect(messages(retrying(canary(cart(), aMatch(), onPath('/s.Cart')), { additional: 1, on: [UNAVAILABLE] }))).toContainEqual(expect.stringMatching(/without naming their service/));
    const both = ejecting(canary(cart(), byHeader('x', '1')));
    expect(plane.problems(both)).toEqual([{ id: 'conflicting-intents', paths: ['shop/cart-split', 'shop/cart-breaker'], message: expect.stringMatching(/ejection on port 7070/) }]);
    expect(messages(retrying(canary(cart(), byHeader('x', '1')), { additional: 0, on: [] }))).toEqual([]);
  });

  it('the same with the gRPC service named is fine', () => {
    const match = { ...onPath('/s.Cart'), headers: byHeader('x', '1').headers };
    expect(messages(ejecting(retrying(canary(cart(), match), { additional: 1, on: [UNAVAILABLE] })))).toEqual([]);
  });
});

describe('retries', () => {
  it('without a status condition, which would do nothing', () => {
    expect(messages(retrying(httpCart(), { additional: 1, on: [{ kind: 'reset' }] }))).toEqual([expect.stringMatching(/do nothing on Linkerd; add HTTP statuses, such as RetryOn\.GATEWAY_ERRORS/)]);
    expect(messages(retrying(cart(), { additional: 1, on: [{ kind: 'server-errors' }] }))).toEqual([expect.stringMatching(/add gRPC statuses, as in RetryOn\.grpc/)]);
  });

  it('of none that have a limit for each attempt', () => {
    expect(messages(retrying(httpCart(), { additional: 0, perTryMs: 5, on: [] }))).toEqual([expect.stringMatching(/perTry without additional attempts.*RequestTimeout/)]);
  });

  it('more than Linkerd can count', () => {
    expect(messages(retrying(httpCart(), { additional: 70_000, on: [{ kind: 'server-errors' }] }))).toEqual([expect.stringMatching(/at most 65535/)]);
  });

  it('none, where the Service is known to carry some', () => {
    const service = () => httpCart({ origin: 'external', knownAnnotations: { 'retry.linkerd.io/http': '5xx' } });
    expect(messages(retrying(service(), { additional: 0, on: [] }))).toEqual([expect.stringMatching(/carries retry\.linkerd\.io\/http.*take them off/)]);
    expect(messages(retrying(service(), { additional: 1, on: [{ kind: 'server-errors' }] }))).toEqual([]);
  });
});

it('a timeout that would put others of the Service out of force', () => {
  const service = (key: string) => timed(httpCart({ knownAnnotations: { [key]: '1s' } }), 1000);
  expect(messages(service('timeout.linkerd.io/idle'))).toEqual([expect.stringMatching(/carries timeout\.linkerd\.io\/idle, which a route with a request timeout puts out of force/)]);
  expect(messages(service('timeout.linkerd.io/request'))).toEqual([]);
});

describe('ports that the proxies do not see as HTTP', () => {
  const on = (port: number, overrides = {}) => httpCart({ ports: [{ ...aPort(port, Protocol.HTTP), targetPort: 8080 }], ...overrides });

  it('skipped ones', () => {
    expect(messages(timed(on(4567), 1000))).toEqual([expect.stringMatching(/pass by unseen .*give Service "cart" another port/)]);
    expect(messages(ejecting(on(4568)))).toEqual([expect.stringMatching(/pass by unseen/)]);
    expect(messages(on(4567))).toEqual([]);
  });

  it('opaque ones of a Service that is not ours to change', () => {
    expect(messages(timed(on(4444), 1000))).toEqual([]);
    expect(messages(timed(on(4444, { origin: 'external' }), 1000))).toEqual([expect.stringMatching(/by default.*annotation config\.linkerd\.io\/opaque-ports without 4444/)]);
    const annotated = (list: string) => timed(on(4444, { origin: 'external', knownAnnotations: { 'config.linkerd.io/opaque-ports': list } }), 1000);
    expect(messages(annotated('25,3306'))).toEqual([]);
    expect(messages(annotated('25, 4440-4450'))).toEqual([expect.stringMatching(/its annotation config/)]);
  });

  it('opaque ones of pods that are not ours to change', () => {
    const behind = (overrides: object) => {
      const namespace = aNamespace(plane);
      return timed(aService(namespace, 'cart', { ports: [{ ...aPort(80, Protocol.HTTP), targetPort: 4444 }], workload: aWorkload(namespace, 'cart', overrides) }), 1000);
    };
    expect(plane.problems(behind({}))).toEqual([{ id: 'not-ours-to-change', paths: ['shop/cart-timeout'], message: expect.stringMatching(/container port 4444.*another port.*Workload\.fromApiObject/) }]);
    expect(messages(behind({ podsReachable: true }))).toEqual([]);
    expect(messages(behind({ enrolled: false }))).toEqual([]);
  });
});

describe('versions that are Services', () => {
  const version = (overrides = {}) => aService(aNamespace(plane), 'cart2', { ports: [aPort(80, Protocol.HTTP)], ...overrides });
  const to = (service: ReturnType<typeof cart>, other: ReturnType<typeof version>) => {
    service.splits.push({ path: 's', ports: [80], shares: [{ version: byLabel('v1'), weight: 50, match: [] }, { version: { name: 'v2', kind: 'service', service: other }, weight: 50, match: [] }] });
    other.versionOf.push({ service, path: 's' });
    return service;
  };

  it('without the port, or with another protocol', () => {
    expect(messages(to(httpCart(), version({ ports: [aPort(81, Protocol.HTTP)] })))).toEqual([expect.stringMatching(/Service "cart2" has no port 80/)]);
    expect(messages(to(httpCart(), version({ ports: [aPort(80, Protocol.TCP)] })))).toEqual([expect.stringMatching(/speaks http on "cart" and tcp on "cart2"/)]);
    expect(messages(to(httpCart(), version()))).toEqual([]);
  });

  it('with an ejection that the service lacks, whichever of the two is asked', () => {
    const other = ejecting(version());
    const apex = to(httpCart(), other);
    for (const service of [apex, other]) {
      expect(plane.problems(service)).toEqual([{ id: 'conflicting-intents', paths: ['shop/cart2-breaker', 's'], message: expect.stringMatching(/move the CircuitBreaker to "cart"/) }]);
    }
    ejecting(apex);
    expect(plane.problems(apex)).toEqual([]);
  });
});

it('what no route object holds', () => {
  const found = (rule: ReturnType<typeof aRule>) => linkerdRouteProblems(httpCart(), aRouteSet([rule])).map(p => p.message);
  expect(found(aRule('many', Array.from({ length: 129 }, (_, i) => onPath(`/${i}`))))).toEqual([expect.stringMatching(/129 matches; a route object takes 128/)]);
  expect(found(aRule('twice', [aMatch({ headers: [...byHeader('x', '1').headers, ...byHeader('x', '2').headers] })]))).toEqual([expect.stringMatching(/two conditions on header "x"/)]);
});
