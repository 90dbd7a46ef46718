import { readFileSync } from 'node:fs';
import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import { DOMParser } from '@xmldom/xmldom';
import { commandLine } from './command-line';
import { accepting, CART, FINE, NAMESPACE, UNKNOWN_FIELD } from './manifests';
import { withFolder } from '../manifest/reading/folder';

// Whatever rules there will be: the manifests here are for these.
jest.mock('../../src/analysis/registry', () => {
  const actual = jest.requireActual<typeof import('../../src/analysis/registry')>('../../src/analysis/registry');
  return { ...actual, RULES: actual.RULES.filter(({ id }) => ['unknown-enrolment-value', 'target-port-without-container', 'reference-not-permitted'].includes(id)) };
});

const FILES = {
  'a.yaml': NAMESPACE, 'b.yaml': accepting(CART, 'target-port-without-container=<listens> & \'answers\''), 'c, d: 100% #1?.yaml': UNKNOWN_FIELD, 'e.yaml': CART.replaceAll('cart', 'mart'),
  'f.yaml': FINE, 'g.yaml': 'a: b: c\n',
};

const printed = async (format: string, files: Record<string, string> = FILES, argv: string[] = []): Promise<string> =>
  (await withFolder(files, folder => commandLine(['check', '.', '--format', format, ...argv], { folder }))).out;

const ACCEPTED_ALL = Object.fromEntries(Object.entries(FILES).slice(0, 2));

test('text: by file, with the field underlined', async () => {
  expect((await printed('text')).split('\n')).toEqual([
    'a.yaml',
    '  6:22  error  unknown-enrolment-value  Namespace shop  metadata.labels.istio-injection',
    '      Namespace shop has label istio-injection: "enable", which enrols nothing.',
    '     6 │     istio-injection: enable',
    '       │                      ^^^^^^',
    '      Fix: Set it to "enabled" or "disabled".',
    '      See docs/rules.md#unknown-enrolment-value',
    '',
    'b.yaml',
    '  12:19  accepted warning  target-port-without-container  Service shop/cart  spec.ports[0].targetPort',
    '      No container behind Service shop/cart declares the port 8080 that its port 80 sends to (declared: 9090).',
    '      Accepted (annotation): <listens> & \'answers\'',
    '',
    'c, d: 100% #1?.yaml',
    '  7:3  error  admission/unknown-field  Service shop/pay  spec.selectorr',
    '      spec.selectorr is not a field of Service.',
    '     7 │   selectorr: { app: pay }',
    '       │   ^^^^^^^^^',
    '      Fix: Write selector instead of selectorr.',
    '      See docs/checking.md#what-is-refused',
    '',
    'e.yaml',
    '  11:19  warning  target-port-without-container  Service shop/mart  spec.ports[0].targetPort',
    '      No container behind Service shop/mart declares the port 8080 that its port 80 sends to (declared: 9090).',
    '    11 │       targetPort: 8080',
    '       │                   ^^^^',
    '      Fix: Set `targetPort` to one of the declared ports, or add containerPort 8080 to the container that listens there.',
    '      See Deployment shop/mart, KIA0701, docs/rules.md#target-port-without-container',
    '',
    '2 errors, 1 warning, 1 accepted in 7 objects of 6 files. 1 place could not be read.',
    '',
  ]);
});

test('text: of a long line, what is around the field', async () => {
  const long = `{"apiVersion": "v1", "kind": "Namespace", "metadata": {"annotations": {"a": "${'x'.repeat(300)}"}, "labels": {"istio-injection": "enable"}, "name": "shop"}${' '.repeat(300)}}`;
  const [source, marks] = (await printed('text', { 'a.json': long })).split('\n').filter(line => line.includes('│')) as [string, string];
  expect(source).toMatch(/^ +1 │ ….*…$/);
  expect(source.length).toBeLessThan(140);
  expect(source.slice(marks.indexOf('^'), marks.lastIndexOf('^') + 1)).toBe('"enable"');
});

