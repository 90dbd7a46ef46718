import { admit } from '../../src/admission/admit';
import { pathText } from '../../src/manifest/field-path';
import { refText } from '../../src/manifest/object-ref';
import { ruleExamples } from './rule-examples';
test('adm', () => {
  const bad = ruleExamples().flatMap(e => { const r = admit(e.set).map(x => `${e.file}: ${x.rule} ${refText(x.object.ref)} ${pathText(x.path)} ${x.message}`); return e.inadmissible ? (r.length ? [] : [`${e.file} is admissible`]) : r; });
  expect(bad).toEqual([]);
});
