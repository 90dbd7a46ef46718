import type { SimulatedRequest } from '../../../src/simulator/request';
import { simulate } from '../support';
import { authz, policy, shop, SIDECAR } from './access-shop';

const TOKEN = { iss: 'https://i', sub: 'alice' };
const jwt = (rules: string, name = 'jwt', selector = ''): string => policy('RequestAuthentication', name, `{ ${selector}jwtRules: [${rules}] }`);
const RULE = '{ issuer: https://i, jwks: "{}" }';
const ask = (more: string, request: Partial<SimulatedRequest> = {}) =>
  simulate(shop(SIDECAR, more), { from: { namespace: 'shop', serviceAccount: 'frontend' }, to: 'http://cart.shop/cart', ...request });
const CLOSED = authz('users', '{ rules: [{ from: [{ source: { requestPrincipals: ["*"] } }] }] }');

describe('RequestAuthentication', () => {
  test.each<[string, string, Partial<SimulatedRequest>, Record<string, unknown>]>([
    ['a token that is right', jwt(RULE), { token: TOKEN }, { verdict: 'allowed', status: 200 }],
    ['no token is no reason to refuse', jwt(RULE), {}, { verdict: 'allowed', status: 200 }],
    ['no token is no principal', jwt(RULE) + CLOSED, {}, { verdict: 'denied', status: 403 }],
    ['a token that is right is one', jwt(RULE) + CLOSED, { token: TOKEN }, { verdict: 'allowed' }],
    ['a token without subject passes, and is nobody\'s', jwt(RULE), { token: { iss: 'https://i' } }, { verdict: 'allowed' }],
    ['a token without subject is no principal', jwt(RULE) + CLOSED, { token: { iss: 'https://i' } }, { verdict: 'denied', status: 403 }],
    ['expired', jwt(RULE), { token: TOKEN, tokenState: 'expired' }, { verdict: 'denied', status: 401, decidedBy: [{ kind: 'RequestAuthentication', name: 'jwt', rule: 0 }], reason: 'RequestAuthentication shop/jwt does not take the token: it has expired' }],
    ['a wrong signature', jwt(RULE), { token: TOKEN, tokenState: 'badSignature' }, { verdict: 'denied', status: 401 }],
    ['an unknown issuer', jwt(RULE), { token: { iss: 'https://other', sub: 'a' } }, { verdict: 'denied', status: 401 }],
    ['no issuer', jwt(RULE), { token: { sub: 'a' } }, { verdict: 'denied', status: 401 }],
    ['a wrong audience', jwt('{ issuer: https://i, audiences: [app] }'), { token: { ...TOKEN, aud: 'x' } }, { verdict: 'denied', status: 403 }],
    ['a missing audience', jwt('{ issuer: https://i, audiences: [app] }'), { token: TOKEN }, { verdict: 'denied', status: 403 }],
    ['a wrong audience, and a wrong signature', jwt('{ issuer: https://i, audiences: [app] }'), { token: TOKEN, tokenState: 'badSignature' }, { verdict: 'denied', status: 403 }],
    ['a wrong audience, and expired', jwt('{ issuer: https://i, audiences: [app] }'), { token: TOKEN, tokenState: 'expired' }, { verdict: 'denied', status: 401 }],
    ['of several that refuse it, the first says why', jwt('{ issuer: https://i, audiences: [app] }, { issuer: https://i }'), { token: TOKEN, tokenState: 'badSignature' }, { verdict: 'denied', status: 403 }],
    ['beside the rule of an issuer that comes before, the last says why', jwt('{ issuer: https://a }, { issuer: https://i, audiences: [app] }, { issuer: https://i }'), { token: TOKEN, tokenState: 'badSignature' }, { verdict: 'denied', status: 401 }],
    ['one of several audiences', jwt('{ issuer: https://i, audiences: [app, other] }'), { token: { ...TOKEN, aud: ['x', 'other'] } }, { verdict: 'allowed' }],
    ['audiences without scheme and slash', jwt('{ issuer: https://i, audiences: ["https://app/"] }'), { token: { ...TOKEN, aud: 'app' } }, { verdict: 'allowed' }],
    ['rules are pooled: any may take it', jwt('{ issuer: https://x }', 'a') + jwt(RULE, 'b'), { token: TOKEN }, { verdict: 'allowed' }],
    ['rules are pooled: none takes it', jwt('{ issuer: https://x }', 'a') + jwt(RULE, 'b'), { token: TOKEN, tokenState: 'expired' }, { verdict: 'denied', status: 401, decidedBy: [{ name: 'b' }] }],
    ['a selector that does not match', jwt(RULE, 'jwt', 'selector: { matchLabels: { app: x } }, '), { token: TOKEN, tokenState: 'expired' }, { verdict: 'allowed' }],
    ['no rule at all', '', { token: TOKEN, tokenState: 'expired' }, { verdict: 'allowed' }],
    ['a preflight is not asked', jwt(RULE), { token: TOKEN, tokenState: 'expired', method: 'OPTIONS', headers: { 'origin': 'https://a', 'access-control-request-method': 'GET' } }, { verdict: 'allowed' }],
    ['gRPC callers are told by status 16', jwt(RULE), { token: TOKEN, tokenState: 'expired', to: 'grpc://cart.shop/a.B/C' }, { verdict: 'denied', status: 401, grpcStatus: 16 }],
  ])('%s', (_name, more, request, expected) => {
    expect(ask(more, request)).toMatchObject(expected);
  });

  test.each<[string, string, SimulatedRequest['tokenIn'], number]>([
    ['the default header', RULE, { header: 'Authorization', prefix: 'Bearer ' }, 200],
    ['the default parameter', RULE, { param: 'access_token' }, 200],
    ['another header by default', RULE, { header: 'x-token' }, 403],
    ['a header of the rule', '{ issuer: https://i, fromHeaders: [{ name: x-token, prefix: "Value " }] }', { header: 'X-Token', prefix: 'Value ' }, 200],
    ['the default header beside one of the rule', '{ issuer: https://i, fromHeaders: [{ name: x-token }] }', { header: 'authorization', prefix: 'Bearer ' }, 403],
    ['a header without the prefix of the rule', '{ issuer: https://i, fromHeaders: [{ name: x-token, prefix: "Value " }] }', { header: 'x-token' }, 403],
    ['a prefix that the rule does not name', '{ issuer: https://i, fromHeaders: [{ name: x-token }] }', { header: 'x-token', prefix: 'Value ' }, 401],
    ['a parameter of the rule', '{ issuer: https://i, fromParams: [token] }', { param: 'token' }, 200],
    ['the default parameter beside one of the rule', '{ issuer: https://i, fromParams: [token] }', { param: 'access_token' }, 403],
    ['a cookie of the rule beside the default header', '{ issuer: https://i, fromCookies: [session] }', { header: 'authorization', prefix: 'Bearer ' }, 403],
  ])('where tokens are looked for: %s', (_name, rule, tokenIn, status) => {
    expect(ask(jwt(rule) + CLOSED, { token: TOKEN, tokenIn: tokenIn! }).status).toBe(status);
  });

  test('conditions on claims, those with spaces between values as well', () => {
    const scope = (value: string, more = '') => ask(jwt(`{ issuer: https://i${more} }`) + authz('p', `{ rules: [{ when: [{ key: "request.auth.claims[${value}]", values: ["write"] }] }] }`), { token: { ...TOKEN, scope: 'read write', roles: 'read write' } }).verdict;
    expect([scope('scope'), scope('roles'), scope('roles', ', spaceDelimitedClaims: [roles]')]).toEqual(['allowed', 'denied', 'allowed']);
  });

  test('tokens are not seen on ports that are not HTTP', () => {
    expect(ask(jwt(RULE), { token: TOKEN, tokenState: 'expired', to: 'http://cart.shop:6000/' })).toMatchObject({ verdict: 'allowed' });
  });

  test('each rule that was asked is in the trace, in the order of issuers', () => {
    const { trace } = ask(jwt(`{ issuer: https://x }, ${RULE}`), { token: TOKEN });
    expect(trace.filter(({ object }) => object === 'RequestAuthentication shop/jwt').map(({ says }) => says)).toEqual(['rule 1 takes the token', 'rule 0 does not take the token: its issuer is https://i, not https://x']);
  });
});