test('text: of what is only worth knowing, the first of a rule stand for all', async () => {
  const many = ['a', 'b', 'c', 'd'].map(name => CART.replaceAll('cart', name)).join('---\n');
  const out = await printed('text', { 'many.yaml': many, 'cdk8s-mesh.yaml': 'severity: { target-port-without-container: info }\n' });
  expect(out.split('\n').filter(line => line.includes('  info  '))).toHaveLength(2);
  expect(out).toMatch(/\n {2}and target-port-without-container 2 more times, at line \d+, line \d+\n/);
  expect(out).toContain('4 infos in');
});

test('json: the contract', async () => {
  const report = JSON.parse(await printed('json'));
  expect(Object.keys(report)).toEqual(['version', 'summary', 'findings', 'inputErrors']);
  expect(report.version).toBe(1);
  expect(report.summary).toEqual({ files: 6, objects: 7, errors: 2, warnings: 1, infos: 0, accepted: 1 });
  expect(report.inputErrors).toEqual([{ file: 'g.yaml', line: 1, column: 5, message: 'It is not valid YAML: bad indentation of a mapping entry.' }]);
  expect(report.findings).toHaveLength(4);
  expect(report.findings[1]).toEqual({
    rule: 'target-port-without-container', severity: 'warning', object: { apiVersion: 'v1', kind: 'Service', namespace: 'shop', name: 'cart' },
    file: 'b.yaml', document: 0, line: 12, column: 19, endColumn: 23, path: 'spec.ports[0].targetPort',
    message: 'No container behind Service shop/cart declares the port 8080 that its port 80 sends to (declared: 9090).',
    remedy: 'Set `targetPort` to one of the declared ports, or add containerPort 8080 to the container that listens there.',
    related: [{ apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'shop', name: 'cart' }], aliases: ['KIA0701'], docs: 'docs/rules.md#target-port-without-container', construct: null,
    accepted: { reason: '<listens> & \'answers\'', by: 'annotation' },
  });
});

describe('sarif', () => {
  // Of draft 4, which it names, it uses only what later drafts still mean.
  const { $schema: _draft, id: _id, ...schema } = JSON.parse(readFileSync(require.resolve('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json'), 'utf8')) as Record<string, unknown>;
  const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
  addFormats(ajv);
  const validate = ajv.compile(schema);

  test.each<[string, Record<string, string>]>([['findings', FILES], ['none', { 'f.yaml': FINE }], ['only accepted ones', ACCEPTED_ALL], ['nothing readable', { 'g.yaml': '[' }]])('fits its schema: %s', async (_, files) => {
    expect(validate(JSON.parse(await printed('sarif', files))) ? [] : validate.errors).toEqual([]);
  });

  test('the schema would refuse what is wrong', async () => {
    const log = JSON.parse(await printed('sarif'));
    log.runs[0].results[0].level = 'info';
    expect(validate(log)).toBe(false);
  });

  test('levels, places, rules and suppressions', async () => {
    const { runs: [run] } = JSON.parse(await printed('sarif'));
    expect(run.results.map(({ ruleId, level, suppressions }: any) => [ruleId, level, suppressions])).toEqual([
      ['unknown-enrolment-value', 'error', undefined],
      ['target-port-without-container', 'warning', [{ kind: 'inSource', status: 'accepted', justification: '<listens> & \'answers\'' }]],
      ['admission/unknown-field', 'error', undefined],
      ['target-port-without-container', 'warning', undefined],
    ]);
    for (const { ruleId, ruleIndex } of run.results) expect(run.tool.driver.rules[ruleIndex].id).toBe(ruleId);
    expect(run.results[2].locations[0].physicalLocation).toEqual({
      artifactLocation: { uri: 'c,%20d:%20100%25%20%231%3F.yaml' }, region: { startLine: 7, startColumn: 3, endColumn: 12 },
    });
    expect(run.results[3].relatedLocations[0].logicalLocations[0].fullyQualifiedName).toBe('apps/v1/Deployment/shop/mart');
    expect(run.invocations[0]).toMatchObject({ executionSuccessful: false, toolExecutionNotifications: [{ level: 'error', message: { text: 'It is not valid YAML: bad indentation of a mapping entry.' } }] });
  });

  test('a path that is absolute stays so; standard input has a name', () => withFolder({ 'a b.yaml': NAMESPACE }, async folder => {
    const uriOf = async (path: string): Promise<string> =>
      JSON.parse((await commandLine(['check', path, '--format', 'sarif'], { folder, stdin: NAMESPACE })).out).runs[0].results[0].locations[0].physicalLocation.artifactLocation.uri;
    expect(await uriOf(`${folder}/a b.yaml`)).toBe(`file://${folder}/a%20b.yaml`);
    expect(await uriOf('-')).toBe('stdin');
  }));

  test('a finding keeps its fingerprint when lines move', async () => {
    const printOf = async (manifest: string): Promise<string> => JSON.parse(await printed('sarif', { 'a.yaml': manifest })).runs[0].results[0].partialFingerprints['objectAndField/v1'];
    expect(await printOf(`# moved\n\n${NAMESPACE}`)).toBe(await printOf(NAMESPACE));
    expect(await printOf(NAMESPACE.replace('shop', 'edge'))).not.toBe(await printOf(NAMESPACE));
  });
});

