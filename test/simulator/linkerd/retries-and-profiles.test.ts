import { simulate } from '../support';
import { FROM_WEB, route, service, SHOP } from './shop';

const ask = (more: string, to = 'http://timed/', request: object = {}) => simulate(SHOP + more, { from: FROM_WEB, to, ...request });
const timed = (annotations: string, rule?: string, own = '', kind = 'HTTPRoute') => service('timed', '{ app: cart }', 'shop', `, annotations: { ${annotations} }`)
  + (rule === undefined ? '' : route('timed', `[{ ${rule} }]`, { of: 'timed', meta: `, annotations: { ${own} }`, kind }));
const R = 'timeout.linkerd.io/request';
const HTTP = 'retry.linkerd.io/http';
const GRPC = 'retry.linkerd.io/grpc';
const LIMIT = 'retry.linkerd.io/limit';
const ACCRUAL = 'balancer.linkerd.io/failure-accrual';
const RATE = 'balancer.linkerd.io/success-rate';

describe('annotations are of groups, each all or nothing (L13)', () => {
  test.each([
    ['a timeout of a route leaves the Service\'s retries', `${HTTP}: 5xx, ${R}: 3s`, `${R}: 1s`, '1s', { additional: 1, on: ['5xx'] }],
    ['a retry of a route leaves the Service\'s timeouts', `${HTTP}: 5xx, ${R}: 3s`, `${HTTP}: "503"`, '3s', { on: ['503'] }],
    ['a limit of a route hides the Service\'s timeout of a try', `${HTTP}: 5xx, retry.linkerd.io/timeout: 1s`, `${LIMIT}: "2"`, null, { additional: 2, on: [], perTryTimeout: null }],
    ['a broken timeout of a Service leaves its retries', `${HTTP}: 5xx, ${R}: soon`, '', null, { on: ['5xx'] }],
    ['a broken retry of a Service leaves its timeouts', `${HTTP}: often, ${R}: 3s`, '', '3s', null],
    ['a broken limit of a Service drops its retries', `${HTTP}: 5xx, ${LIMIT}: many`, '', null, null],
    ['a broken timeout of a try drops the Service\'s retries', `${HTTP}: 5xx, retry.linkerd.io/timeout: soon`, '', null, null],
  ])('%s', (_, annotations, own, timeout, retries) => {
    const result = ask(timed(annotations, 'name: all', own));
    expect(result.timeout).toBe(timeout);
    if (retries === null) expect(result.retries).toBeNull();
    else expect(result.retries).toMatchObject(retries);
  });

  test('what is broken on a route drops its split as well', () => {
    const result = ask(timed('', 'backendRefs: [{ name: cart-v1, port: 80 }, { name: cart-v2, port: 80 }]', `${R}: soon`));
    expect(result).toMatchObject({ route: null, destinations: [{ service: 'timed.shop', share: 100 }] });
  });
});

describe('each kind of route reads its own conditions', () => {
  test.each([
    ['HTTPRoute', `${HTTP}: 5xx`, 'http://timed/', ['5xx']], ['HTTPRoute', `${GRPC}: unavailable`, 'http://timed/', undefined],
    ['GRPCRoute', `${GRPC}: unavailable`, 'grpc://timed:80/a.B/C', ['unavailable']], ['GRPCRoute', `${HTTP}: 5xx`, 'grpc://timed:80/a.B/C', undefined],
  ])('%s and %s', (kind, annotation, url, on) => {
    expect(ask(timed('', 'name: all', annotation, kind), url).retries?.on).toEqual(on);
    expect(ask(timed(annotation, 'name: all', '', kind), url).retries?.on).toEqual(on);
  });

  test.each([['500-599', 100], ['501-503', 3], ['gateway-error', 1], ['"5xx,429"', 2]])('the condition %s is %d words', (condition, words) => {
    expect(ask(timed(`${HTTP}: ${condition}`)).retries?.on).toHaveLength(words);
  });
});

describe('what Linkerd does not read of a rule', () => {
  test.each([
    ['its retries', 'retry: { attempts: 3, codes: [503], backoff: 1s }', { retries: null, timeout: null }], ['its timeout of a try', 'timeouts: { backendRequest: 1s }', { retries: null, timeout: null }],
    ['but its timeout', 'timeouts: { request: 2s, backendRequest: 1s }', { retries: null, timeout: '2s' }],
  ])('%s', (_, rule, expected) => {
    expect(ask(timed('', rule))).toMatchObject(expected);
  });
});

