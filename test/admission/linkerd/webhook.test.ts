import { LINKERD_WEBHOOK_RULES, linkerdWebhook } from '../../../src/admission/linkerd';
import { pathText } from '../../../src/manifest/field-path';
import type { ManifestObject } from '../../../src/manifest/manifest-object';
import { ManifestObject as Manifest } from '../../../src/manifest/manifest-object';
import { ManifestSet } from '../../../src/manifest/manifest-set';
import { authorizationPolicy, httpRoute, tlsRoute } from './case';
import { POLICY_CASES } from './policy-cases';
import { PROFILE_CASES } from './profile-cases';
import { ROUTE_CASES } from './route-cases';

const CASES = [...POLICY_CASES, ...ROUTE_CASES, ...PROFILE_CASES];

const asked = (object: ManifestObject) => linkerdWebhook(object, new ManifestSet([object], { mesh: 'linkerd' }));

describe('what the webhooks of Linkerd refuse', () => {
  it.each(CASES.map((c, i) => [i, c.rule, c.path, c] as const))('%i. %s at %s, and nothing of its nearest neighbour', (_, rule, path, { refused, admitted, says, remedy }) => {
    const own = LINKERD_WEBHOOK_RULES.find(r => r.id === rule)!.objections(refused);
    expect(own.map(o => pathText(o.path))).toEqual([path]);
    expect(own[0]!.message).toContain(says);
    expect(own[0]!.remedy).toContain(remedy);
    expect(asked(refused)).toContainEqual({ rule: 'admission/webhook', ...own[0] });
    expect(asked(admitted)).toEqual([]);
  });

  it('has a refused and an admitted object for every rule', () => {
    expect(new Set(CASES.map(c => c.rule))).toEqual(new Set(LINKERD_WEBHOOK_RULES.map(r => r.id)));
    expect(new Set(LINKERD_WEBHOOK_RULES.map(r => r.id)).size).toBe(LINKERD_WEBHOOK_RULES.length);
  });

  it('says in whole sentences what is wrong and what to do', () => {
    for (const { refused } of CASES) {
      for (const { message, remedy } of asked(refused)) {
        expect(message).toMatch(/^["A-Z0-9-].*\.$|^\w+\.linkerd\.io\/.*\.$|^::.*\.$/);
        expect(remedy).toMatch(/^[A-Z].*\.$/);
      }
    }
  });
});

describe('whose routes the webhook is asked of', () => {
  const route = tlsRoute('rules: []');
  const beside = (...others: ManifestObject[]) => linkerdWebhook(route, new ManifestSet([route, ...others])).length > 0;
  const workload = (kind: string, apiVersion: string, spec: unknown, metadata = {}) => new Manifest({ apiVersion, kind, metadata: { name: 'x', ...metadata }, spec });
  const template = (inject: string) => ({ template: { metadata: { annotations: { 'linkerd.io/inject': inject } } } });

  it('is nobody\'s where no manifest shows Linkerd', () => {
    expect(beside()).toBe(false);
    expect(beside(new Manifest({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'a', annotations: { 'linkerd.io/inject': 'disabled' } } }))).toBe(false);
    expect(beside(workload('Deployment', 'apps/v1', template('disabled')))).toBe(false);
    expect(beside(httpRoute('parentRefs: [{ name: gateway }]'))).toBe(false);
  });

  it('is every route\'s where a setting says that a namespace is Linkerd\'s', () => {
    expect(linkerdWebhook(route, new ManifestSet([route], { enrolled: { shop: 'linkerd' } }))).not.toEqual([]);
  });

  it.each([
    ['a namespace', new Manifest({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'a', annotations: { 'linkerd.io/inject': 'enabled' } } })],
    ['a pod template', workload('Deployment', 'apps/v1', template('ingress'))],
    ['the pod template of a CronJob', workload('CronJob', 'batch/v1', { jobTemplate: { spec: template('enabled') } })],
    ['a pod', workload('Pod', 'v1', {}, { annotations: { 'linkerd.io/inject': 'enabled' } })],
    ['an object of Linkerd\'s', authorizationPolicy('{}')],
    ['a parent of Linkerd\'s', httpRoute('parentRefs: [{ group: policy.linkerd.io, kind: Server, name: cart }]')],
  ])('is every route\'s beside %s', (_, object) => expect(beside(object)).toBe(true));
});

describe('what is asked of objects of any shape', () => {
  const ODD: unknown[] = [null, 1, 'x', [], [null], [[]], {}, [{}], { a: 1 }];

  it('does not throw', () => {
    for (const { refused } of CASES) {
      for (const spec of [...ODD, ...mutants(refused.spec)]) {
        expect(() => asked(new Manifest({ ...refused.body, spec } as never))).not.toThrow();
      }
    }
  });

  function* mutants(value: unknown): Generator<unknown> {
    if (typeof value !== 'object' || value === null) return;
    for (const [key, inner] of Object.entries(value)) {
      const changed = (to: unknown) => (Array.isArray(value) ? value.map((v, i) => (String(i) === key ? to : v)) : { ...value, [key]: to });
      for (const odd of ODD) yield changed(odd);
      for (const mutant of mutants(inner)) yield changed(mutant);
    }
  }
});