test('text: a manifest in a remedy keeps its lines', async () => {
  const manifest = [
    '{ apiVersion: gateway.networking.k8s.io/v1, kind: Gateway, metadata: { name: public, namespace: edge }, spec: { gatewayClassName: istio, listeners: [{ name: http, port: 80, protocol: HTTP }] } }',
    '{ apiVersion: v1, kind: Service, metadata: { name: cart, namespace: shop }, spec: { ports: [{ port: 80 }] } }',
    '{ apiVersion: gateway.networking.k8s.io/v1, kind: HTTPRoute, metadata: { name: cart, namespace: edge }, spec: { parentRefs: [{ name: public }], rules: [{ backendRefs: [{ name: cart, namespace: shop, port: 80 }] }] } }',
  ].join('\n---\n');
  const lines = (await printed('text', { 'a.yaml': manifest })).split('\n');
  const at = lines.indexOf('      Fix: Add to namespace shop:');
  expect(lines.slice(at + 1, at + 4)).toEqual([
    '        apiVersion: gateway.networking.k8s.io/v1beta1',
    '        kind: ReferenceGrant',
    '        metadata: { name: edge-to-cart, namespace: shop }',
  ]);
});

test('github: annotations, escaped', async () => {
  expect((await printed('github')).split('\n')).toEqual([
    '::error file=g.yaml,line=1,endLine=1,col=5,title=cannot be read::It is not valid YAML: bad indentation of a mapping entry.',
    '::error file=a.yaml,line=6,endLine=6,col=22,endColumn=27,title=unknown-enrolment-value::Namespace shop metadata.labels.istio-injection: Namespace shop has label istio-injection: "enable", which enrols nothing. Set it to "enabled" or "disabled".',
    '::notice file=b.yaml,line=12,endLine=12,col=19,endColumn=22,title=target-port-without-container (accepted)::Service shop/cart spec.ports[0].targetPort: No container behind Service shop/cart declares the port 8080 that its port 80 sends to (declared: 9090). Accepted: <listens> & \'answers\'',
    '::error file=c%2C d%3A 100%25 #1?.yaml,line=7,endLine=7,col=3,endColumn=11,title=admission/unknown-field::Service shop/pay spec.selectorr: spec.selectorr is not a field of Service. Write selector instead of selectorr.',
    '::warning file=e.yaml,line=11,endLine=11,col=19,endColumn=22,title=target-port-without-container::Service shop/mart spec.ports[0].targetPort: No container behind Service shop/mart declares the port 8080 that its port 80 sends to (declared: 9090). Set `targetPort` to one of the declared ports, or add containerPort 8080 to the container that listens there.',
    '2 errors, 1 warning, no infos, 1 accepted in 7 objects of 6 files. 1 place could not be read.',
    '',
  ]);
});

