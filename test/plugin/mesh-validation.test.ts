import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Validation } from 'cdk8s-cli/plugins';
import { parse, stringify } from 'yaml';
import { MeshValidation } from '../../src/plugin/mesh-validation';
import { withFolder } from '../manifest/reading/folder';

const ROOT = join(__dirname, '../..');

/** A Service whose port no container has (a warning), called as the Deployment, and a Namespace (an error), by plain cdk8s. */
const APP = `
const { ApiObject, App, Chart } = require(${JSON.stringify(join(ROOT, 'node_modules/cdk8s'))});
const chart = new Chart(new App(), 'shop', { disableResourceNameHashes: true });
const object = (id, apiVersion, kind, metadata, spec) => new ApiObject(chart, id, { apiVersion, kind, metadata, ...(spec && { spec }) });
object('namespace', 'v1', 'Namespace', { name: 'shop', labels: { 'istio-injection': process.env.INJECTION ?? 'enable' } });
object('service', 'v1', 'Service', { name: 'cart', namespace: 'shop' }, { selector: { app: 'cart' }, ports: [{ name: 'http', port: 80, targetPort: 8080 }] });
object('pods', 'apps/v1', 'Deployment', { name: 'cart', namespace: 'shop' }, {
  selector: { matchLabels: { app: 'cart' } },
  template: { metadata: { labels: { app: 'cart' } }, spec: { containers: [{ name: 'cart', image: 'cart:1', ports: [{ containerPort: 9090 }] }] } },
});
chart.node.root.synth();
`;

const ONLY = ['unknown-enrolment-value', 'target-port-without-container'];

interface Synth {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly report?: Record<string, any>;
}

/** `cdk8s synth` of the app above, in a process of its own. */
function synth({ properties = { only: ONLY }, argv = [], env = {}, files = {} }: {
  properties?: Record<string, unknown>; argv?: string[]; env?: Record<string, string>; files?: Record<string, string>;
} = {}): Promise<Synth> {
  const validations = [{ package: join(ROOT, 'src/plugin/mesh-validation.ts'), version: '0.1.0', class: 'MeshValidation', properties }];
  return withFolder({ 'app.cjs': APP, 'cdk8s.yaml': stringify({ language: 'typescript', app: 'node app.cjs', validations }), ...files }, folder => {
    const cli = ['--require', join(ROOT, 'test/cli/typescript.cjs'), join(ROOT, 'node_modules/cdk8s-cli/bin/cdk8s'), 'synth', '--check-upgrade', 'false'];
    const { status, stdout, stderr } = spawnSync(process.execPath, [...cli, '--validation-reports-output-file', 'report.json', ...argv], { cwd: folder, encoding: 'utf8', env: { ...process.env, ...env } });
    const file = join(folder, 'report.json');
    return Promise.resolve({ status, stdout, stderr, ...(existsSync(file) && { report: JSON.parse(readFileSync(file, 'utf8')).reports[0] }) });
  });
}

// Each compiles the sources first.
jest.setTimeout(60_000);

test('it is a plugin of the cdk8s-cli', () => {
  const plugin: Validation = new MeshValidation();
  expect(plugin.validate).toBeInstanceOf(Function);
});

describe('cdk8s synth', () => {
  test('fails where something is wrong, and says where and what', async () => {
    const { status, stdout, report } = await synth();
    expect(status).toBe(2);
    expect(report!['summary']).toMatchObject({ status: 'failure', version: '0.1.0', metadata: { objects: '3', errors: '1', warnings: '1', infos: '0', accepted: '0' } });
    expect(report!['violations']).toEqual([
      {
        ruleName: 'unknown-enrolment-value', recommendation: expect.stringContaining('"enable"'), fix: expect.stringContaining('"enabled"'),
        violatingConstructs: [{
          resourceName: 'Namespace shop', manifestPath: 'dist/shop.k8s.yaml', constructPath: 'shop/namespace',
          locations: ['error: dist/shop.k8s.yaml:5 metadata.labels.istio-injection'],
        }],
      },
      {
        ruleName: 'target-port-without-container', recommendation: expect.stringContaining('8080'), fix: expect.any(String),
        // The Deployment has the same name: cdk8s knows only one construct of the two.
        violatingConstructs: [{ resourceName: 'Service shop/cart', manifestPath: 'dist/shop.k8s.yaml', locations: ['warning: dist/shop.k8s.yaml:17 spec.ports[0].targetPort'] }],
      },
    ]);
    expect(stdout).toContain('Construct Path: shop/namespace');
    expect(stdout).toContain('> warning: dist/shop.k8s.yaml:17 spec.ports[0].targetPort');
  });

  test('succeeds where nothing is wrong', async () => {
    const { status, report } = await synth({ env: { INJECTION: 'enabled' }, properties: { only: ['unknown-enrolment-value'] } });
    expect([status, report!['summary'].status, report!['violations']]).toEqual([0, 'success', []]);
  });

  test('reports and succeeds with failOn: never; under --stdout, without names of temporary files', async () => {
    const { status, report } = await synth({ properties: { only: ONLY, failOn: 'never' }, argv: ['--stdout'] });
    expect([status, report!['summary'].status, report!['violations'].length]).toEqual([0, 'success', 2]);
    expect(report!['violations'].flatMap((violation: any) => violation.violatingConstructs)).toEqual([
      { resourceName: 'Namespace shop', constructPath: 'shop/namespace', manifestPath: 'STDOUT', locations: ['error: metadata.labels.istio-injection'] },
      { resourceName: 'Service shop/cart', manifestPath: 'STDOUT', locations: ['warning: spec.ports[0].targetPort'] },
    ]);
  });

  test('reads the configuration file; what is accepted is no violation', async () => {
    const accept = [{ rule: 'target-port-without-container', reason: 'the image listens there' }, { rule: 'unknown-enrolment-value', reason: 'a webhook of ours reads it' }];
    const { status, report, stdout } = await synth({ files: { 'cdk8s-mesh.yaml': stringify({ only: ONLY, failOn: 'info', accept }) }, properties: {} });
    expect([status, report!['violations'], report!['summary'].metadata.accepted]).toEqual([0, [], '2']);
    expect(stdout).toContain('accepted: target-port-without-container on Service shop/cart: the image listens there');
  });
});

