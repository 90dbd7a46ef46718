import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RULES } from '../../src/analysis/registry';
import { run } from '../../src/cli/main';
import type { Outcome, World } from './command-line';
import { commandLine } from './command-line';
import { accepting, CART, FINE, NAMESPACE, UNKNOWN_FIELD } from './manifests';
import { withFolder } from '../manifest/reading/folder';

// Whatever rules there will be: the manifests here are for these.
jest.mock('../../src/analysis/registry', () => {
  const actual = jest.requireActual<typeof import('../../src/analysis/registry')>('../../src/analysis/registry');
  return { ...actual, RULES: actual.RULES.filter(({ id }) => ['unknown-enrolment-value', 'target-port-without-container'].includes(id)) };
});

const check = (files: Record<string, string | Buffer>, argv: string[], world: World = {}): Promise<Outcome> =>
  withFolder(files, folder => commandLine(['check', ...argv], { folder, ...world }));

const rulesOf = ({ out }: Outcome): string[] => (JSON.parse(out) as { findings: { rule: string }[] }).findings.map(({ rule }) => rule);

const ALL = { 'a.yaml': NAMESPACE, 'b.yaml': CART, 'c.yaml': UNKNOWN_FIELD };
const EVERY_RULE = ['unknown-enrolment-value', 'target-port-without-container', 'admission/unknown-field'];

describe('exit codes', () => {
  test.each<[string, Record<string, string>, string[], number]>([
    ['nothing is found', { 'a.yaml': FINE }, ['.'], 0],
    ['an error', { 'a.yaml': NAMESPACE }, ['.'], 1],
    ['an error of admission', { 'a.yaml': UNKNOWN_FIELD }, ['.'], 1],
    ['a warning', { 'a.yaml': CART }, ['.'], 0],
    ['a warning, and they count', { 'a.yaml': CART }, ['.', '--fail-on', 'warning'], 1],
    ['a warning, and infos count', { 'a.yaml': CART }, ['.', '--fail-on', 'info'], 1],
    ['an error, and nothing counts', { 'a.yaml': NAMESPACE }, ['.', '--fail-on', 'never'], 0],
    ['an error that was accepted', { 'a.yaml': accepting(NAMESPACE, 'unknown-enrolment-value=not in the mesh yet') }, ['.'], 0],
    ['a file that cannot be read', { 'a.yaml': FINE, 'b.yaml': 'a: b: c\n' }, ['.'], 2],
    ['a file that cannot be read, beside an error', { 'a.yaml': NAMESPACE, 'b.yaml': 'a: b: c\n' }, ['.'], 2],
    ['a file that cannot be read, and nothing counts', { 'a.yaml': FINE, 'b.yaml': 'a: b: c\n' }, ['.', '--fail-on', 'never'], 2],
    ['a path that is not there', { 'a.yaml': FINE }, ['a.yaml', 'b.yaml'], 2],
  ])('%s', async (_, files, argv, code) => expect((await check(files, argv)).code).toBe(code));

  test('what could not be read is told on standard error, and the rest is checked', async () => {
    const { out, err } = await check({ 'a.yaml': NAMESPACE, 'b.yaml': 'x: 1\n---\na: b: c\n' }, ['.', 'gone.yaml']);
    expect(err.split('\n')).toEqual([
      'gone.yaml: error: There is no such file or folder.', 'b.yaml:1:1: error: It has no "apiVersion", so that it is no Kubernetes object.',
      'b.yaml:3:5: error: It is not valid YAML: bad indentation of a mapping entry.', '',
    ]);
    expect(out).toContain('unknown-enrolment-value');
  });
});

