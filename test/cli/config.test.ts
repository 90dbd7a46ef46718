import type { Outcome } from './command-line';
import { commandLine } from './command-line';
import { accepting, CART, FINE, NAMESPACE, UNKNOWN_FIELD } from './manifests';
import { withFolder } from '../manifest/reading/folder';

// Whatever rules there will be: the manifests here are for these.
jest.mock('../../src/analysis/registry', () => {
  const actual = jest.requireActual<typeof import('../../src/analysis/registry')>('../../src/analysis/registry');
  return { ...actual, RULES: actual.RULES.filter(({ id }) => ['unknown-enrolment-value', 'target-port-without-container'].includes(id)) };
});

const ALL = { 'm/a.yaml': NAMESPACE, 'm/b.yaml': CART, 'm/c.yaml': UNKNOWN_FIELD };

const withConfig = (config: string, argv: string[] = [], name = 'cdk8s-mesh.yaml', files: Record<string, string> = ALL): Promise<Outcome> =>
  withFolder({ ...files, [name]: config }, folder => commandLine(['check', 'm', '--format', 'json', ...argv], { folder }));

const found = ({ out }: Outcome): Record<string, any>[] => JSON.parse(out).findings;
const rulesOf = (outcome: Outcome): string[] => found(outcome).map(({ rule }) => rule);

describe('where it is read from', () => {
  test.each<[string, string[]]>([['cdk8s-mesh.yaml', []], ['.cdk8s-mesh.yaml', []], ['other.yaml', ['--config', 'other.yaml']]])('%s', async (name, argv) => {
    expect(rulesOf(await withConfig('only: [unknown-enrolment-value]\n', argv, name))).toEqual(['unknown-enrolment-value']);
  });

  test('another file is not read', async () => expect(rulesOf(await withConfig('only: [unknown-enrolment-value]\n', [], 'other.yaml'))).toHaveLength(3));

  test('an empty one says nothing', async () => expect(rulesOf(await withConfig('# nothing yet\n'))).toHaveLength(3));
});

describe('what it says', () => {
  test('rules to run and to skip; the command line comes before it', async () => {
    expect(rulesOf(await withConfig('skip: [KIA0701, "admission/*"]\n'))).toEqual(['unknown-enrolment-value']);
    expect(rulesOf(await withConfig('only: [unknown-enrolment-value]\n', ['--only', 'KIA0701']))).toEqual(['target-port-without-container']);
    expect(rulesOf(await withConfig('skip: [KIA0701]\n', ['--skip', 'admission/*']))).toEqual(['unknown-enrolment-value']);
  });

  test('from which severity on the exit code is 1', async () => {
    expect((await withConfig('failOn: never\n')).code).toBe(0);
    expect((await withConfig('failOn: never\n', ['--fail-on', 'error'])).code).toBe(1);
  });

  test.each<[string, string | undefined]>([['error', 'error'], ['info', 'info'], ['off', undefined], ['"off"', undefined]])('severities: %s', async (severity, as) => {
    const outcome = await withConfig(`severity:\n  target-port-without-container: ${severity}\n`);
    expect(found(outcome).find(({ rule }) => rule === 'target-port-without-container')?.['severity']).toBe(as);
  });

  const EXPERIMENTAL = 'apiVersion: gateway.networking.k8s.io/v1alpha2\nkind: TCPRoute\nmetadata: { name: db, namespace: shop }\nspec: { rules: [{ backendRefs: [{ name: db, port: 5432 }] }] }\n';

  test('what the cluster is like; the command line comes before it', async () => {
    const config = [
      'mesh: istio-ambient', 'trustDomain: prod.example', 'clusterDomain: cluster.example', 'rootNamespace: mesh', 'versions: { istio: "1.30", gatewayApi: "1.5.1", linkerd: "2.20" }',
      'schemas: experimental', 'only: ["admission/*"]', '',
    ].join('\n');
    expect(rulesOf(await withConfig(config, [], 'cdk8s-mesh.yaml', { 'm/a.yaml': EXPERIMENTAL }))).toEqual([]);
    expect(rulesOf(await withConfig(config, ['--schemas', 'standard'], 'cdk8s-mesh.yaml', { 'm/a.yaml': EXPERIMENTAL }))).toEqual(['admission/unknown-kind']);
  });

  test('what is accepted, by whatever names it', async () => {
    const outcome = await withConfig('accept:\n  - rule: KIA0701\n    reason: listens all the same\n    kind: Service\n    namespace: shop\n    name: c*\n    path: spec.ports\n    file: m/*\n');
    expect(outcome.err).toBe('');
    expect(found(outcome).map(({ rule, accepted }) => [rule, accepted])).toEqual([
      ['unknown-enrolment-value', null], ['target-port-without-container', { reason: 'listens all the same', by: 'config' }], ['admission/unknown-field', null],
    ]);
    expect(JSON.parse(outcome.out).summary).toEqual({ files: 3, objects: 4, errors: 2, warnings: 0, infos: 0, accepted: 1 });
  });

  test('an acceptance of nothing is told', async () => {
    const { err, code } = await withConfig('skip: ["admission/*", unknown-enrolment-value]\naccept:\n  - rule: KIA0701\n    reason: r\n    name: other\n');
    expect([code, err]).toEqual([0, 'note: cdk8s-mesh.yaml:3: accept[0]: nothing is found that it would accept; take it out.\n']);
  });

  test('an annotation comes with it', async () => {
    const outcome = await withConfig('accept: [{ rule: KIA0701, reason: r }]\n', [], 'cdk8s-mesh.yaml', { 'm/a.yaml': accepting(NAMESPACE, 'unknown-enrolment-value=later'), 'm/b.yaml': CART });
    expect(found(outcome).map(({ accepted }) => accepted.by)).toEqual(['annotation', 'config']);
    expect(outcome.code).toBe(0);
  });
});