test.each<[string, Record<string, unknown>, string]>([
  ['a property that does not exist', { failon: 'error' }, 'properties of MeshValidation: failon: There is no setting "failon" here. Did you mean "failOn"?'],
  ['a value that it does not take', { failOn: 'always' }, 'properties of MeshValidation: failOn: "always" is none of error, warning, info, never.'],
  ['a rule that does not exist', { skip: ['KIA9999'] }, 'properties of MeshValidation: skip[0]: There is no rule "KIA9999".'],
  ['a configuration file that does not exist', { config: 'nowhere.yaml' }, 'nowhere.yaml: the configuration cannot be read: there is no such file.'],
  ['a configuration file that is no path', { config: 1 }, 'properties of MeshValidation: config: It has to be the path of a file and is 1.'],
])('it refuses %s', (_what, properties, message) => expect(() => new MeshValidation(properties)).toThrow(message));

describe('in this process', () => {
  const validate = async (files: Record<string, string>, properties: (folder: string) => Record<string, unknown>): Promise<{ violations: any[]; status: string; log: string[] }> =>
    withFolder(files, async folder => {
      const [violations, log, result] = [[] as any[], [] as string[], { status: '' }];
      await new MeshValidation(properties(folder)).validate({
        manifests: [join(folder, 'a.yaml')], metadata: {}, logger: { log: line => log.push(line) },
        report: { addViolation: violation => violations.push(violation), submit: status => { result.status = status; } },
      });
      return { violations, status: result.status, log };
    });
  const NAMESPACE = 'apiVersion: v1\nkind: Namespace\nmetadata: { name: shop, labels: { istio-injection: enable } }\n';

  test('a property comes before the configuration file, which may have any name', async () => {
    const files = { 'a.yaml': NAMESPACE, 'other.yaml': 'failOn: never\nskip: ["admission/*"]\n' };
    expect((await validate(files, folder => ({ config: join(folder, 'other.yaml') }))).status).toBe('success');
    expect((await validate(files, folder => ({ config: join(folder, 'other.yaml'), failOn: 'error' }))).status).toBe('failure');
  });

  test('a manifest that cannot be read fails, whatever counts', async () => {
    const { violations, status } = await validate({ 'a.yaml': '{' }, () => ({ failOn: 'never' }));
    expect([status, violations[0].ruleName, violations[0].violatingResources[0].locations[0]]).toEqual(['failure', 'unreadable-manifest', expect.stringMatching(/a\.yaml:1:2$/)]);
  });

  test('an acceptance that accepts nothing is remarked on', async () => {
    const accept = [{ rule: 'target-port-without-container', reason: 'the image listens there' }];
    expect((await validate({ 'a.yaml': NAMESPACE }, () => ({ accept }))).log).toEqual(['note: properties of MeshValidation: accept[0]: nothing is found that it would accept; take it out.']);
  });
});

test('the documentation shows a cdk8s.yaml that is taken', () => {
  const page = readFileSync(join(ROOT, 'docs/checking.md'), 'utf8');
  const [, example] = /^```yaml\n(language: .*?)^```$/ms.exec(page)!;
  const [validation] = parse(example!).validations;
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  expect(() => new MeshValidation(validation.properties)).not.toThrow();
  expect(validation).toMatchObject({ class: MeshValidation.name, version, package: './node_modules/cdk8s-mesh/validation' });
  expect(existsSync(join(ROOT, 'validation', JSON.parse(readFileSync(join(ROOT, 'validation/package.json'), 'utf8')).main.replace('/lib/', '/').replace('.js', '.ts')))).toBe(true);
});
