import { load } from 'js-yaml';
import { coreValidation } from '../../src/admission/core/core-validation';
import type { PathStep } from '../../src/manifest/field-path';
import { pathSteps, pathText } from '../../src/manifest/field-path';
import type { KubeBody } from '../../src/manifest/manifest-object';
import { ManifestObject } from '../../src/manifest/manifest-object';

/** A field, a value that is refused there, one next to it that is not, what the message says, and where the refusal is if not at the field. */
export type CoreCase = readonly [at: string, wrong: unknown, right: unknown, says: string, refusedAt?: string];

/** Tests rules of Kubernetes' own kinds: each with a wrong and a nearly right change to an object that is right. */
export function coreCases(what: string, yaml: string, cases: readonly CoreCase[]): void {
  const base = load(yaml) as KubeBody;
  const refusals = (body: unknown) => coreValidation(new ManifestObject(body as KubeBody));

  describe(what, () => {
    test('is right as it stands', () => {
      expect(refusals(base)).toEqual([]);
    });

    test.each(cases.map(one => [`${one[0]} = ${JSON.stringify(one[1]) ?? 'nothing'}`.slice(0, 120), one] as const))('%s', (_, [at, wrong, right, says, refusedAt = at]) => {
      const found = refusals(changed(base, pathSteps(at), wrong));
      const there = found.find(({ path, message }) => pathText(path) === refusedAt && message.includes(says));
      expect(there ?? found.map(({ path, message }) => `${pathText(path)}: ${message}`)).toMatchObject({ rule: 'admission/schema' });
      expect(there!.message).toMatch(/^[^\n]+\.$/);
      expect(there!.remedy).toMatch(/^[A-Z][^\n]+\.$/);
      expect(refusals(changed(base, pathSteps(at), right))).toEqual([]);
    });
  });
}

/** The object with another value at a path; undefined removes what stands there. */
function changed(value: unknown, [step, ...rest]: readonly PathStep[], replacement: unknown): unknown {
  if (step === undefined) return replacement;
  const copy: Record<PathStep, unknown> = Array.isArray(value) ? [...value] as never : { ...value as object };
  copy[step] = changed(copy[step], rest, replacement);
  if (copy[step] === undefined) delete copy[step];
  return copy;
}
