import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Outcome, World } from './command-line';
import { commandLine } from './command-line';
import { SHOP } from '../simulator/shop';
import { withFolder } from '../manifest/reading/folder';

const simulate = (argv: string[], files: Record<string, string> = {}, world: World = {}): Promise<Outcome> =>
  withFolder({ 'shop.yaml': SHOP, ...files }, folder => commandLine(['simulate', ...argv], { folder, ...world }));

const ONE = ['shop.yaml', '--from', 'shop/frontend', '--to', 'http://cart.shop:7070/cart/1'];

const requests = (...lines: string[]): string => `requests:\n${lines.map(line => `  - ${line}\n`).join('')}`;
const GOOD = '{ name: reads the cart, from: { namespace: shop, serviceAccount: frontend }, to: "http://cart.shop:7070/", expect: { verdict: allowed, status: 200 } }';
const BAD = '{ name: is refused, from: { namespace: shop, serviceAccount: frontend }, to: "http://cart.shop:7070/", expect: { verdict: denied, destinations: [] } }';
const PLAIN = '{ name: goes nowhere, from: { namespace: shop }, to: "http://idle.shop/" }';

describe('exit codes', () => {
  test.each<[string, string, number]>([
    ['expectations are met', requests(GOOD, PLAIN), 0],
    ['an expectation is not met', requests(GOOD, BAD), 1],
    ['nothing is expected', requests(PLAIN), 0],
    ['the file has an error', requests(GOOD, '{ from: {}, too: "http://x.example/", to: "http://x.example/" }'), 2],
    ['a request names what is not there', requests(GOOD, '{ from: { namespace: shop }, to: "http://kart.shop/" }'), 2],
    ['both', requests(BAD, '{ from: { namespace: shop }, to: "http://kart.shop/" }'), 2],
  ])('%s', async (_, text, code) => expect((await simulate(['shop.yaml', '--requests', 'r.yaml'], { 'r.yaml': text })).code).toBe(code));

  test('manifests that cannot be read', async () => {
    expect((await simulate([...ONE.slice(1), 'shop.yaml', 'b.yaml'], { 'b.yaml': 'a: b: c\n' })).code).toBe(2);
  });
});

describe('usage', () => {
  test.each<[string[], string]>([
    [['shop.yaml'], 'Say what to simulate: --requests FILE, or --from CALLER and --to URL.'],
    [['shop.yaml', '--to', 'http://cart.shop/'], 'Say who calls: --from NAMESPACE/SERVICE-ACCOUNT, outside, an IP address or kubelet.'],
    [['shop.yaml', '--from', 'shop'], 'Say what is called: --to http://HOST:PORT/PATH.'],
    [[...ONE, '--requests', 'r.yaml'], '--requests reads requests from a file, and --from, --to say one on the line: give one of both.'],
    [['shop.yaml', '--requests', 'gone.yaml'], '--requests: gone.yaml: There is no such file or folder.'],
    [['shop.yaml', '--requests', '.'], '--requests: .: It is a folder, not a file.'],
    [['shop.yaml', '--requests', '-'], '--requests: Requests are read from a file; standard input is for manifests.'],
    [[...ONE, '--output', '.'], '--output: .: It is a folder, not a file.'],
    [['shop.yaml', '--from', '203.0.113.9', '--ip', '203.0.113.8', '--to', 'http://cart.shop/'], '--from 203.0.113.9 and --ip 203.0.113.8 both say the caller\'s address: give one of both.'],
    [['shop.yaml', '--from', '300.1.1.1', '--to', 'http://cart.shop/'], '--from: "300.1.1.1" is no IP address; write one such as 203.0.113.7.'],
    [[...ONE, '--ip', '300.1.1.1'], '"300.1.1.1" is no IP address such as 10.1.2.3 or 2001:db8::1.'],
    [['shop.yaml', '--from', 'outside', '--enrolled', 'yes', '--to', 'http://cart.shop:7070/'], 'A caller outside the cluster is in no mesh: leave `enrolled` out, or say its `namespace`.'],
    [[...ONE, '--header', 'x-canary'], '--header: "x-canary" is no header; write \'name: value\'.'],
    [[...ONE, '--label', 'app'], '--label: "app" is no label; write KEY=VALUE.'],
    [[...ONE, '--direct-to', '=v2'], '--direct-to: "=v2" is no label; write KEY=VALUE.'],
    [[...ONE, '--through', 'public'], '--through: "public" is no Gateway; write NAMESPACE/NAME.'],
    [[...ONE, '--token', 'alice'], '--token: "alice" is no JSON map of claims; write \'{"iss": "https://issuer.example.com", "sub": "alice"}\'.'],
    [['shop.yaml', '--from', 'a/b/c', '--to', 'http://cart.shop/'], '--from: "a/b/c" is no caller; write NAMESPACE/SERVICE-ACCOUNT, outside, an IP address or kubelet.'],
    [['shop.yaml', '--from', 'shopp', '--to', 'http://cart.shop/'], 'The caller\'s namespace shopp is in none of the manifests (there is shop); correct it, or say by `enrolled` whether its pods are in the mesh.'],
  ])('%j', async (argv, message) => expect(await simulate(argv)).toEqual({ code: 2, out: '', err: `error: ${message}\n` }));

  test('two of what there is one', async () => {
    expect((await simulate([...ONE, '--to', 'http://idle.shop/'])).err).toContain('It is given twice, before as \'http://cart.shop:7070/cart/1\'; one request is simulated: write several into a file for --requests.');
  });

  test('a format that there is not', async () => {
    expect((await simulate([...ONE, '--format', 'xml'])).err).toContain('Allowed choices are text, json, junit.');
  });
});