describe('usage', () => {
  test.each<[string[], string]>([
    [['check'], 'missing required argument \'paths\''],
    [['chek', '.'], 'unknown command \'chek\'\n(Did you mean check?)'],
    [['check', '.', '--fromat', 'json'], 'unknown option \'--fromat\'\n(Did you mean --format?)'],
    [['check', '.', '--format', 'xml'], 'option \'--format <format>\' argument \'xml\' is invalid. Allowed choices are text, json, sarif, github, junit.'],
    [['check', '.', '--fail-on', 'all'], 'argument \'all\' is invalid. Allowed choices are error, warning, info, never.'],
    [['check', '.', '--mesh', 'consul'], 'argument \'consul\' is invalid. Allowed choices are istio-sidecar, istio-ambient, linkerd, gateway-api.'],
    [['check', '.', '--schemas', 'beta'], 'argument \'beta\' is invalid. Allowed choices are standard, experimental.'],
    [['check', '.', '--istio-version', 'new'], 'argument \'new\' is invalid. It is no version such as 1.30.'],
    [['check', '.', '--only'], 'option \'--only <rule>\' argument missing'],
  ])('%j', async (argv, message) => {
    const { code, out, err } = await commandLine(argv);
    expect(code).toBe(2);
    expect(out).toBe('');
    expect(err).toContain(message);
    expect(err).toMatch(/\(cdk8s-mesh (?:check )?--help says how it is used\)\n$/);
  });

  test.each<[string[], string]>([
    [['--only', 'unknown-enrolment-valu'], '--only: There is no rule "unknown-enrolment-valu". Did you mean "unknown-enrolment-value"?'],
    [['--skip', 'schema'], '--skip: There is no rule "schema". Did you mean "admission/schema"?'],
    [['--skip', 'nothing-like-it-*'], '--skip: There is no rule "nothing-like-it-*".'],
    [['--config', 'gone.yaml'], 'gone.yaml: the configuration cannot be read: there is no such file.'],
  ])('%j', async (argv, message) => {
    expect(await check({ 'a.yaml': FINE }, ['.', ...argv])).toEqual({ code: 2, out: '', err: `error: ${message}\n` });
  });

  test('without a command, it says which there are', async () => {
    const { code, out, err } = await commandLine([]);
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(/check \[options\] <paths\.\.\.>/);
  });

  test.each([['--help'], ['check', '--help'], ['help', 'check']])('help is no error: %s', async (...argv) => {
    const { code, out, err } = await commandLine(argv);
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(/^Usage: cdk8s-mesh/);
  });

  test('the version', async () => {
    expect(await commandLine(['--version'])).toEqual({ code: 0, out: `${(JSON.parse(readFileSync(join(__dirname, '../../package.json'), 'utf8')) as { version: string }).version}\n`, err: '' });
  });
});

describe('options', () => {
  test.each<[string[], string[]]>([
    [[], EVERY_RULE],
    [['--only', 'unknown-enrolment-value'], [EVERY_RULE[0]!]],
    [['--only', 'unknown-enrolment-value', '--only', 'KIA0701'], EVERY_RULE.slice(0, 2)],
    [['--only', 'admission/*'], [EVERY_RULE[2]!]],
    [['--skip', 'admission/unknown-field'], EVERY_RULE.slice(0, 2)],
    [['--skip', 'admission/*', '--skip', 'KIA0701'], [EVERY_RULE[0]!]],
    [['--only', 'target-*', '--skip', 'target-port-without-container'], []],
  ])('%j', async (argv, rules) => expect(rulesOf(await check(ALL, ['.', '--format', 'json', ...argv]))).toEqual(rules));

  test('standard input', async () => {
    const outcome = await commandLine(['check', '-', '--format', 'json'], { stdin: NAMESPACE });
    expect(rulesOf(outcome)).toEqual([EVERY_RULE[0]]);
    expect(JSON.parse(outcome.out).findings[0]).toMatchObject({ file: '-', line: 6 });
  });

  test('--output writes the result to a file, and only it', () => withFolder(ALL, async folder => {
    const { code, out } = await commandLine(['check', 'a.yaml', '--format', 'json', '--output', 'out.json'], { folder, terminal: true });
    expect([code, out]).toEqual([1, '']);
    expect(JSON.parse(readFileSync(join(folder, 'out.json'), 'utf8')).summary.errors).toBe(1);
  }));

  test('--output to where nothing can be written', async () => {
    const { code, err } = await check(ALL, ['a.yaml', '--output', 'no/such/folder/out.txt']);
    expect(code).toBe(2);
    expect(err).toMatch(/^error: --output: no\/such\/folder\/out\.txt: Its folder does not exist\.\n$/);
  });

  const EXPERIMENTAL = `apiVersion: gateway.networking.k8s.io/v1alpha2
kind: TCPRoute
metadata: { name: db, namespace: shop }
spec: { rules: [{ backendRefs: [{ name: db, port: 5432 }] }] }
`;

  test('--schemas says which channel is installed', async () => {
    expect(rulesOf(await check({ 'a.yaml': EXPERIMENTAL }, ['.', '--format', 'json', '--only', 'admission/*']))).toEqual(['admission/unknown-kind']);
    expect(rulesOf(await check({ 'a.yaml': EXPERIMENTAL }, ['.', '--format', 'json', '--only', 'admission/*', '--schemas', 'experimental']))).toEqual([]);
  });

  test('every option of the cluster is taken', async () => {
    const { code } = await check({ 'a.yaml': FINE }, [
      '.', '--mesh', 'istio-ambient', '--trust-domain', 'prod.example', '--cluster-domain', 'cluster.example', '--root-namespace', 'mesh', '--istio-version', '1.30.3',
      '--gateway-api-version', 'v1.5', '--linkerd-version', '2.20', '--schemas', 'standard',
    ]);
    expect(code).toBe(0);
  });
});