test.each([
  ['- a\n', '1: It has to be a map.'],
  ['a: b: c\n', '1: It is not valid YAML: bad indentation of a mapping entry.'],
  ['mesh: linkerd\nmesh: linkerd\n', '2: The key mesh stands twice in one map.'],
  ['trustdomain: x\n', '1: trustdomain: There is no setting "trustdomain" here. Did you mean "trustDomain"?'],
  ['zzz: x\n', '1: zzz: There is no setting "zzz" here. There are: mesh, trustDomain, clusterDomain, rootNamespace, versions, schemas, failOn, only, skip, severity, accept.'],
  ['mesh: consul\n', '1: mesh: "consul" is none of istio-sidecar, istio-ambient, linkerd, gateway-api.'],
  ['\nfailOn: all\n', '2: failOn: "all" is none of error, warning, info, never.'],
  ['schemas: 1\n', '1: schemas: 1 is none of standard, experimental.'],
  ['trustDomain: 12\n', '1: trustDomain: It has to be text and is 12.'],
  ['versions: "1.30"\n', '1: versions: It has to be a map.'],
  ['versions:\n  istio: 1.30\n', '2: versions.istio: A version has to stand in quotes: unquoted, 1.30 is the number 1.3.'],
  ['versions:\n  istio: new\n', '2: versions.istio: "new" is no version such as "1.30".'],
  ['versions:\n  envoy: "1"\n', '2: versions.envoy: There is no setting "envoy" here. There are: istio, gatewayApi, linkerd.'],
  ['only: KIA0701\n', '1: only: It has to be a list.'],
  ['only: [1]\n', '1: only[0]: It has to be the name of a rule.'],
  ['only:\n- KIA0701\n- unknown-enrolment-values\n', '3: only[1]: There is no rule "unknown-enrolment-values". Did you mean "unknown-enrolment-value"?'],
  ['skip: [nothing]\n', '1: skip[0]: There is no rule "nothing".'],
  ['severity: [a]\n', '1: severity: It has to be a map.'],
  ['severity:\n  nothing: off\n', '2: severity.nothing: There is no rule "nothing".'],
  ['severity:\n  KIA0701: high\n', '2: severity.KIA0701: "high" is none of error, warning, info, off.'],
  ['severity:\n  admission/schema: info\n', '2: severity["admission/schema"]: The severity of "admission/schema" cannot be changed: it always counts as an error.'],
  ['accept: { rule: KIA0701 }\n', '1: accept: It has to be a list.'],
  ['accept:\n- KIA0701\n', '2: accept[0]: It has to be a map.'],
  ['accept:\n- reason: r\n', '2: accept[0]: It has no "rule": name the rule whose findings it accepts.'],
  ['accept:\n- rule: KIA0701\n', '2: accept[0]: It has no "reason": say why this is meant.'],
  ['accept:\n- rule: KIA0701\n  reason: ""\n', '2: accept[0].rule: "KIA0701" is accepted without a reason: write "KIA0701=why this is meant".'],
  ['accept:\n- rule: nothing\n  reason: r\n', '2: accept[0].rule: There is no rule "nothing".'],
  ['accept:\n- rule: admission/cel\n  reason: r\n', '2: accept[0].rule: "admission/cel" cannot be accepted: the object would be refused.'],
  ['accept:\n- rule: KIA0701\n  reason: r\n  namespace: 1\n', '4: accept[0].namespace: It has to be text and is 1.'],
  ['accept:\n- rule: KIA0701\n  reason: r\n  names: x\n', '4: accept[0].names: There is no setting "names" here. Did you mean "name" or "namespace"?'],
])('%j is refused', async (config, message) => {
  expect(await withConfig(config)).toEqual({ code: 2, out: '', err: `error: cdk8s-mesh.yaml:${message}\n` });
});

test('a configuration that stands among the manifests is no manifest', () => withFolder({ 'a.yaml': FINE, 'cdk8s-mesh.yaml': 'failOn: warning\n' }, async folder => {
  expect(await commandLine(['check', '.'], { folder })).toEqual({ code: 0, out: 'no errors, no warnings in 1 object of 1 file.\n', err: '' });
}));

test('what an earlier run wrote beside the manifests is no manifest', () => withFolder({ 'a.yaml': FINE }, async folder => {
  for (const _ of [1, 2]) expect(await commandLine(['check', '.', '--format', 'json', '--output', 'out.json'], { folder })).toMatchObject({ code: 0, err: '' });
}));

test('a configuration that is a folder', () => withFolder({ 'a.yaml': FINE, 'b/c.yaml': FINE }, async folder => {
  expect(await commandLine(['check', 'a.yaml', '--config', 'b'], { folder })).toEqual({ code: 2, out: '', err: 'error: b: the configuration cannot be read (EISDIR).\n' });
}));
