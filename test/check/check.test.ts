import type { Rule } from '../../src/analysis/rule';
import { ACCEPT_ANNOTATION, acceptanceProblem, configAcceptance, ruleProblem } from '../../src/check/acceptance';
import type { AcceptanceEntry } from '../../src/check/acceptance';
import { check, RuleFault } from '../../src/check/check';
import type { CheckOptions } from '../../src/check/check';
import { matchesWildcard, rulesNamed } from '../../src/check/rule-names';
import { ManifestObject } from '../../src/manifest/manifest-object';
import type { Json, Source } from '../../src/manifest/manifest-object';
import { ManifestSet } from '../../src/manifest/manifest-set';

const rule = (id: string, more: Partial<Rule> = {}): Rule => ({
  id,
  severity: 'warning',
  what: 'w',
  why: 'y',
  remedy: 'r',
  aliases: [`ALIAS-${id}`],
  check: (set, report) => {
    for (const object of set.all('', 'Service')) report(object, ['spec', 'ports', 0], { message: `${id} of ${object.name}.`, remedy: 'Change it.', related: [object] });
  },
  ...more,
});

const service = (name: string, { annotations = {}, source = {}, spec = {}, namespace = 'shop' }: { annotations?: Record<string, string>; source?: Source; spec?: Json; namespace?: string } = {}): ManifestObject =>
  new ManifestObject({ apiVersion: 'v1', kind: 'Service', metadata: { name, namespace, annotations }, spec: { ports: [{ port: 80 }], ...spec } }, source);

const run = (objects: ManifestObject[], options: CheckOptions = {}) => check(new ManifestSet(objects), { rules: [rule('one'), rule('two')], ...options });

const accept = (reasons: string): { annotations: Record<string, string> } => ({ annotations: { [ACCEPT_ANNOTATION]: reasons } });

describe('findings', () => {
  test('have all that a door shows', () => {
    const cart = service('cart', { source: { file: 'a.yaml', document: 2, construct: 'shop/cart' } });
    const asked: unknown[] = [];
    const { findings } = run([cart], { only: ['one'], locate: (...question) => { asked.push(question); return { line: 7, column: 3, endColumn: 9 }; } });
    expect(findings).toEqual([{
      rule: 'one', severity: 'warning', object: { apiVersion: 'v1', kind: 'Service', namespace: 'shop', name: 'cart' }, file: 'a.yaml', document: 2, line: 7, column: 3, endColumn: 9,
      path: 'spec.ports[0]', message: 'one of cart.', remedy: 'Change it.', related: [{ apiVersion: 'v1', kind: 'Service', namespace: 'shop', name: 'cart' }], aliases: ['ALIAS-one'],
      docs: 'docs/rules.md#one', construct: 'shop/cart', accepted: null,
    }]);
    expect(asked).toEqual([[cart, ['spec', 'ports', 0], false]]);
  });

  test('an object that stands twice is not held against itself', () => {
    const rival = rule('rival', {
      check: (set, report) => {
        const [first, ...others] = set.all('', 'Service');
        for (const other of others) report(other, ['spec'], { message: `${other.name} against ${first!.name}.`, remedy: 'Change it.', related: [first!] });
      },
    });
    const { findings } = run([service('cart'), service('cart'), service('web')], { rules: [rival] });
    expect(findings.map(({ rule: id, message }) => `${id}: ${message}`)).toEqual([expect.stringContaining('admission/duplicate: '), 'rival: web against cart.']);
  });

  test('of objects without files have no place', () => {
    expect(run([service('cart')]).findings[0]).toMatchObject({ file: null, document: null, line: null, column: null, endColumn: null, construct: null });
  });

  test('of admission are errors; of an unknown field, its name is looked up', () => {
    const asked: unknown[] = [];
    const { findings } = run([service('cart', { spec: { portz: 1 } })], { rules: [], locate: (_, path, atKey) => { asked.push([path, atKey]); return undefined; } });
    expect(findings).toEqual([expect.objectContaining({ rule: 'admission/unknown-field', severity: 'error', path: 'spec.portz', docs: 'docs/checking.md#what-is-refused' })]);
    expect(asked).toEqual([[['spec', 'portz'], true]]);
  });

  test('stand in the order of files, documents, lines and rules, whatever the order of objects', () => {
    const objects = [
      service('d', { source: { file: 'b.yaml', document: 0 } }), service('c', { source: { file: 'a.yaml', document: 10 } }), service('b', { source: { file: 'a.yaml', document: 9 } }),
      service('a', { source: { file: 'a.yaml', document: 9 } }), service('e'),
    ];
    const lines: Record<string, number> = { a: 100, b: 20, c: 1, d: 1, e: 1 };
    const order = (given: ManifestObject[]) => run(given, { locate: ({ name }) => ({ line: lines[name]!, column: 1, endColumn: 2 }) }).findings.map(({ object, rule: id }) => `${object.name} ${id}`);
    expect(order(objects)).toEqual(['e one', 'e two', 'b one', 'b two', 'a one', 'a two', 'c one', 'c two', 'd one', 'd two']);
    expect(order([...objects].reverse())).toEqual(order(objects));
  });

  test('are not looked for in the namespaces of the cluster itself', () => {
    expect(run([service('dns', { namespace: 'kube-system' })]).findings).toEqual([]);
  });

  test('are counted, accepted ones apart', () => {
    const rules = [rule('one', { severity: 'error' }), rule('two'), rule('three', { severity: 'info' })];
    const { summary } = run([service('a'), service('b', accept('two=known'))], { rules });
    expect(summary).toEqual({ objects: 2, errors: 2, warnings: 1, infos: 2, accepted: 1 });
  });
});