test('github: what manifests say cannot begin another command', async () => {
  const out = await printed('github', { 'a.yaml': NAMESPACE.replace('enable\n', '"x\\n::error::y%0A"\n') });
  expect(out.split('\n').filter(line => line.startsWith('::'))).toHaveLength(1 + (out.match(/title=admission/g)?.length ?? 0));
});

test('github: standard input has no file', async () => {
  const { out } = await commandLine(['check', '-', '--format', 'github'], { stdin: NAMESPACE });
  expect(out).toMatch(/^::error title=unknown-enrolment-value::/);
});

describe('junit', () => {
  interface Element { readonly nodeName: string; readonly textContent: string; getAttribute(name: string): string | null; getElementsByTagName(name: string): ArrayLike<Element> }

  const parsed = (xml: string): Element => {
    const problems: unknown[] = [];
    const root = new DOMParser({ onError: (level: string, message: string) => problems.push(level, message) } as never).parseFromString(xml, 'text/xml').documentElement as unknown as Element;
    expect(problems).toEqual([]);
    return root;
  };

  const all = (element: Element, name: string): Element[] => Array.from(element.getElementsByTagName(name));

  test('a suite a file, a case a finding', async () => {
    const root = parsed(await printed('junit'));
    expect(all(root, 'testsuite').map(suite => ['name', 'tests', 'failures', 'errors', 'skipped'].map(name => suite.getAttribute(name)))).toEqual([
      ['a.yaml', '1', '1', '0', '0'], ['b.yaml', '1', '0', '0', '1'], ['c, d: 100% #1?.yaml', '1', '1', '0', '0'], ['e.yaml', '1', '0', '0', '0'], ['f.yaml', '1', '0', '0', '0'], ['g.yaml', '1', '0', '1', '0'],
    ]);
    expect(['tests', 'failures', 'errors', 'skipped'].map(name => root.getAttribute(name))).toEqual(['6', '2', '1', '1']);
    expect(all(root, 'testcase').map(testCase => testCase.getAttribute('name'))).toEqual([
      'unknown-enrolment-value: Namespace shop metadata.labels.istio-injection', 'target-port-without-container: Service shop/cart spec.ports[0].targetPort',
      'admission/unknown-field: Service shop/pay spec.selectorr', 'target-port-without-container: Service shop/mart spec.ports[0].targetPort', 'no findings', 'can be read',
    ]);
    expect(all(root, 'failure').map(failure => failure.getAttribute('message'))).toEqual(['Namespace shop has label istio-injection: "enable", which enrols nothing.', 'spec.selectorr is not a field of Service.']);
    expect(all(root, 'skipped')[0]!.getAttribute('message')).toBe('accepted: <listens> & \'answers\'');
    expect(all(root, 'system-out')[0]!.textContent).toMatch(/^warning: No container behind/);
    expect(all(root, 'error')[0]!.textContent).toBe('line 1: It is not valid YAML: bad indentation of a mapping entry.');
  });

  test('what fails follows --fail-on', async () => {
    const failures = async (failOn: string): Promise<string | null> => parsed(await printed('junit', FILES, ['--fail-on', failOn])).getAttribute('failures');
    expect([await failures('never'), await failures('error'), await failures('warning')]).toEqual(['0', '2', '3']);
  });

  test('characters that XML has no place for', async () => {
    const root = parsed(await printed('junit', { 'a.yaml': NAMESPACE.replace('enable\n', '"\\0\\x08\\uFFFF]]>&\\r\\"<"\n') }));
    expect(all(root, 'failure').map(failure => failure.textContent).join()).toContain('\\uffff]]>&');
  });
});
