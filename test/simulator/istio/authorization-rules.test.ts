import type { SimulatedRequest } from '../../../src/simulator/request';
import { simulate } from '../support';
import { AMBIENT, authz, policy, shop, SIDECAR } from './access-shop';

const FRONTEND = { namespace: 'shop', serviceAccount: 'frontend' };
const CART = 'selector: { matchLabels: { app: cart } }';
const ask = (more: string, request: Partial<SimulatedRequest> = {}, mesh = SIDECAR) => simulate(shop(mesh, more), { from: FRONTEND, to: 'http://cart.shop/cart', ...request });
const one = (action: string, rule: string, name = action.toLowerCase()): string => authz(name, `{ action: ${action}, ${CART}, rules: [${rule}] }`);
const GET = '{ to: [{ operation: { methods: ["GET"] } }] }';
const PUT = '{ to: [{ operation: { methods: ["PUT"] } }] }';

describe('B: the order of actions', () => {
  test.each<[string, string, Record<string, unknown>]>([
    ['DENY before ALLOW', one('ALLOW', GET) + one('DENY', GET), { verdict: 'denied', status: 403, decidedBy: [{ name: 'deny' }] }],
    ['a DENY that does not match leaves it to ALLOW', one('ALLOW', GET) + one('DENY', PUT), { verdict: 'allowed', decidedBy: [{ name: 'allow' }] }],
    ['only DENY, which does not match: allowed', one('DENY', PUT), { verdict: 'allowed', decidedBy: [] }],
    ['of several ALLOW one is enough', one('ALLOW', PUT, 'a') + one('ALLOW', GET, 'b'), { verdict: 'allowed', decidedBy: [{ name: 'b', rule: 0 }] }],
    ['of several ALLOW none', one('ALLOW', PUT, 'a') + one('ALLOW', PUT, 'b'), { verdict: 'denied', status: 403 }],
    ['AUDIT is no ALLOW', one('AUDIT', GET), { verdict: 'allowed', decidedBy: [] }],
    ['AUDIT does not stop DENY', one('AUDIT', GET) + one('DENY', GET), { verdict: 'denied' }],
    ['CUSTOM does not stop DENY', authz('ext', `{ action: CUSTOM, ${CART}, provider: { name: opa }, rules: [{}] }`) + one('DENY', GET), { verdict: 'denied' }],
    ['rules of one policy are alternatives', one('ALLOW', `${PUT}, ${GET}`), { verdict: 'allowed', decidedBy: [{ rule: 1 }] }],
    ['a dry-run ALLOW beside an enforced one adds nothing', authz('dry', '{ rules: [{}] }', 'shop', ', annotations: { "istio.io/dry-run": "true" }') + one('ALLOW', PUT), { verdict: 'denied' }],
    ['dry-run "false" is enforced', authz('wet', '{}', 'shop', ', annotations: { "istio.io/dry-run": "false" }'), { verdict: 'denied' }],
  ])('%s', (_rule, more, expected) => {
    expect(ask(more)).toMatchObject(expected);
  });
});

describe('D: every entry of `to` goes with every entry of `from`', () => {
  const rule = '{ from: [{ source: { namespaces: ["shop"] } }, { source: { namespaces: ["other"] } }], to: [{ operation: { methods: ["GET"] } }, { operation: { methods: ["PUT"] } }] }';
  test.each([['shop', 'GET', 'allowed'], ['shop', 'PUT', 'allowed'], ['other', 'GET', 'allowed'], ['other', 'PUT', 'allowed'], ['shop', 'DELETE', 'denied']])('%s %s: %s', (namespace, method, verdict) => {
    expect(ask(one('ALLOW', rule), { from: { namespace, serviceAccount: 'x' }, method }).verdict).toBe(verdict);
  });
});