describe('acceptance', () => {
  test('what is wrong with it is told on standard error', async () => {
    const { err, code } = await check({ 'a.yaml': accepting(FINE.replace('metadata: { name: cart, namespace: shop }', 'metadata:\n  name: cart'), 'admission/schema=why not; KIA0701=nothing there') }, ['.']);
    expect(code).toBe(0);
    expect(err).toBe([
      'note: Annotation cdk8s-mesh.dev/accept of ServiceAccount default/cart: "admission/schema" cannot be accepted: the object would be refused.',
      'note: Annotation cdk8s-mesh.dev/accept of ServiceAccount default/cart, "KIA0701": nothing is found that it would accept; take it out.', '',
    ].join('\n'));
  });
});

describe('defects', () => {
  afterEach(() => jest.restoreAllMocks());

  test('a rule that gives up is named, without a stack trace', async () => {
    jest.spyOn(RULES.find(({ id }) => id === 'target-port-without-container')!, 'check').mockImplementation(() => {
      throw new TypeError('x is undefined');
    });
    expect(await check(ALL, ['.'])).toEqual({
      code: 2, out: '', err: 'error: Internal error in rule target-port-without-container: x is undefined. This is a defect of cdk8s-mesh: please report it.\n',
    });
    expect((await check(ALL, ['.', '--skip', 'target-port-without-container'])).code).toBe(1);
  });

  test('so is anything else', async () => {
    const err = { write: jest.fn() };
    const io = { stdin: process.stdin, stdout: process.stdout, stderr: err as never, env: {}, get folder(): string { throw new Error('nowhere'); } };
    expect(await run(['check', '.'], io)).toBe(2);
    expect(err.write.mock.calls).toEqual([['error: Internal error: nowhere. This is a defect of cdk8s-mesh: please report it.\n']]);
  });
});

describe('colours', () => {
  // eslint-disable-next-line no-control-regex
  const COLOUR = /\u001b\[/;

  test.each<[string, World, boolean]>([
    ['a terminal', { terminal: true }, true], ['no terminal', {}, false], ['NO_COLOR', { terminal: true, env: { NO_COLOR: '1' } }, false],
    ['an empty NO_COLOR', { terminal: true, env: { NO_COLOR: '' } }, true], ['a dumb terminal', { terminal: true, env: { TERM: 'dumb' } }, false],
  ])('%s', async (_, world, colours) => expect(COLOUR.test((await check(ALL, ['.'], world)).out)).toBe(colours));

  test('other formats have none', async () => {
    for (const format of ['json', 'sarif', 'github', 'junit']) expect((await check(ALL, ['.', '--format', format], { terminal: true })).out).not.toMatch(COLOUR);
  });

  test('manifests do not steer the terminal', async () => {
    const { out } = await check({ 'a.yaml': NAMESPACE.replace('enable\n', '"\\e[31mred\\u202e"\n') }, ['.'], { terminal: true, env: { NO_COLOR: '1' } });
    expect(out).not.toMatch(COLOUR);
    expect(out).toContain('\\u001b[31mred');
  });
});

describe('progress', () => {
  afterEach(() => jest.restoreAllMocks());

  const slowly = (): void => {
    let now = 0;
    jest.spyOn(performance, 'now').mockImplementation(() => (now += 400));
  };

  test('a bar shows on a terminal when work takes long, and is gone at the end', async () => {
    slowly();
    const { err } = await check(ALL, ['.'], { terminal: true });
    expect(err).toMatch(/█+░* \d+% (?:reading|checking)/);
  });

  test.each<[string, boolean, boolean]>([['no terminal', false, true], ['quick work', true, false]])('%s: none', async (_, terminal, slow) => {
    if (slow) slowly();
    expect((await check(ALL, ['.'], { terminal })).err).toBe('');
  });
});