describe('an answer that is late', () => {
  test.each([
    ['within the timeout', `${R}: 2s`, '1s', 200], ['beyond it', `${R}: 1s`, '2s', 504], ['beyond what a response may take', 'timeout.linkerd.io/response: 1s', '2s', 504],
    ['without a byte for too long', 'timeout.linkerd.io/idle: 1s', '2s', 504], ['where 0s is none', `${R}: 0s`, '2s', 200],
  ])('%s', (_, annotations, delay, status) => {
    expect(ask(timed(annotations), undefined, { backend: { delay } })).toMatchObject({ verdict: 'allowed', status });
  });
});

describe('the circuit breaker (L14)', () => {
  test('unified has the settings of consecutive, and a share of successes', () => {
    expect(ask(timed(`${ACCRUAL}: unified`)).limits).toMatchObject({ failureAccrual: 'unified', consecutiveMaxFailures: '7' });
    expect(Object.keys(ask(timed(`${ACCRUAL}: unified`)).limits ?? {}).length).toBeGreaterThan(Object.keys(ask(timed(`${ACCRUAL}: consecutive`)).limits ?? {}).length);
  });

  test.each(['max-failures: many', 'min-penalty: soon', 'max-penalty: 0.5', 'jitter-ratio: much'].map(setting => `${ACCRUAL}-consecutive-${setting}`))('%s turns it off', setting => {
    expect(ask(timed(`${ACCRUAL}: consecutive, ${setting.replace(/: (.*)$/, ': "$1"')}`)).limits).toBeNull();
  });

  test('without a mode the other settings say nothing', () => {
    expect(ask(timed(`${ACCRUAL}-consecutive-max-failures: "3", ${RATE}-threshold: "0.9"`)).limits).toBeNull();
  });

  test('with a limit of connections it has nothing to do: there is none in Linkerd', () => {
    expect(Object.keys(ask(timed(`${ACCRUAL}: consecutive`)).limits ?? {}).filter(name => /connections|pending|requests$/i.test(name))).toEqual([]);
  });
});

describe('ServiceProfiles', () => {
  const profile = (name: string, spec: string, namespace = 'shop') => `
---
apiVersion: linkerd.io/v1alpha2
kind: ServiceProfile
metadata: { name: ${name}, namespace: ${namespace} }
spec: ${spec}`;
  const OVERRIDES = '{ dstOverrides: [{ authority: cart-v2.shop.svc.cluster.local, weight: 1 }] }';
  const beneath = timed(`${R}: 3s, ${HTTP}: 5xx, ${ACCRUAL}: consecutive`, 'backendRefs: [{ name: cart-v1, port: 80 }]');

  test.each(['timed.shop', 'timed', 'timed.shop.svc', 'timed.shop.svc.example.org'])('the name %s is of no Service', name => {
    expect(ask(beneath + profile(name, OVERRIDES)).destinations).toMatchObject([{ service: 'cart-v1.shop' }]);
  });

  test.each(['other', 'plain'])('one in namespace %s is not for callers elsewhere', namespace => {
    expect(ask(beneath + profile('timed.shop.svc.cluster.local', OVERRIDES, namespace)).destinations).toMatchObject([{ service: 'cart-v1.shop' }]);
  });

  test.each([['routes', '{ routes: [{ name: all, condition: { pathRegex: ".*" } }] }', 'timed.shop'], ['dstOverrides', OVERRIDES, 'cart-v2.shop']])('with %s it hides routes, timeouts, retries and the circuit breaker', (_, spec, expected) => {
    expect(ask(beneath + profile('timed.shop.svc.cluster.local', spec))).toMatchObject({ destinations: [{ service: expected }], timeout: null, retries: null, limits: null });
  });

  test('the cluster\'s domain is part of its name', () => {
    const more = SHOP + beneath + profile('timed.shop.svc.example.org', OVERRIDES.replace('cluster.local', 'example.org'));
    expect(simulate(more, { from: FROM_WEB, to: 'http://timed/' }, { clusterDomain: 'example.org' }).destinations).toMatchObject([{ service: 'cart-v2.shop' }]);
  });

  test('a TrafficSplit means nothing', () => {
    expect(ask(`${timed('')}
---
apiVersion: split.smi-spec.io/v1alpha2
kind: TrafficSplit
metadata: { name: timed, namespace: shop }
spec: { service: timed, backends: [{ service: cart-v2, weight: 1 }] }`).destinations).toMatchObject([{ service: 'timed.shop', share: 100 }]);
  });
});
