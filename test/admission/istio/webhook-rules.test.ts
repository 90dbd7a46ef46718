import { istioWebhook } from '../../../src/admission/istio';
import { ISTIO_WEBHOOK_RULES } from '../../../src/admission/istio/rules';
import { pathText, valueAt } from '../../../src/manifest/field-path';
import type { KubeBody } from '../../../src/manifest/manifest-object';
import { ManifestObject } from '../../../src/manifest/manifest-object';
import { ManifestSet } from '../../../src/manifest/manifest-set';
import { CASES } from './cases';

const refusals = (body: KubeBody) => {
  const object = new ManifestObject(body);
  return istioWebhook(object, new ManifestSet([object]));
};

describe("istiod's webhook", () => {
  test.each(CASES.map((one, index) => [`${one.rule}: ${one.says} (${index})`, one] as const))('%s', (_name, { rule, refused, at, says, taken }) => {
    expect(refusals(refused)).toContainEqual(expect.objectContaining({
      rule: 'admission/webhook', idea: rule, aliases: ['IST0106'], message: expect.stringContaining(says), remedy: expect.stringMatching(/^[A-Z].*\.$/s),
    }));
    const found = refusals(refused).filter(({ idea }) => idea === rule);
    expect(found.map(({ path }) => pathText(path))).toContain(at);
    for (const { message } of refusals(refused)) expect(message).toMatch(/^[A-Z"`\d].*\.$/s);
    expect(refusals(taken)).toEqual([]);
  });

  test('every rule has a case, and every case has a rule', () => {
    expect([...new Set(CASES.map(({ rule }) => rule))].sort()).toEqual([...new Set(ISTIO_WEBHOOK_RULES)].sort());
    expect(new Set(ISTIO_WEBHOOK_RULES).size).toBe(ISTIO_WEBHOOK_RULES.length);
  });

  test('what it names is there, or its parent is', () => {
    const bodies = CASES.flatMap(({ refused }) => refusals(refused).map(({ path }) => valueAt(refused, path)));
    expect(bodies.filter(value => value === undefined)).toEqual([]);
  });
});