describe('which rules run', () => {
  const rulesOf = (options: CheckOptions) => run([service('cart', { spec: { portz: 1 } })], options).findings.map(({ rule: id, severity }) => `${id} ${severity}`);

  test.each<[string, CheckOptions, string[]]>([
    ['all', {}, ['admission/unknown-field error', 'one warning', 'two warning']],
    ['only', { only: ['two'] }, ['two warning']],
    ['only admission', { only: ['admission/unknown-field'] }, ['admission/unknown-field error']],
    ['skip', { skip: ['two', 'admission/unknown-field'] }, ['one warning']],
    ['severities', { severities: new Map([['one', 'error'], ['two', 'off']]) }, ['admission/unknown-field error', 'one error']],
  ])('%s', (_, options, rules) => expect(rulesOf(options)).toEqual(rules));

  test('progress is told from nothing to nearly all', () => {
    const shares: number[] = [];
    run(Array.from({ length: 500 }, (_, i) => service(`s${i}`)), { onProgress: share => shares.push(share) });
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    expect(shares.length).toBeGreaterThan(5);
    expect(shares.at(-1)).toBeLessThanOrEqual(1);
  });
});

describe('acceptance', () => {
  test('by an annotation: of that object and rule alone', () => {
    const { findings, complaints } = run([service('a', accept('one = it is = meant ; two=so is that;')), service('b')]);
    expect(findings.filter(({ accepted }) => accepted).map(({ object, rule: id, accepted }) => [object.name, id, accepted])).toEqual([
      ['a', 'one', { reason: 'it is = meant', by: 'annotation' }], ['a', 'two', { reason: 'so is that', by: 'annotation' }],
    ]);
    expect(complaints).toEqual([]);
  });

  test('by the name that the rule has elsewhere', () => {
    expect(run([service('a', accept('ALIAS-one=known'))]).findings[0]!.accepted).toEqual({ reason: 'known', by: 'annotation' });
  });

  test('by code: whatever it covers', () => {
    const { findings } = run([service('a'), service('b')], {
      acceptances: [{ rules: ['one'], reason: 'r', by: 'code', origin: 'shop', covers: ({ object }) => object.name === 'b' }],
    });
    expect(findings.filter(({ accepted }) => accepted?.by === 'code').map(({ object, rule: id }) => `${object.name} ${id}`)).toEqual(['b one']);
  });

  test.each<[Partial<AcceptanceEntry>, boolean]>([
    [{}, true], [{ kind: 'Service' }, true], [{ kind: 'Pod' }, false], [{ namespace: 'shop' }, true], [{ namespace: 'sh*' }, true], [{ namespace: 'edge' }, false], [{ name: 'cart' }, true],
    [{ name: '*r*' }, true], [{ name: 'car' }, false], [{ path: 'spec' }, true], [{ path: 'spec.ports' }, true], [{ path: 'spec.ports[0]' }, true], [{ path: 'spec.por' }, false], [{ path: '*.ports[*]' }, true],
    [{ path: 'spec.ports[0].port' }, false], [{ file: 'dist/a.yaml' }, true], [{ file: 'dist/*' }, true], [{ file: 'a.yaml' }, false],
  ])('by a configuration: %j', (entry, accepted) => {
    const acceptances = [configAcceptance({ rule: 'one', reason: 'r', ...entry }, 'mesh.yaml:3', [rule('one')])];
    const { findings, complaints } = run([service('cart', { source: { file: 'dist/a.yaml' } })], { acceptances, only: ['one'] });
    expect(findings[0]!.accepted).toEqual(accepted ? { reason: 'r', by: 'config' } : null);
    expect(complaints).toEqual(accepted ? [] : ['mesh.yaml:3: nothing is found that it would accept; take it out.']);
  });

  const origin = 'Annotation cdk8s-mesh.dev/accept of Service shop/a';

  test.each([
    ['one', `${origin}: "one" is accepted without a reason: write "one=why this is meant".`],
    ['one= ', `${origin}: "one" is accepted without a reason: write "one=why this is meant".`],
    ['on=known', `${origin}: There is no rule "on". Did you mean "one"?`],
    ['admission/schema=known', `${origin}: "admission/schema" cannot be accepted: the object would be refused.`],
    ['closed=known', `${origin}: "closed" cannot be accepted: access could be wider than was asked for.`],
    ['never=known', `${origin}, "never": nothing is found that it would accept; take it out.`],
  ])('"%s" is complained of and accepts nothing', (annotation, complaint) => {
    const rules = [rule('one'), rule('two'), rule('closed', { failClosed: true }), rule('never', { check: () => undefined })];
    const { findings, complaints } = run([service('a', accept(annotation))], { rules });
    expect(complaints).toEqual([complaint]);
    expect(findings.filter(({ accepted }) => accepted)).toEqual([]);
  });

  test('of a rule that does not run is not complained of', () => {
    expect(run([service('a', accept('one=known'))], { only: ['two'] }).complaints).toEqual([]);
  });

  test('of what would be refused does not hold, whoever says it', () => {
    const { findings } = run([service('a', { spec: { portz: 1 } })], { rules: [], acceptances: [{ rules: ['admission/unknown-field'], reason: 'r', by: 'code', origin: 'o', covers: () => true }] });
    expect(findings[0]!.accepted).toBeNull();
  });
});

