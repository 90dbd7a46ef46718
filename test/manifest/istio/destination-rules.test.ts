import { destinationRuleFor, trafficPolicyFor } from '../../../src/manifest/istio/destination-rules';
import { setOf } from './set-of';

const dr = (name: string, namespace: string, spec: string) => `---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: ${name}, namespace: ${namespace} }
spec: ${spec}
`;
const HOST = 'cart.shop.svc.cluster.local';
const found = (yaml: string, namespace: string, labels?: Record<string, string>) => destinationRuleFor(setOf(yaml), HOST, 'shop', { namespace, ...(labels && { labels }) });
const names = (yaml: string, namespace: string, labels?: Record<string, string>) => found(yaml, namespace, labels)?.objects.map(({ name }) => name);

describe('the rule for a call', () => {
  const all = dr('client', 'web', `{ host: ${HOST} }`) + dr('service', 'shop', '{ host: cart }') + dr('root', 'istio-system', '{ host: "*.local" }') + dr('lost', 'fourth', `{ host: ${HOST} }`);

  test('is the client namespace\'s, else the Service\'s, else the root\'s', () => {
    expect([names(all, 'web'), names(all, 'other'), names(all, 'shop'), names(all, 'istio-system')]).toEqual([['client'], ['service'], ['service'], ['service']]);
    expect(names(dr('root', 'istio-system', '{ host: "*.local" }') + dr('lost', 'fourth', `{ host: ${HOST} }`), 'web')).toEqual(['root']);
  });

  test('is exported to the client, or its own', () => {
    expect(names(dr('service', 'shop', '{ host: cart, exportTo: ["."] }'), 'web')).toBeUndefined();
    expect(names(dr('service', 'shop', '{ host: cart, exportTo: [web] }'), 'web')).toEqual(['service']);
    expect(names(dr('service', 'shop', '{ host: cart, exportTo: [web] }'), 'shop')).toBeUndefined();
    expect(names(dr('root', 'istio-system', `{ host: ${HOST}, exportTo: ["."] }`) + dr('service', 'shop', '{ host: cart }'), 'istio-system')).toEqual(['root']);
  });

  test('has the most specific host of its namespace', () => {
    expect(names(dr('wide', 'shop', '{ host: "*.shop.svc.cluster.local" }') + dr('wider', 'shop', '{ host: "*" }'), 'web')).toEqual(['wide']);
  });

  test('is private by default where mesh configuration says so', () => {
    const config = '---\napiVersion: v1\nkind: ConfigMap\nmetadata: { name: istio, namespace: istio-system }\ndata: { mesh: "defaultDestinationRuleExportTo: [.]" }\n';
    expect([names(dr('a', 'shop', '{ host: cart }') + config, 'web'), names(dr('a', 'shop', '{ host: cart }') + config, 'shop')]).toEqual([undefined, ['a']]);
  });
});

describe('rules of one host and namespace', () => {
  test('become one: subsets of both, the policy of the first that has one', () => {
    const rule = found(dr('a', 'shop', '{ host: cart, subsets: [{ name: v1, labels: { version: one } }] }')
      + dr('b', 'shop', `{ host: ${HOST}, trafficPolicy: { loadBalancer: { simple: RANDOM } }, subsets: [{ name: v1, labels: { version: other } }, { name: v2, labels: { version: two } }] }`), 'web')!;
    expect(rule.objects.map(({ name }) => name)).toEqual(['a', 'b']);
    expect(rule.subsets.map(({ name, labels, object }) => [name, labels['version'], object.name])).toEqual([['v1', 'one', 'a'], ['v2', 'two', 'b']]);
    expect(rule.trafficPolicy).toMatchObject({ fields: { loadBalancer: { simple: 'RANDOM' } }, object: { name: 'b' } });
  });

  test('stay apart where they are exported differently; then the last counts', () => {
    expect(names(dr('a', 'shop', '{ host: cart, exportTo: ["*"] }') + dr('b', 'shop', '{ host: cart }'), 'web')).toEqual(['b']);
    expect(names(dr('a', 'shop', '{ host: cart, exportTo: [web] }') + dr('b', 'shop', '{ host: cart, exportTo: [web, shop] }'), 'web')).toEqual(['a', 'b']);
  });

  test('with a selector hold for the pods that it selects, in its namespace', () => {
    const both = dr('all', 'web', `{ host: ${HOST} }`) + dr('some', 'web', `{ host: ${HOST}, workloadSelector: { matchLabels: { app: a } } }`);
    expect([names(both, 'web', { app: 'a' }), names(both, 'web', { app: 'b' }), names(both, 'web')]).toEqual([['some'], ['all'], ['all']]);
  });
});

describe('the policy of a port and subset', () => {
  const rule = found(dr('a', 'shop', `
    host: cart
    trafficPolicy:
      loadBalancer: { simple: RANDOM }
      outlierDetection: { consecutive5xxErrors: 3 }
      retryBudget: { percent: 10 }
      portLevelSettings: [{ port: { number: 81 }, connectionPool: { tcp: { maxConnections: 1 } } }]
    subsets:
      - { name: v1, labels: {}, trafficPolicy: { loadBalancer: { simple: ROUND_ROBIN } } }
      - { name: v2, labels: {}, trafficPolicy: { tls: { mode: DISABLE }, portLevelSettings: [{ port: { number: 80 }, outlierDetection: { interval: 1s } }] } }
`.replace(/^/gm, '  ')), 'web')!;

  test('of a port replace those of the rule', () => {
    expect(trafficPolicyFor(rule, 81)).toEqual({ connectionPool: { tcp: { maxConnections: 1 } } });
    expect(Object.keys(trafficPolicyFor(rule, 80))).toEqual(['loadBalancer', 'outlierDetection', 'retryBudget']);
  });

  test('of a subset replace those of the rule block by block, those of its port all blocks', () => {
    expect(trafficPolicyFor(rule, 80, 'v1')).toMatchObject({ loadBalancer: { simple: 'ROUND_ROBIN' }, outlierDetection: { consecutive5xxErrors: 3 } });
    expect(trafficPolicyFor(rule, 80, 'v2')).toEqual({ outlierDetection: { interval: '1s' }, retryBudget: { percent: 10 } });
  });
});
