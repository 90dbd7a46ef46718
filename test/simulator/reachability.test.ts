import { reachability } from '../../src/simulator/reachability';
import { simulateRequest } from '../../src/simulator/simulate-set';
import { setOf } from '../manifest/istio/set-of';
import { planesWhere } from './planes-by-path';
import { SHOP } from './shop';

const POLICY = `---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: cart, namespace: shop }
spec: { selector: { matchLabels: { app: cart } }, rules: [{ to: [{ operation: { methods: [GET], paths: [/cart/*] } }] }] }
`;

const set = setOf(`${SHOP}${POLICY}`);
const isCart = (path: string | undefined): boolean => path?.startsWith('/cart/') ?? false;

function fromFrontend(planes: ReturnType<typeof planesWhere>) {
  return reachability(set, planes).connections.find(({ from }) => from === 'shop/Deployment/frontend')!;
}

test('every caller and every port with pods behind it, once', () => {
  const { workloads, connections } = reachability(setOf(SHOP));
  expect(workloads).toEqual([
    { id: 'shop/Deployment/frontend', namespace: 'shop', serviceAccount: 'frontend', labels: { app: 'frontend' }, enrolled: 'none' },
    { id: 'shop/Deployment/cart', namespace: 'shop', serviceAccount: 'cart', labels: { app: 'cart' }, enrolled: 'none' },
  ]);
  expect(connections.map(({ from }) => from)).toEqual(['shop/Deployment/frontend', 'shop/Deployment/cart', 'shop/*', 'outside']);
  expect(connections[0]).toEqual({
    from: 'shop/Deployment/frontend', to: 'shop/Deployment/cart', service: 'cart.shop', port: 7070, protocol: 'HTTP', allowed: 'all', only: [], except: [], transport: 'plaintext', indeterminate: false,
  });
});

test('nothing', () => {
  expect(fromFrontend(planesWhere(() => false))).toMatchObject({ allowed: 'none', only: [], except: [], transport: null });
});

test('some requests only', () => {
  const planes = planesWhere((_, http) => http?.method === 'GET' && isCart(http.path));
  expect(fromFrontend(planes)).toMatchObject({ allowed: 'some', only: [{ methods: ['GET'], paths: ['/cart/*'], hosts: [], headers: {} }], except: [], transport: 'plaintext' });
});

test('all but some requests', () => {
  const planes = planesWhere((_, http) => !isCart(http?.path));
  expect(fromFrontend(planes)).toMatchObject({ allowed: 'some', only: [], except: [{ methods: ['GET'], paths: ['/cart/*'] }] });
});

test('each caller by itself', () => {
  const { connections } = reachability(set, planesWhere(caller => caller === 'frontend'));
  expect(connections.filter(({ allowed }) => allowed === 'all').map(({ from }) => from)).toEqual(['shop/Deployment/frontend']);
});

test('what the manifests do not say is told', () => {
  expect(fromFrontend(planesWhere(() => undefined))).toMatchObject({ allowed: 'some', only: [], except: [], indeterminate: true });
});

test('it agrees with single requests', () => {
  const planes = planesWhere((caller, http) => caller === 'frontend' && isCart(http?.path));
  for (const { from, allowed, only } of reachability(set, planes).connections) {
    const [namespace, , name] = from.split('/');
    if (name === undefined) continue;
    const asked = (path: string) => simulateRequest(set, { from: { namespace: namespace!, serviceAccount: name }, to: `http://cart.shop:7070${path}` }, planes).verdict;
    expect([asked('/other'), asked('/cart/1')]).toEqual([allowed === 'all' ? 'allowed' : 'denied', only.length > 0 || allowed === 'all' ? 'allowed' : 'denied']);
  }
});

describe('in a mesh', () => {
  const MESHED = SHOP.replace('name: shop }', 'name: shop, labels: { istio-injection: enabled } }');
  const policy = (rule: string): string => `---\napiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: { name: cart, namespace: shop }\nspec: { selector: { matchLabels: { app: cart } }, rules: [${rule}] }\n`;
  const TOKENS = '---\napiVersion: security.istio.io/v1\nkind: RequestAuthentication\nmetadata: { name: tokens, namespace: shop }\nspec: { jwtRules: [{ issuer: https://i.example.com, jwks: "{}", fromHeaders: [{ name: x-token }], audiences: [shop] }] }\n';
  const toCart = (manifests: string) => reachability(setOf(`${MESHED}${manifests}`)).connections.filter(({ service }) => service === 'cart.shop');
  const ofFrontend = (manifests: string) => toCart(manifests).find(({ from }) => from === 'shop/Deployment/frontend')!;

  test('who needs a token gets through with some requests: those that carry it, where it is looked for', () => {
    const { allowed, only } = ofFrontend(`${TOKENS}${policy('{ from: [{ source: { requestPrincipals: ["https://i.example.com/*"] } }], when: [{ key: "request.auth.claims[groups]", values: [admin] }] }')}`);
    expect(allowed).toBe('some');
    expect(only).toEqual([{ methods: [], paths: [], hosts: [], headers: {}, query: {}, claims: { iss: 'https://i.example.com', sub: '*', groups: 'admin' } }]);
  });

  test('where only a name of the host is let in, the other names are not', () => {
    const { allowed, only } = ofFrontend(policy('{ to: [{ operation: { hosts: ["cart.shop:7070"] } }] }'));
    expect(allowed).toBe('some');
    expect(only.map(({ hosts }) => hosts)).toEqual([['cart.shop:7070']]);
    expect(ofFrontend(policy('{ to: [{ operation: { hosts: ["*"] } }] }')).allowed).toBe('all');
  });

  test('callers that only a policy names, as single requests have it', () => {
    const manifests = policy('{ from: [{ source: { principals: ["cluster.local/ns/ci/sa/runner"], namespaces: ["ci"] } }] }');
    expect(toCart(manifests).filter(({ allowed }) => allowed === 'all').map(({ from, transport }) => [from, transport])).toEqual([['ci/ServiceAccount/runner', 'mtls']]);
    const from = { namespace: 'ci', serviceAccount: 'runner', enrolled: true };
    expect(simulateRequest(setOf(`${MESHED}${manifests}---\napiVersion: v1\nkind: Namespace\nmetadata: { name: ci, labels: { istio-injection: enabled } }\n`), { from, to: 'http://cart.shop:7070/' }).verdict).toBe('allowed');
  });

  test('the namespace of a caller that a policy names says whether it has a proxy', () => {
    const manifests = `${policy('{ from: [{ source: { principals: ["cluster.local/ns/ci/sa/runner"] } }] }')}---\napiVersion: v1\nkind: Namespace\nmetadata: { name: ci }\n`;
    expect(toCart(manifests).filter(({ allowed }) => allowed !== 'none')).toEqual([]);
  });
});
