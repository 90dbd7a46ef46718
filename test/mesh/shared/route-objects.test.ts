import { MATCH_ALL } from '../../../src/model/match';
import { Protocol } from '../../../src/model/protocol';
import { gatewayApi } from '../../../src/mesh/gateway-api/data-plane';
import {
  isScattered, MAX_MATCHES_PER_ROUTE, MAX_MATCHES_PER_RULE, MAX_RULES_PER_ROUTE, routeName, routeObjects,
} from '../../../src/mesh/shared/route-objects';
import { aNamespace, aPort, aService } from '../../support/model';
import { aRouteSet, aRule, onPath } from './route-sets';

const rules = (count: number) => Array.from({ length: count }, (_, i) => aRule(`rule-${i}`, [onPath(`/${i}`)]));
const matches = (count: number, at = '') => Array.from({ length: count }, (_, i) => onPath(`/${at}${i}`, 'exact'));

describe('name of a route object', () => {
  const service = (...ports: ReturnType<typeof aPort>[]) => aService(aNamespace(gatewayApi()), 'api', { ports });

  it('is that of the service if one port only can carry routes', () => {
    const http = aPort(80, Protocol.HTTP);
    expect(routeName(service(http, aPort(9000, Protocol.TCP)), http)).toBe('api');
  });

  it('has the port\'s name if several ports can', () => {
    const [http, grpc] = [aPort(80, Protocol.HTTP, 'web'), aPort(81, Protocol.GRPC, 'rpc')];
    expect([http, grpc].map(port => routeName(service(http, grpc), port))).toEqual(['api.web', 'api.rpc']);
  });

  it('has the service\'s namespace for callers elsewhere, where another service may be called the same', () => {
    const http = aPort(80, Protocol.HTTP);
    expect(routeName(service(http), http, { kind: 'consumer', namespace: 'batch' })).toBe('api.shop');
  });
});

describe('route objects', () => {
  it('are one as long as one can hold all rules and matches', () => {
    const most = aRouteSet(rules(MAX_RULES_PER_ROUTE - 1));
    expect(routeObjects('api', most)).toEqual([{ name: 'api', rules: most.rules }]);
    expect(isScattered(most)).toBe(false);
    expect(isScattered(aRouteSet(rules(MAX_RULES_PER_ROUTE)))).toBe(true);
  });

  it('count matches as well as rules', () => {
    const half = MAX_MATCHES_PER_ROUTE / 2;
    expect(isScattered(aRouteSet([aRule('a', matches(half, 'a')), aRule('b', matches(half - 1, 'b'))]))).toBe(false);
    expect(isScattered(aRouteSet([aRule('a', matches(half, 'a')), aRule('b', matches(half, 'b'))]))).toBe(true);
  });

  it('cut a rule with too many matches into rules that do the same, the first of which keeps the name', () => {
    const rule = aRule('many', matches(MAX_MATCHES_PER_RULE + 1));
    const [object] = routeObjects('api', aRouteSet([rule]));
    expect(object!.rules.map(r => r.matches.length)).toEqual([MAX_MATCHES_PER_RULE, 1, 1]);
    expect(object!.rules.slice(0, 2).flatMap(r => r.matches)).toEqual(rule.matches);
    expect(object!.rules[0]!.name).toBe('many');
    expect(object!.rules[1]!.name).toMatch(/^many-[0-9a-f]{8}$/);
    expect(object!.rules[1]!.target).toBe(rule.target);
  });

  it('are named after their rules when there are several, and the catch-all has the plain name', () => {
    const objects = routeObjects('api', aRouteSet(rules(20)));
    expect(objects.map(o => o.name).sort()).toEqual([...rules(20).map(r => `api.${r.name}`), 'api'].sort());
    expect(objects.find(o => o.name === 'api')!.rules.map(r => r.matches)).toEqual([[MATCH_ALL]]);
  });

  it('stay as they are when another rule comes', () => {
    const before = routeObjects('api', aRouteSet(rules(20)));
    const after = routeObjects('api', aRouteSet([aRule('first', [onPath('/first', 'exact')]), ...rules(20)]));
    expect(after.filter(o => o.name !== 'api.first')).toEqual(before);
  });

  it('hold what one rule has beyond the limit of an object in further objects', () => {
    const objects = routeObjects('api', aRouteSet([aRule('many', matches(300))]));
    expect(objects.map(o => o.rules.reduce((sum, r) => sum + r.matches.length, 0))).toEqual([128, 128, 44, 1]);
    expect(new Set(objects.map(o => o.name)).size).toBe(4);
  });
});