describe('A: which policies attach to what', () => {
  const ingress = `{ apiVersion: gateway.networking.k8s.io/v1, kind: Gateway, metadata: { name: web, namespace: shop }, spec: { gatewayClassName: istio, listeners: [{ name: http, port: 80, protocol: HTTP }] } }
---
{ apiVersion: gateway.networking.k8s.io/v1, kind: HTTPRoute, metadata: { name: web, namespace: shop }, spec: { parentRefs: [{ name: web }], rules: [{ backendRefs: [{ name: cart, port: 80 }] }] } }
---
`;
  const WEB = '{ group: gateway.networking.k8s.io, kind: Gateway, name: web }';
  const OTHER = '{ group: gateway.networking.k8s.io, kind: Gateway, name: other }';
  const outside: Partial<SimulatedRequest> = { from: { ip: '203.0.113.7' }, through: { namespace: 'shop', name: 'web' }, to: 'http://shop.example.com/cart' };

  test.each<[string, string, Record<string, unknown>]>([
    ['a selector on a gateway’s own label', authz('p', '{ selector: { matchLabels: { gateway.networking.k8s.io/gateway-name: web } } }'), { verdict: 'denied', dataPlane: 'istio-gateway' }],
    ['a selector for others', authz('p', '{ selector: { matchLabels: { gateway.networking.k8s.io/gateway-name: other } } }'), { verdict: 'allowed' }],
    ['one of the namespace without a selector', authz('p', '{}'), { verdict: 'denied', dataPlane: 'istio-gateway' }],
    ['targetRefs with the gateway', authz('p', `{ targetRefs: [${WEB}] }`), { verdict: 'denied', dataPlane: 'istio-gateway' }],
    ['targetRefs with another', authz('p', `{ targetRefs: [${OTHER}] }`), { verdict: 'allowed' }],
    ['one of several targetRefs is enough', authz('p', `{ targetRefs: [${OTHER}, ${WEB}] }`), { verdict: 'denied' }],
    ['the older targetRef', authz('p', `{ targetRef: ${WEB} }`), { verdict: 'denied' }],
    ['targetRef is not read beside targetRefs', authz('p', `{ targetRef: ${WEB}, targetRefs: [${OTHER}] }`), { verdict: 'allowed' }],
    ['targetRefs from another namespace', authz('p', `{ targetRefs: [${WEB}] }`, 'other'), { verdict: 'allowed' }],
    ['a Service as target is for waypoints only', authz('p', '{ targetRefs: [{ group: "", kind: Service, name: cart }] }'), { verdict: 'allowed' }],
    ['the waypoints’ class as target is for waypoints only', authz('p', '{ targetRefs: [{ group: gateway.networking.k8s.io, kind: GatewayClass, name: istio-waypoint }] }', 'istio-system'), { verdict: 'allowed' }],
  ])('%s', (_rule, more, expected) => {
    expect(ask(ingress + more, outside)).toMatchObject(expected);
  });
});

describe('S6: an ALLOW closes what it does not name', () => {
  const ports = one('ALLOW', '{ to: [{ operation: { ports: ["8080"] } }] }');
  test.each([
    ['its port', '', 'http://cart.shop/', 'allowed'],
    ['a TCP port', '', 'tcp://cart.shop:6000', 'denied'],
    ['an undeclared port', '', 'http://cart.shop:5000/', 'denied'],
    ['a TCP port, with notPorts beside it', one('ALLOW', '{ to: [{ operation: { notPorts: ["8080"] } }] }', 'rest'), 'tcp://cart.shop:6000', 'allowed'],
    ['an undeclared port, with notPorts beside it', one('ALLOW', '{ to: [{ operation: { notPorts: ["8080"] } }] }', 'rest'), 'http://cart.shop:5000/', 'allowed'],
  ])('%s', (_rule, more, to, verdict) => {
    expect(ask(ports + more, { to }).verdict).toBe(verdict);
    expect(ask(ports + more, { to }, AMBIENT).verdict).toBe(verdict);
  });
});

describe('2.8: what comes before what', () => {
  const jwt = policy('RequestAuthentication', 'jwt', '{ jwtRules: [{ issuer: i, jwks: "{}" }] }');
  test('a token is looked at before policies: 401, not 403', () => {
    expect(ask(jwt + authz('nothing', '{}'), { token: { iss: 'i', sub: 's' }, tokenState: 'expired' })).toMatchObject({ verdict: 'denied', status: 401 });
  });

  test('presence of a token takes a policy: ALLOW or DENY', () => {
    const needed = (spec: string) => ask(jwt + authz('needed', spec)).verdict;
    expect(needed('{ rules: [{ from: [{ source: { requestPrincipals: ["*"] } }] }] }')).toBe('denied');
    expect(needed('{ action: DENY, rules: [{ from: [{ source: { notRequestPrincipals: ["*"] } }] }] }')).toBe('denied');
    expect(ask(jwt).verdict).toBe('allowed');
  });
});