test('one request on the line, with all that can be said of it', async () => {
  const argv = [...ONE, '--label', 'app=frontend', '--ip', '10.0.0.1', '--method', 'PUT', '--header', 'x-a: 1', '--header', 'x-a: 2', '--direct-to', 'app=cart', '--enrolled', 'no', '--format', 'json'];
  const { code, out } = await simulate(argv);
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({
    version: 1, summary: { requests: 1, met: 0, notMet: 0, withoutExpectation: 1 }, inputErrors: [],
    results: [{ name: null, verdict: 'allowed', met: null, mismatches: [], request: { method: 'PUT', path: '/cart/1', headers: { 'x-a': '1,2' } } }],
  });
});

test.each(['outside', '203.0.113.7', 'kubelet', 'shop'])('from %s', async from => {
  expect((await simulate(['shop.yaml', '--from', from, '--to', 'http://cart.shop:7070/'])).code).toBe(0);
});

describe('what is printed', () => {
  const ALL = requests(GOOD, BAD, PLAIN);
  const printed = (format: string, ...more: string[]) => simulate(['shop.yaml', '--requests', 'r.yaml', '--format', format, ...more], { 'r.yaml': ALL });

  test('text: what is not as expected comes with its reasons and the trace', async () => {
    const { out, code } = await printed('text');
    expect(code).toBe(1);
    expect(out).toContain('✓ reads the cart: allowed, 200: cart.shop:7070 100%\n✗ is refused: allowed, 200: cart.shop:7070 100%\n');
    expect(out).toContain('    verdict: expected "denied", and it is "allowed"\n');
    expect(out).toMatch(/trace: +caller: has no proxy: the connection goes where its name leads\n/);
    expect(out).toMatch(/- goes nowhere: unroutable: idle\.shop:80 100% unroutable\n +reason: +No pods of the manifests stand behind idle\.shop\n/);
    expect(out).toMatch(/\n3 requests: 1 as expected, 1 not, 1 without expectation\.\n$/);
  });

  test('json', async () => {
    const { out } = await printed('json');
    const { summary, results } = JSON.parse(out) as { summary: object; results: { met: boolean | null; mismatches: object[] }[] };
    expect(summary).toEqual({ requests: 3, met: 1, notMet: 1, withoutExpectation: 1 });
    expect(results.map(({ met }) => met)).toEqual([true, false, null]);
    expect(results[1]!.mismatches[0]).toEqual({ field: 'verdict', expected: 'denied', actual: 'allowed' });
  });

  test('junit', async () => {
    const { out } = await printed('junit');
    expect(out).toMatch(/<testsuite name="requests" tests="3" failures="1" errors="0" skipped="0" time="0">/);
    expect(out).toContain('<testcase name="is refused" classname="requests"><failure message="verdict: expected &quot;denied&quot;, and it is &quot;allowed&quot;; destinations: ');
  });

  test('to a file', () => withFolder({ 'shop.yaml': SHOP, 'r.yaml': ALL }, async folder => {
    const { out } = await commandLine(['simulate', '.', '--requests', 'r.yaml', '--format', 'json', '--output', 'out.json'], { folder });
    expect(out).toBe('');
    expect(JSON.parse(readFileSync(join(folder, 'out.json'), 'utf8')).summary.requests).toBe(3);
  }));

  test('an error of the file has its line, in every format', async () => {
    const text = requests(GOOD, '{ from: { namespace: shop }, to: "http://kart.shop/" }');
    const { err, out } = await simulate(['shop.yaml', '--requests', 'r.yaml', '--format', 'json'], { 'r.yaml': text });
    expect(err).toBe('r.yaml:3:38: error: No Service is called kart.shop (there are cart.shop, idle.shop).\n');
    expect(JSON.parse(out).inputErrors).toEqual([{ file: 'r.yaml', line: 3, column: 38, message: 'No Service is called kart.shop (there are cart.shop, idle.shop).' }]);
  });
});

