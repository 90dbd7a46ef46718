import type { AuthorizationRule } from '../../../src/manifest/istio/authorization-policies';
import { authorizationPolicies, authorizationPolicyOf, httpFields, valuesOf } from '../../../src/manifest/istio/authorization-policies';
import { neverFiresAtZtunnel, trustDomainFields, unreadAtZtunnel } from '../../../src/manifest/istio/ztunnel-rules';
import { pathText } from '../../../src/manifest/field-path';
import { manifests } from '../../support/manifests';

const policies = (...specs: string[]) => {
  const set = manifests(specs.map((spec, index) => `---\n{ apiVersion: security.istio.io/v1, kind: AuthorizationPolicy, metadata: { name: p${index}, namespace: shop }, spec: ${spec} }\n`).join(''));
  return { set, all: authorizationPolicies(set) };
};
const rule = (yaml: string): AuthorizationRule => policies(`{ rules: [${yaml}] }`).all[0]!.rules[0]!;

describe('authorization policies', () => {
  test('have an action, which is ALLOW unless another is said', () => {
    const { all, set } = policies('{}', '{ action: DENY, rules: [{}] }', '{ action: 7 }');
    expect(all.map(({ action }) => action)).toEqual(['ALLOW', 'DENY', 'ALLOW']);
    expect(authorizationPolicyOf(set, all[1]!.object)).toBe(all[1]);
  });

  test('of any shape are read', () => {
    const odd = policies('{ rules: [7, { from: a, to: [null], when: [{ key: [] }] }, { from: [{ source: { principals: [1, a] } }] }] }').all[0]!;
    expect(odd.rules.map(one => valuesOf(one, 'principals').map(({ text }) => text))).toEqual([[], [], ['a']]);
  });

  test('compare an attribute in from, to and when', () => {
    const { all } = policies('{ rules: [{ from: [{ source: { principals: [a], notPrincipals: [b] } }], when: [{ key: source.principal, values: [c], notValues: [d] }] }] }');
    expect(valuesOf(all[0]!.rules[0]!, 'principals').map(({ text, negative, path }) => `${text} ${negative} ${pathText(path)}`)).toEqual([
      'a false spec.rules[0].from[0].source.principals[0]', 'b true spec.rules[0].from[0].source.notPrincipals[0]',
      'c false spec.rules[0].when[0].values[0]', 'd true spec.rules[0].when[0].notValues[0]',
    ]);
  });

  test('ask for what only HTTP shows', () => {
    expect(httpFields(rule('{ from: [{ source: { requestPrincipals: ["*"], principals: [a] } }], to: [{ operation: { ports: ["1"], notPaths: [/a] } }], when: [{ key: "request.headers[x]", values: [a] }, { key: source.ip, values: [10.0.0.1] }] }'))
      .map(({ path }) => pathText(path))).toEqual(['spec.rules[0].from[0].source.requestPrincipals', 'spec.rules[0].to[0].operation.notPaths', 'spec.rules[0].when[0].key']);
  });
});

describe('at ztunnel', () => {
  const unread = (yaml: string) => unreadAtZtunnel(rule(yaml)).map(({ path }) => path.at(-1));

  test('HTTP attributes, forwarded addresses and most keys of conditions are not read', () => {
    expect(unread('{ from: [{ source: { remoteIpBlocks: [10.0.0.0/8], ipBlocks: [10.0.0.0/8], serviceAccounts: [a] } }], to: [{ operation: { hosts: [a], methods: [GET], ports: ["1"] } }] }')).toEqual(['remoteIpBlocks', 'hosts', 'methods']);
    expect(unread('{ when: [{ key: source.principal, values: [a] }, { key: destination.port, values: ["1"] }] }')).toEqual([]);
    expect(unread('{ when: [{ key: source.serviceAccount, values: [a] }, { key: connection.sni, values: [a] }] }')).toEqual(['key', 'key']);
  });

  test('trust domains are dropped', () => {
    expect(trustDomainFields(rule('{ from: [{ source: { trustDomains: [a], namespaces: [b] } }] }')).map(({ path }) => path.at(-1))).toEqual(['trustDomains']);
  });

  test('a rule never fires if nothing is left of one of its parts', () => {
    const fires = (yaml: string) => !neverFiresAtZtunnel(rule(yaml));
    expect(fires('{ to: [{ operation: { methods: [GET] } }] }')).toBe(false);
    expect(fires('{ from: [{ source: { namespaces: [a] } }], to: [{ operation: { methods: [GET] } }] }')).toBe(false);
    expect(fires('{ to: [{ operation: { methods: [GET], ports: ["1"] } }] }')).toBe(true);
    expect(fires('{ to: [{ operation: { methods: [GET] } }, { operation: { ports: ["1"] } }] }')).toBe(true);
    expect(fires('{ from: [{ source: { trustDomains: [a] } }] }')).toBe(false);
    expect(fires('{ when: [{ key: "request.headers[x]", values: [a] }] }')).toBe(false);
    expect(fires('{}')).toBe(true);
  });
});
