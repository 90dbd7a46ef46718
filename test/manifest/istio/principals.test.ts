import { deniesAllBut, mayTake, podPolicies } from '../../../src/manifest/istio/admitted-callers';
import { authorizationPolicies } from '../../../src/manifest/istio/authorization-policies';
import { isKnownAccount, isTrustDomainKnown, ownTrustDomains, parsePrincipal, takesPrincipal } from '../../../src/manifest/istio/principals';
import { workloads } from '../../../src/manifest/workloads';
import { deployment, manifests } from '../../support/manifests';

const policy = (spec: string, more = '') => `---\n{ apiVersion: security.istio.io/v1, kind: AuthorizationPolicy, metadata: { name: p, namespace: shop${more} }, spec: ${spec} }\n`;

describe('identities', () => {
  test('have five parts', () => {
    expect(parsePrincipal('td/ns/shop/sa/web')).toEqual({ trustDomain: 'td', namespace: 'shop', account: 'web' });
    expect(['td/ns/shop/sa', 'td/ns/shop/sa/web/x', 'ns/shop/sa/web', 'spiffe://td/ns/shop/sa/web', ''].map(parsePrincipal)).toEqual([undefined, undefined, undefined, undefined, undefined]);
  });

  test('are taken by patterns with a wildcard at one end', () => {
    const takes = (pattern: string) => takesPrincipal(pattern, 'td/ns/shop/sa/web');
    expect(['*', 'td/*', '*/web', 'td/ns/shop/sa/web'].map(takes)).toEqual([true, true, true, true]);
    expect(['td', 'other/*', '*/sa/cart'].map(takes)).toEqual([false, false, false]);
  });

  test('are the mesh\'s own by its trust domain, its aliases and the old default', () => {
    const set = manifests('{ apiVersion: v1, kind: ConfigMap, metadata: { name: istio, namespace: istio-system }, data: { mesh: "trustDomain: a\\ntrustDomainAliases: [b]" } }');
    expect([...ownTrustDomains(set)].sort()).toEqual(['a', 'b', 'cluster.local']);
    expect([isTrustDomainKnown(set), isTrustDomainKnown(manifests('')), isTrustDomainKnown(manifests('', { trustDomain: 'a' }))]).toEqual([true, false, true]);
  });

  test('are known by accounts, pods and the gateways that Istio deploys', () => {
    const set = manifests(`{ apiVersion: v1, kind: ServiceAccount, metadata: { name: a, namespace: shop } }\n${deployment('cart', undefined, { serviceAccountName: 'b' })}
---
{ apiVersion: gateway.networking.k8s.io/v1, kind: Gateway, metadata: { name: front, namespace: shop, annotations: { gateway.istio.io/service-account: c } }, spec: { gatewayClassName: istio, listeners: [] } }`);
    expect(['a', 'b', 'c', 'front-istio', 'front', 'default', 'd'].map(name => isKnownAccount(set, 'shop', name))).toEqual([true, true, true, true, true, true, false]);
  });
});

describe('rules may take a caller', () => {
  const takes = (rules: string) => {
    const [one] = authorizationPolicies(manifests(policy(`{ rules: ${rules} }`)));
    return mayTake(one!.rules, 'cluster.local/ns/shop/sa/web', one!.object);
  };

  test('by its identity, namespace and account', () => {
    expect(['[{}]', '[{ from: [{ source: { namespaces: [shop] } }] }]', '[{ from: [{ source: { serviceAccounts: [web] } }] }]', '[{ from: [{ source: { serviceAccounts: [shop/web] } }] }]',
      '[{ from: [{ source: { principals: ["*/sa/web"] } }] }]', '[{ from: [{ source: { principals: [x] } }] }, { from: [{ source: { ipBlocks: [10.0.0.0/8] } }] }]'].map(takes)).toEqual([true, true, true, true, true, true]);
    expect(['[]', '[{ from: [{ source: { namespaces: [desk] } }] }]', '[{ from: [{ source: { serviceAccounts: [desk/web] } }] }]', '[{ from: [{ source: { notNamespaces: [shop] } }] }]',
      '[{ when: [{ key: source.principal, values: [x] }] }]', '[{ from: [{ source: { notServiceAccounts: [web] } }] }]'].map(takes)).toEqual([false, false, false, false, false, false]);
  });

  test('and a DENY can except one', () => {
    const excepts = (source: string) => deniesAllBut(authorizationPolicies(manifests(policy(`{ action: DENY, rules: [{ from: [{ source: ${source} }] }] }`)))[0]!, 'cluster.local/ns/shop/sa/w');
    expect([excepts('{ notPrincipals: [cluster.local/ns/shop/sa/w] }'), excepts('{ notPrincipals: [x] }'), excepts('{ principals: [x] }')]).toEqual([true, false, false]);
  });

  test('of policies that are in force', () => {
    const count = (more: string) => {
      const set = manifests(deployment('cart') + policy('{ rules: [{}] }', more));
      return podPolicies(set, workloads(set)[0]!, 'ALLOW').length;
    };
    expect([count(''), count(', annotations: { istio.io/dry-run: "true" }')]).toEqual([1, 0]);
  });
});