describe('names of rules', () => {
  const rules = [rule('route-to-nowhere'), rule('route-to-host'), rule('other', { aliases: ['IST0101'] })];

  test.each([
    ['other', ['other']], ['IST0101', ['other']], ['route-*', ['route-to-nowhere', 'route-to-host']], ['nothing', []],
    ['admission/*', ['admission/schema', 'admission/unknown-field', 'admission/cel', 'admission/metadata', 'admission/duplicate', 'admission/unknown-kind', 'admission/webhook']],
  ])('%s', (name, ids) => expect(rulesNamed(name, rules)).toEqual(ids));

  test.each([
    ['route-to-hots', 'There is no rule "route-to-hots". Did you mean "route-to-host"?'], ['nowhere', 'There is no rule "nowhere". Did you mean "route-to-nowhere"?'],
    ['xyz', 'There is no rule "xyz".'], ['cel', 'There is no rule "cel". Did you mean "admission/cel"?'], ['x'.repeat(200), `There is no rule "${'x'.repeat(200)}".`],
  ])('%s is none', (name, problem) => expect(ruleProblem(name, rules)).toBe(problem));

  test('a wildcard that covers a rule that is final cannot be accepted', () => {
    expect(acceptanceProblem('*', 'r', rules)).toBe('"admission/schema" cannot be accepted: the object would be refused.');
  });

  test.each([['abc', 'abc', true], ['abc', 'a*', true], ['abc', '*c', true], ['abc', 'a*c', true], ['abc', '*b*', true], ['abc', 'ab*bc', false], ['abc', '*d*', false], ['a', 'a*a', false], ['aXbXc', 'a*b*c', true], ['', '*', true]])(
    '%s matches %s: %s', (text, pattern, matches) => expect(matchesWildcard(text, pattern)).toBe(matches),
  );
});

test('a rule that gives up is named, as a defect', () => {
  const broken = rule('broken', { check: () => { throw new TypeError('x is undefined'); } });
  expect(() => run([service('a')], { rules: [broken] })).toThrow(RuleFault);
  expect(() => run([service('a')], { rules: [broken] })).toThrow('Internal error in rule broken: x is undefined. This is a defect of cdk8s-mesh: please report it.');
  expect(run([service('a')], { rules: [broken], skip: ['broken'] }).findings).toEqual([]);
});
