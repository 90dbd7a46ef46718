import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { FINE, NAMESPACE } from './manifests';
import { withFolder } from '../manifest/reading/folder';

const NODE = ['--require', join(__dirname, 'typescript.cjs'), join(__dirname, '../../src/cli/bin.ts')];

const execute = (argv: string[], { folder = '.', input = '', env = {} }: { folder?: string; input?: string; env?: Record<string, string> } = {}) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [...NODE, ...argv], { cwd: folder, input, encoding: 'utf8', maxBuffer: 1e8, env: { ...process.env, ...env } });
  return { status, stdout, stderr };
};

// Each compiles the sources first.
jest.setTimeout(60_000);

describe('the executable', () => {
  test('reads standard input, prints and exits', () => {
    const { status, stdout, stderr } = execute(['check', '-', '--format', 'json', '--only', 'unknown-enrolment-value'], { input: NAMESPACE });
    expect([status, stderr]).toEqual([1, '']);
    expect(JSON.parse(stdout).findings[0].rule).toBe('unknown-enrolment-value');
  });

  test('takes paths from where it is run', () => withFolder({ 'a.yaml': FINE, 'b.yaml': '[' }, folder => {
    expect(execute(['check', 'a.yaml'], { folder })).toEqual({ status: 0, stdout: 'no errors, no warnings in 1 object of 1 file.\n', stderr: '' });
    expect(execute(['check', '.'], { folder })).toMatchObject({ status: 2, stderr: expect.stringMatching(/^b\.yaml:1:2: error: It is not valid YAML/) });
    return Promise.resolve();
  }));

  test('tells of wrong usage', () => {
    expect(execute(['check'])).toEqual({ status: 2, stdout: '', stderr: 'error: missing required argument \'paths\'\n(cdk8s-mesh check --help says how it is used)\n' });
  });

  test('prints a long result to a pipe as a whole', () => {
    const { status, stdout } = execute(['check', '-', '--format', 'json', '--only', 'unknown-enrolment-value'], { input: Array.from({ length: 3_000 }, (_, i) => NAMESPACE.replace('shop', `shop-${i}`)).join('---\n') });
    expect(status).toBe(1);
    expect(JSON.parse(stdout).findings).toHaveLength(3_000);
  });

  test('a reader that goes away is no error', async () => {
    const child = spawn(process.execPath, [...NODE, 'check', '-', '--format', 'json', '--only', 'unknown-enrolment-value'], { stdio: ['pipe', 'pipe', 'pipe'] });
    let stderr = '';
    child.stderr.on('data', chunk => { stderr += String(chunk); });
    child.stdout.once('data', () => child.stdout.destroy());
    child.stdin.on('error', () => undefined);
    child.stdin.end(Array.from({ length: 3_000 }, (_, i) => NAMESPACE.replace('shop', `shop-${i}`)).join('---\n'));
    await new Promise(resolve => child.once('close', resolve));
    expect(stderr).toBe('');
  });
});
