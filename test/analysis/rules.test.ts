import { admit } from '../../src/admission/admit';
import { analyse } from '../../src/analysis/analyse';
import { RULES } from '../../src/analysis/registry';
import { pathText } from '../../src/manifest/field-path';
import type { Remark } from '../../src/manifest/finding';
import { refText } from '../../src/manifest/object-ref';
import { ruleExamples } from './rule-examples';

const examples = ruleExamples();
const ruleOf = new Map(RULES.map(rule => [rule.id, rule]));
const place = ({ object, path, severity, rule }: Remark) =>
  `${refText(object.ref)} ${pathText(path)}${severity === (ruleOf.get(rule)?.severity ?? 'error') ? '' : ` (${severity})`}`.trim();

describe('every rule', () => {
  test('has an id of its own', () => {
    expect(RULES.map(({ id }) => id).filter((id, index, all) => all.indexOf(id) !== index)).toEqual([]);
    expect(RULES.map(({ id }) => id).filter(id => !/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(id))).toEqual([]);
  });

  test.each(RULES.map(rule => [rule.id, rule] as const))('%s has an example that fires and one that does not', (id, { what, why, remedy }) => {
    const own = examples.filter(({ rule }) => rule === id);
    expect(own.map(({ file }) => file)).toEqual(expect.arrayContaining([`${id}/fires.yaml`, `${id}/silent.yaml`]));
    for (const sentence of [what, why, remedy]) expect(sentence).toMatch(/^[A-Z`].*[.:)]$/s);
  });

  test('is known for each folder of examples', () => {
    expect(examples.map(({ rule }) => rule).filter(rule => !ruleOf.has(rule))).toEqual([]);
  });
});

describe('examples that fire', () => {
  test.each(examples.filter(({ fires }) => fires).map(example => [example.file, example] as const))('%s', (_file, { rule, set, finds, says }) => {
    const remarks = analyse(set).filter(remark => remark.rule === rule);
    expect(remarks.map(place).sort()).toEqual([...finds].sort());
    expect(finds).not.toEqual([]);
    const words = remarks.map(({ message, remedy }) => `${message} ${remedy}`).join('\n');
    for (const text of says) expect(words).toContain(text);
    for (const { message, remedy } of remarks) for (const sentence of [message, remedy]) expect(sentence).toMatch(/^[A-Z"`\d].*[.:?)]$|\n/s);
  });
});

describe('what an API server would say to an example', () => {
  test.each(examples.map(example => [example.file, example] as const))('%s', (_file, { set, inadmissible }) => {
    const refusals = admit(set).map(remark => `${remark.rule} ${place(remark)}: ${remark.message}`);
    if (inadmissible) expect(refusals).not.toEqual([]);
    else expect(refusals).toEqual([]);
  });
});

describe('examples that are silent', () => {
  test.each(examples.filter(({ fires }) => !fires).map(example => [example.file, example] as const))('%s', (_file, { rule, set, also }) => {
    const remarks = analyse(set);
    expect(remarks.filter(remark => remark.rule === rule).map(place)).toEqual([]);
    expect(remarks.filter(({ severity, rule: other }) => severity === 'error' && !also.includes(other)).map(remark => `${remark.rule}: ${place(remark)}`)).toEqual([]);
  });
});