describe('an object that stands twice', () => {
  test('is simulated as the last, with a warning that says where both stand', async () => {
    const service = (port: number): string => `apiVersion: v1\nkind: Service\nmetadata: { name: other, namespace: shop }\nspec: { selector: { app: cart }, ports: [{ port: ${port}, targetPort: 8080 }] }\n`;
    const { err, out } = await simulate(['shop.yaml', 'a.yaml', 'b.yaml', '--from', 'shop/frontend', '--to', 'http://other.shop:81/'], { 'a.yaml': service(80), 'b.yaml': service(81) });
    expect(err).toBe('warning: Service shop/other stands more than once, at a.yaml:3 and b.yaml:3, and is simulated as the last, which is what `kubectl apply` ends with; give one environment at a time\n');
    expect(out).toContain('allowed, 200: other.shop:81 100%');
  });
});

describe('what an API server would not have kept', () => {
  test('a name that YAML reads as something else', async () => {
    const { err } = await simulate([...ONE, 'p.yaml'], { 'p.yaml': 'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: { name: n, namespace: shop }\nspec: { podSelector: {} }\n' });
    expect(err).toMatch(/\(p\.yaml:3\) is left out, for the API server would refuse it: metadata\.name is false, and must be text/);
  });

  const POLICY = (spec: string): string => `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: { name: p, namespace: shop }\nspec: ${spec}\n`;

  test.each<[string, string]>([
    ['{ podSelector: {}, policyTypes: [Sideways] }', 'warning: NetworkPolicy shop/p (p.yaml:4) is left out, for the API server would refuse it: '],
    ['{ podSelector: {}, policyTypez: [] }', 'warning: NetworkPolicy shop/p (p.yaml:4) is simulated as what the API server would have kept: without spec.policyTypez, which it does not know\n'],
    ['{ podSelektor: {}, policyTypes: [Sideways] }', 'spec.podSelektor is not a field of NetworkPolicy. '],
  ])('%s', async (spec, warning) => {
    const { err, code } = await simulate([...ONE, 'p.yaml'], { 'p.yaml': POLICY(spec) });
    expect(err).toContain(warning);
    expect(code).toBe(0);
  });
});

test('requests without a name are told by what they are', async () => {
  const file = { 'r.yaml': requests('{ from: { namespace: shop, labels: { app: frontend } }, to: "http://cart.shop:7070/", headers: { x-a: "1" }, directTo: { app: cart } }', '{ from: { kubelet: true }, to: "tcp://cart.shop:7070" }') };
  expect((await simulate(['shop.yaml', '--requests', 'r.yaml'], file)).out).toMatch(/^- GET http:\/\/cart\.shop:7070\/ with x-a: 1 from shop \(app=frontend\) direct to pods with app=cart: allowed, 200/);
  const { out } = await simulate(['shop.yaml', '--requests', 'r.yaml', '--format', 'junit'], file);
  expect(out).toContain('<testcase name="tcp://cart.shop:7070 from the kubelet" classname="requests">');
});

test('an account of no pods is told on standard error', async () => {
  const { err, code } = await simulate(['shop.yaml', '--from', 'shop/reporting', '--to', 'http://cart.shop:7070/']);
  expect({ err, code }).toEqual({ code: 0, err: 'warning: The caller\'s service account reporting is in none of the manifests of namespace shop (there are cart, frontend): it is taken for that of pods that are made elsewhere.\n' });
});

test('manifests without any object are told', async () => {
  expect((await commandLine(['reachability', '-'], { stdin: '' })).err).toContain('warning: There is no Kubernetes object in standard input: nothing can be simulated.\n');
});

test('--coverage says what no request exercises', async () => {
  const rule = 'apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: { name: cart, namespace: shop }\nspec: { hosts: [cart], http: [{ route: [{ destination: { host: cart } }] }] }\n';
  const { out } = await simulate([...ONE, 'r.yaml', '--coverage'], { 'r.yaml': rule });
  expect(out).toContain('Coverage: 0 of 1 routes, rules and policies exercised (0%).\n  not exercised: VirtualService shop/cart rule 0\n');
});
