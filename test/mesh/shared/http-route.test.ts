import { gatewayApi } from '../../../src/mesh/gateway-api/data-plane';
import { httpRouteMatch, httpRoutes, type HttpRouteDialect } from '../../../src/mesh/shared/http-route';
import { plainJson } from '../../../src/mesh/shared/plain-json';
import type { MatchModel } from '../../../src/model/match';
import type { ServiceModel } from '../../../src/model/model';
import { Protocol } from '../../../src/model/protocol';
import { aNamespace, aPort, aService, byLabel } from '../../support/model';
import { aMatch, aRouteSet, aRule, onPath } from './route-sets';

const dialect: HttpRouteDialect = {
  ruleNames: true, zeroWeights: 'kept', timeouts: () => undefined, retry: () => undefined, regex: expression => `<${expression}>`,
};
const match = (m: Partial<MatchModel>) => plainJson(httpRouteMatch(aMatch(m), dialect));

describe('a match', () => {
  it('of everything is written out as the prefix of all paths', () => {
    expect(match({})).toEqual({ path: { type: 'PathPrefix', value: '/' } });
    expect(match({ path: { kind: 'prefix', value: '/' } })).toEqual({ path: { type: 'PathPrefix', value: '/' } });
  });

  it('of a path prefix has no trailing slash, so that precedence does not count it', () => {
    expect(match({ path: { kind: 'prefix', value: '/foo/' } }).path).toEqual({ type: 'PathPrefix', value: '/foo' });
  });

  it('of an exact path keeps its trailing slash, which an exact path means', () => {
    expect(match({ path: { kind: 'exact', value: '/foo/' } }).path).toEqual({ type: 'Exact', value: '/foo/' });
  });

  it('of a regular expression is written as the data plane writes it', () => {
    expect(match({ path: { kind: 'regex', value: '/a|/b' } }).path).toEqual({ type: 'RegularExpression', value: '</a|/b>' });
  });

  it('of the beginning of a value is a regular expression that quotes it', () => {
    const headers = [{ name: 'X-Version', kind: 'prefix' as const, value: '1.2+(beta)' }];
    expect(match({ headers }).headers).toEqual([{ name: 'x-version', type: 'RegularExpression', value: '<1\\.2\\+\\(beta\\).*>' }]);
    expect(match({ query: [{ name: 'Q', kind: 'prefix', value: 'a?' }] }).queryParams).toEqual([{ name: 'Q', type: 'RegularExpression', value: '<a\\?.*>' }]);
  });

  it('holds method, headers and query parameters, in an order that does not depend on how they were given', () => {
    const [a, b] = [{ name: 'a', kind: 'exact' as const, value: '1' }, { name: 'b', kind: 'exact' as const, value: '2' }];
    expect(match({ method: 'POST', headers: [b, a], query: [a, b] })).toEqual(match({ method: 'POST', headers: [a, b], query: [b, a] }));
    expect(match({ method: 'POST', headers: [b, a] })).toEqual({
      path: { type: 'PathPrefix', value: '/' }, method: 'POST',
      headers: [{ name: 'a', type: 'Exact', value: '1' }, { name: 'b', type: 'Exact', value: '2' }],
    });
  });
});

describe('an HTTPRoute', () => {
  const service = (overrides: Partial<ServiceModel> = {}) => aService(aNamespace(gatewayApi()), 'api', { ports: [aPort(80, Protocol.HTTP)], ...overrides });
  const spec = (...args: Parameters<typeof httpRoutes>): any => httpRoutes(...args)[0]!.body.spec;

  it('names its Service with group, namespace and port, which have other defaults or none', () => {
    const route = httpRoutes(service(), aRouteSet([]), dialect)[0]!;
    expect(route).toMatchObject({ apiVersion: 'gateway.networking.k8s.io/v1', kind: 'HTTPRoute', metadata: { name: 'api', namespace: 'shop' } });
    expect((route.body.spec as any).parentRefs).toEqual([{ group: '', kind: 'Service', name: 'api', namespace: 'shop', port: 80 }]);
  });

  it('sends to the service itself, to one version, or to several by weight', () => {
    const elsewhere = aService(aNamespace(gatewayApi(), { name: 'other' }), 'api-next');
    const shares = [{ version: byLabel('v2'), weight: 10 }, { version: byLabel('v1'), weight: 90 }, { version: { name: 'next', kind: 'service' as const, service: elsewhere }, weight: 0 }];
    const set = aRouteSet([aRule('v2', [onPath('/v2')]), aRule('both', [onPath('/both')], { target: { kind: 'split', shares } })]);
    const backend = (name: string, namespace: string, weight?: number) => ({ group: '', kind: 'Service', name, namespace, port: 80, ...(weight !== undefined && { weight }) });
    expect(spec(service(), set, dialect).rules.map((r: any) => r.backendRefs)).toEqual([
      [backend('api-v2', 'shop')],
      [backend('api-next', 'other', 0), backend('api-v1', 'shop', 90), backend('api-v2', 'shop', 10)],
      [backend('api', 'shop')],
    ]);
  });

  it('leaves out versions without weight where a data plane does not take 0', () => {
    const shares = [{ version: byLabel('v1'), weight: 100 }, { version: byLabel('v2'), weight: 0 }];
    const set = aRouteSet([aRule('both', [onPath('/both')], { target: { kind: 'split', shares } })]);
    expect(spec(service(), set, { ...dialect, zeroWeights: 'dropped' }).rules[0].backendRefs).toEqual([expect.objectContaining({ name: 'api-v1', weight: 100 })]);
  });

  it('has rule names, timeouts, retries and annotations as the data plane says', () => {
    const set = aRouteSet([aRule('slow', [onPath('/slow')], { timeoutMs: 1000 })]);
    expect(spec(service(), set, dialect).rules.map((r: any) => r.name)).toEqual(['slow', 'default']);
    const other: HttpRouteDialect = {
      ...dialect, ruleNames: false, timeouts: r => (r.timeoutMs ? { request: '1s' } : undefined), retry: () => ({ attempts: 1 }),
      annotations: rules => ({ rules: rules.map(r => r.name).join() }),
    };
    const [route] = httpRoutes(service(), set, other);
    expect((route!.body.spec as any).rules.map(({ name, timeouts, retry }: any) => ({ name, timeouts, retry }))).toEqual([
      { name: undefined, timeouts: { request: '1s' }, retry: { attempts: 1 } }, { name: undefined, timeouts: undefined, retry: { attempts: 1 } },
    ]);
    expect(route!.metadata.annotations).toEqual({ rules: 'slow,default' });
  });

  it('for callers of another namespace stands there and still names the service\'s', () => {
    const [route] = httpRoutes(service(), aRouteSet([], { audience: { kind: 'consumer', namespace: 'batch' } }), dialect);
    expect(route!.metadata).toEqual({ name: 'api.shop', namespace: 'batch' });
    expect((route!.body.spec as any).parentRefs[0].namespace).toBe('shop');
  });
});

it('plain JSON has no undefined, however deep', () => {
  expect(Object.keys(plainJson({ a: undefined, b: 1 }))).toEqual(['b']);
  const json = plainJson({ list: [undefined, { x: undefined, y: null }, 0, ''] });
  expect(json).toStrictEqual({ list: [{ y: null }, 0, ''] });
});
