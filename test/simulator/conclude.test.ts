import { SHOP as ISTIO } from './istio/shop';
import { FROM_WEB, route, SHOP as LINKERD } from './linkerd/shop';
import { simulate } from './support';

const FRONTEND = { namespace: 'shop', serviceAccount: 'frontend' };
const virtualService = (spec: string): string => `${ISTIO}---\napiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: { name: cart, namespace: shop }\nspec: { hosts: [cart], http: [${spec}] }\n`;
const askCart = (spec: string) => simulate(virtualService(spec), { from: FRONTEND, to: 'http://cart:7070/', backend: { headers: { server: 'app', 'x-from': 'cart' } } });

describe('faults', () => {
  test('where every request is aborted, the caller gets that status, whatever the backend answers', () => {
    expect(askCart('{ fault: { abort: { httpStatus: 418, percentage: { value: 100 } } }, route: [{ destination: { host: cart } }] }')).toMatchObject({ verdict: 'allowed', status: 418 });
  });
  test('where only some are, the status is that of the others', () => {
    expect(askCart('{ fault: { abort: { httpStatus: 418, percentage: { value: 99 } } }, route: [{ destination: { host: cart } }] }')).toMatchObject({ verdict: 'allowed', status: 200 });
  });
});

describe('headers of answers', () => {
  const changes = '{ response: { set: { x-version: "1" }, remove: [server] } }';

  test('one destination changes them for everybody', () => {
    expect(askCart(`{ route: [{ destination: { host: cart-v1 }, headers: ${changes} }] }`)).toMatchObject({
      responseHeaders: { set: { 'x-version': '1' }, remove: ['server'] }, response: { headers: { 'x-from': 'cart', 'x-version': '1' } },
    });
  });
  test('one of several says it for itself', () => {
    const result = askCart(`{ route: [{ destination: { host: cart-v1 }, weight: 50, headers: ${changes} }, { destination: { host: cart-v2 }, weight: 50 }] }`);
    expect(result).toMatchObject({ responseHeaders: { set: {}, remove: [] }, response: { headers: { server: 'app', 'x-from': 'cart' } } });
    expect(result.destinations.map(({ service, responseHeaders }) => [service, responseHeaders])).toEqual([
      ['cart-v1.shop', { set: { 'x-version': '1' }, add: {}, remove: ['server'] }], ['cart-v2.shop', undefined],
    ]);
  });
});

describe('what the proxy beside the pods changes', () => {
  const tokens = (rule: string): string => `${ISTIO}---\napiVersion: security.istio.io/v1\nkind: RequestAuthentication\nmetadata: { name: jwt, namespace: shop }\nspec: { jwtRules: [{ issuer: me, jwks: "{}"${rule} }] }\n`;
  const ask = (rule: string) => simulate(tokens(rule), { from: FRONTEND, to: 'http://search:7070/', token: { iss: 'me', sub: 'alice' } });

  test('claims of a token that is taken go on as headers', () => {
    expect(ask(', outputClaimToHeaders: [{ header: X-Sub, claim: sub }]').request).toMatchObject({ headers: { 'x-sub': 'alice' } });
  });

  const server = '\n---\napiVersion: policy.linkerd.io/v1beta3\nkind: Server\nmetadata: { name: cart, namespace: shop }\nspec: { podSelector: { matchLabels: { app: cart } }, port: 8080, proxyProtocol: HTTP/1, accessPolicy: all-unauthenticated }\n';
  const inbound = (filters: string): string => `${LINKERD}${server}---\napiVersion: policy.linkerd.io/v1beta3\nkind: HTTPRoute\nmetadata: { name: all, namespace: shop }\nspec: { parentRefs: [{ group: policy.linkerd.io, kind: Server, name: cart }], rules: [{ filters: [${filters}] }] }\n`;

  test('filters of a route of a Server act on requests', () => {
    expect(simulate(inbound('{ type: RequestHeaderModifier, requestHeaderModifier: { set: [{ name: X-A, value: b }] } }'), { from: FROM_WEB, to: 'http://cart/' })).toMatchObject({
      verdict: 'allowed', status: 200, request: { headers: { 'x-a': 'b' } },
    });
  });
  test('a route of a Server that redirects answers in the place of the pods', () => {
    expect(simulate(inbound('{ type: RequestRedirect, requestRedirect: { hostname: other.example, statusCode: 301 } }'), { from: FROM_WEB, to: 'http://cart/a' })).toMatchObject({
      verdict: 'allowed', status: 301, destinations: [], redirect: { status: 301, location: expect.stringContaining('http://other.example') },
    });
  });
  test('filters of the only backend are part of the request', () => {
    const backend = '[{ backendRefs: [{ name: cart-v1, port: 80, filters: [{ type: RequestHeaderModifier, requestHeaderModifier: { set: [{ name: X-V, value: "1" }] } }] }] }]';
    const result = simulate(`${LINKERD}${route('cart', backend)}`, { from: FROM_WEB, to: 'http://cart/' });
    expect(result.request).toMatchObject({ headers: { 'x-v': '1' } });
    expect(result.destinations[0]).not.toHaveProperty('request');
  });
});
