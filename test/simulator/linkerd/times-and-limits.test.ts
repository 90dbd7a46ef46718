import { simulate } from '../support';
import { FROM_OTHER, FROM_WEB, route, service, SHOP } from './shop';

const ask = (more: string, to = 'http://timed/', request: object = {}) => simulate(SHOP + more, { from: FROM_WEB, to, ...request });
/** Service `timed` with annotations, and a route of it with a rule and annotations. */
const timed = (annotations: string, rule?: string, own = '', kind = 'HTTPRoute') => service('timed', '{ app: cart }', 'shop', `, annotations: { ${annotations} }`)
  + (rule === undefined ? '' : route('timed', `[{ ${rule} }]`, { of: 'timed', meta: `, annotations: { ${own} }`, kind }));
const R = 'timeout.linkerd.io/request';
const HTTP = 'retry.linkerd.io/http';
const LIMIT = 'retry.linkerd.io/limit';

describe('timeouts (L13)', () => {
  test.each([
    ['the Service\'s without a route', `${R}: 3s`, undefined, '', '3s'],
    ['the Service\'s where the route says nothing', `${R}: 3s`, 'name: all', '', '3s'],
    ['the rule\'s before the Service\'s', `${R}: 3s`, 'timeouts: { request: 1s }', '', '1s'],
    ['the route\'s annotation before the rule\'s', `${R}: 3s`, 'timeouts: { request: 1s }', `${R}: 2s`, '2s'],
    ['a duration of two units in a rule means nothing', `${R}: 3s`, 'timeouts: { request: 1m30s }', '', '3s'],
    ['a try\'s timeout in a rule is ignored', '', 'timeouts: { backendRequest: 1s }', '', null],
    ['zero is none', '', 'timeouts: { request: 0s }', '', null],
    ['the response\'s limits too', 'timeout.linkerd.io/response: 2s, timeout.linkerd.io/request: 3s', undefined, '', '2s'],
    ['one that is not understood drops all three of a Service', `${R}: 3s, timeout.linkerd.io/idle: soon`, undefined, '', null],
    ['anything on the route hides all of the Service', `${R}: 3s`, 'name: all', 'timeout.linkerd.io/idle: 9s', null],
  ])('%s', (_, annotations, rule, own, expected) => {
    expect(ask(timed(annotations, rule, own)).timeout).toBe(expected);
  });

  test('a rule\'s timeout drops the idle timeout of the Service', () => {
    const backend = { delay: '5s' };
    expect(ask(timed('timeout.linkerd.io/idle: 1s'), undefined, { backend }).status).toBe(504);
    expect(ask(timed('timeout.linkerd.io/idle: 1s', 'timeouts: { request: 9s }'), undefined, { backend }).status).toBe(200);
  });

  test('what takes longer is 504', () => {
    expect(ask(timed(`${R}: 1s`), undefined, { backend: { delay: '2s' } })).toMatchObject({ verdict: 'allowed', status: 504 });
  });
});

describe('retries (L13)', () => {
  test.each([
    ['once where only conditions are said', `${HTTP}: 5xx`, undefined, '', { additional: 1, on: ['5xx'], from: 'route' }],
    ['a limit of 0 is 1', `${HTTP}: "503,gateway-error", ${LIMIT}: "0"`, undefined, '', { additional: 1, on: ['503', 'gateway-error'] }],
    ['a range is its statuses', `${HTTP}: 500-502`, undefined, '', { on: ['500', '501', '502'] }],
    ['the route hides the Service\'s conditions', `${HTTP}: 5xx`, 'name: all', `${LIMIT}: "3"`, { additional: 3, on: [], from: 'route' }],
    ['a try has its own timeout', `${HTTP}: 5xx, retry.linkerd.io/timeout: 200ms`, undefined, '', { perTryTimeout: '200ms' }],
    ['retries of a rule are not read', '', 'retry: { attempts: 3, codes: [503] }', '', null],
    ['what is not understood on a Service is none', `${HTTP}: "5xx, 503"`, undefined, '', null],
  ])('%s', (_, annotations, rule, own, expected) => {
    const { retries } = ask(timed(annotations, rule, own));
    if (expected === null) expect(retries).toBeNull();
    else expect(retries).toMatchObject(expected);
  });

  test('a GRPCRoute reads the conditions for gRPC, and a limit of the Service alone makes retries without any', () => {
    const call = 'grpc://timed:80/a.B/C';
    expect(ask(timed(`${HTTP}: 5xx, retry.linkerd.io/grpc: "unavailable,cancelled"`, 'name: all', '', 'GRPCRoute'), call).retries).toMatchObject({ on: ['unavailable', 'cancelled'] });
    expect(ask(timed(`${LIMIT}: "2"`, 'name: all', '', 'GRPCRoute'), call).retries).toMatchObject({ additional: 2, on: [] });
    expect(ask(timed(`${HTTP}: 5xx`, 'name: all', '', 'GRPCRoute'), call).retries).toBeNull();
  });
});

