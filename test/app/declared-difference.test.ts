import { App, Chart, Duration } from 'cdk8s';
import {
  Caller, CanaryRelease, HttpMethod, Mesh, MeshNamespace, MeshService, MeshSimulator, MtlsMode, Probe, RequestTimeout, ServiceAllowList, ServicePort, ServiceVersion, StrictMtlsNamespace,
} from '../../src';

const MESHES = ['istio-sidecar', 'istio-ambient', 'linkerd', 'gateway-api'];
const PAIRS = MESHES.flatMap(one => MESHES.map((other): [string, string] => [one, other]));

type Setting = 'right' | 'everybody' | 'nobody';

/** A closed namespace with probes: `vault` is for `api` alone, or for everybody, or for nobody. */
function closed(name: string, who: Setting, methods?: HttpMethod[]): MeshSimulator {
  const app = new App();
  const chart = new Chart(app, 'shop');
  const mesh = Mesh.fromName(name);
  const namespace = name === 'gateway-api' ? new MeshNamespace(chart, 'shop', { mesh, defaultDeny: true }) : new StrictMtlsNamespace(chart, 'shop', { mesh, defaultDeny: true });
  const service = (id: string) => new MeshService(chart, id, { namespace, ports: [ServicePort.http(80)], probes: [Probe.http(80, '/healthz')] });
  const [, api, vault] = [service('web'), service('api'), service('vault')];
  const callers = who === 'right' ? [Caller.service(api!)] : [Caller.anyone()];
  new ServiceAllowList(chart, 'list', { service: vault!, allow: who === 'nobody' ? [] : [{ callers, ...(methods && { methods }) }] });
  return MeshSimulator.fromApp(app);
}

test.each(PAIRS)('who is let in has nothing to do with what is not exact: %s and %s', (one, other) => {
  const right = closed(one, 'right');
  expect(right.compare(closed(other, 'right')).isEquivalent).toBe(true);
  for (const wrong of ['everybody', 'nobody'] as const) {
    const { isEquivalent, differences } = right.compare(closed(other, wrong));
    expect(isEquivalent).toBe(false);
    expect(differences.filter(({ declaredBy }) => declaredBy === undefined).map(({ service }) => service)).toContain('vault.shop');
  }
});

test('nor has it where a list asks for requests', () => {
  const right = closed('istio-sidecar', 'right', [HttpMethod.GET]);
  for (const other of ['istio-ambient', 'linkerd']) {
    expect(right.compare(closed(other, 'right', [HttpMethod.GET])).isEquivalent).toBe(true);
    expect(right.compare(closed(other, 'everybody', [HttpMethod.GET])).isEquivalent).toBe(false);
    expect(right.compare(closed(other, 'right', [HttpMethod.POST])).isEquivalent).toBe(false);
  }
});

test('that Linkerd answers probes to everybody excuses what the probes of the pods ask for, and nothing else', () => {
  const { isEquivalent, declared, differences } = closed('istio-sidecar', 'right', [HttpMethod.POST]).compare(closed('linkerd', 'right', [HttpMethod.POST]));
  expect(isEquivalent).toBe(true);
  expect(declared).toEqual([expect.stringMatching(/^linkerd: .* is approximated: .*probes come in plaintext/)]);
  expect(new Set(differences.map(({ request }) => request))).toEqual(new Set(['GET /healthz']));
});

test('where requests cannot be told apart, whoever may ask for something may ask for all; and nobody else', () => {
  const { isEquivalent, declared, differences } = closed('istio-sidecar', 'right', [HttpMethod.GET]).compare(closed('gateway-api', 'right'));
  expect(declared).toEqual([expect.stringMatching(/^gateway-api: allow-request is unsupported: /)]);
  expect(isEquivalent).toBe(true);
  expect(new Set(differences.map(({ caller }) => caller))).toEqual(new Set(['shop/Deployment/api']));
  expect(closed('istio-sidecar', 'right', [HttpMethod.GET]).compare(closed('gateway-api', 'everybody')).isEquivalent).toBe(false);
});

/** A service that asks for identities in mutual TLS, with a probe, and is open to all of the mesh. */
function strict(name: string, path: string): MeshSimulator {
  const app = new App();
  const chart = new Chart(app, 'shop');
  const mesh = Mesh.fromName(name);
  const namespace = name === 'gateway-api' ? new MeshNamespace(chart, 'shop', { mesh }) : new MeshNamespace(chart, 'shop', { mesh, mtls: MtlsMode.STRICT });
  const cart = new MeshService(chart, 'cart', { namespace, ports: [ServicePort.http(80)], probes: [Probe.http(80, '/healthz')] });
  new RequestTimeout(chart, 'timeout', { service: cart, request: Duration.seconds(path.length) });
  return MeshSimulator.fromApp(app);
}

test('without mutual TLS, callers without an identity come in', () => {
  const { isEquivalent, declared } = strict('istio-sidecar', '/').compare(strict('gateway-api', '/'));
  expect(declared).toEqual([expect.stringMatching(/^gateway-api: mtls-strict is unsupported: /)]);
  expect(isEquivalent).toBe(true);
});

test('a timeout that every data plane can keep is declared by none', () => {
  for (const other of MESHES) expect(strict('istio-sidecar', '/').compare(strict(other, '/long')).isEquivalent).toBe(false);
});

function split(name: string, weight: number): MeshSimulator {
  const app = new App();
  const chart = new Chart(app, 'shop');
  const namespace = new MeshNamespace(chart, 'shop', { mesh: Mesh.fromName(name) });
  const cart = new MeshService(chart, 'cart', { namespace, ports: [ServicePort.http(80)], probes: [] });
  new CanaryRelease(chart, 'canary', { service: cart, weight, stable: ServiceVersion.labels('v1', { version: 'v1' }), canary: ServiceVersion.labels('v2', { version: 'v2' }) });
  return MeshSimulator.fromApp(app);
}

test.each(MESHES)('versions have the same shares whatever stands for them on %s', name => {
  expect(split('istio-sidecar', 10).compare(split(name, 10)).isEquivalent).toBe(true);
  const { isEquivalent, differences } = split('istio-sidecar', 10).compare(split(name, 100));
  expect(isEquivalent).toBe(false);
  expect(differences.find(({ kind }) => kind === 'destinations')).toMatchObject({ service: 'cart.shop', here: 'destinations v1 90%, v2 10%', there: 'destinations v2 100%' });
});