describe('failure accrual (L14)', () => {
  const ACCRUAL = 'balancer.linkerd.io/failure-accrual';
  test('of the Service that is called, at every backend', () => {
    const more = timed(`${ACCRUAL}: consecutive, ${ACCRUAL}-consecutive-max-failures: "3"`, 'backendRefs: [{ name: cart-v1, port: 80 }]');
    expect(ask(more)).toMatchObject({ destinations: [{ service: 'cart-v1.shop' }], limits: { failureAccrual: 'consecutive', consecutiveMaxFailures: '3', consecutiveMinPenalty: '1s', consecutiveMaxPenalty: '1m', consecutiveJitterRatio: '0.5' } });
  });

  test('a backend\'s own is for those who call it', () => {
    const more = `${service('leaf', '{ app: cart }', 'shop', `, annotations: { ${ACCRUAL}: consecutive }`)}${route('cart', '[{ backendRefs: [{ name: leaf, port: 80 }] }]')}`;
    expect(ask(more, 'http://cart/')).toMatchObject({ destinations: [{ service: 'leaf.shop' }], limits: null });
    expect(ask(more, 'http://leaf/').limits).not.toBeNull();
  });

  test.each([`${ACCRUAL}: sometimes`, `${ACCRUAL}: consecutive, ${ACCRUAL}-consecutive-min-penalty: 2m`])('%s is off', annotations => {
    expect(ask(timed(annotations)).limits).toBeNull();
  });
});

describe('ServiceProfile', () => {
  const profile = (spec: string, namespace = 'shop') => `
---
apiVersion: linkerd.io/v1alpha2
kind: ServiceProfile
metadata: { name: timed.shop.svc.cluster.local, namespace: ${namespace} }
spec: ${spec}`;
  const routes = '{ routes: [{ name: slow, condition: { pathRegex: "/slow/[^/]+", method: GET }, timeout: 7s }, { name: rest, condition: { not: { method: PUT } } }] }';
  const beneath = timed(`${R}: 3s, balancer.linkerd.io/failure-accrual: consecutive`, 'backendRefs: [{ name: cart-v1, port: 80 }]');

  test('with routes it hides routes, timeouts and the circuit breaker', () => {
    expect(ask(beneath + profile(routes), 'http://timed/slow/a')).toMatchObject({ destinations: [{ service: 'timed.shop' }], timeout: '7s', limits: null, route: { kind: 'ServiceProfile', rule: 0, ruleName: 'slow' } });
    expect(ask(beneath + profile(routes), 'http://timed/slow/a/b')).toMatchObject({ timeout: null, route: { ruleName: 'rest' } });
    expect(ask(beneath + profile(routes), 'http://timed/', { method: 'PUT' })).toMatchObject({ verdict: 'allowed', route: null });
  });

  test('without routes and overrides it hides nothing', () => {
    expect(ask(beneath + profile('{}'))).toMatchObject({ destinations: [{ service: 'cart-v1.shop' }], timeout: '3s' });
  });

  test('its overrides split', () => {
    const spec = '{ dstOverrides: [{ authority: "cart-v1.shop.svc.cluster.local:80", weight: 900m }, { authority: cart-v2.shop.svc.cluster.local, weight: 300m }] }';
    expect(ask(beneath + profile(spec)).destinations).toMatchObject([{ service: 'cart-v1.shop', share: 75 }, { service: 'cart-v2.shop', share: 25 }]);
  });

  test('that of the callers\' namespace goes before the Service\'s', () => {
    const both = beneath + profile(routes) + profile('{ routes: [{ name: theirs, condition: { pathRegex: ".*" } }] }', 'other');
    expect(simulate(SHOP + both, { from: FROM_OTHER, to: 'http://timed.shop/slow/a' }).route).toMatchObject({ ruleName: 'theirs', namespace: 'other' });
  });
});
