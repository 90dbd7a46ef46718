import { inspect } from 'node:util';
import { ApiObject, App, Chart, Duration } from 'cdk8s';
import type { TokenState} from '../../src';
import { Cluster, Mesh, MeshNamespace, MeshService, MeshSimulator, Reach, ServicePort, SimulationVerdict, Workload } from '../../src';
import { withFolder } from '../manifest/reading/folder';
import { SHOP } from '../simulator/shop';
import { quiet, quietly } from '../support/quiet';

quiet();

function shop(clusters: readonly string[] = []) {
  const app = new App();
  const parts = (clusters.length === 0 ? [''] : clusters).map(name => {
    const chart = new Chart(app, `shop${name}`);
    if (name !== '') Cluster.assign(chart, Cluster.of(name));
    const namespace = new MeshNamespace(chart, 'ns', { name: 'shop', mesh: Mesh.gatewayApi() });
    const frontend = new MeshService(chart, 'frontend', { namespace, ports: [ServicePort.http(80, { targetPort: 8080 })] });
    const cart = new MeshService(chart, 'cart', { namespace, ports: [ServicePort.http(7070), ServicePort.grpc(9090)] });
    const job = Workload.of(chart, 'job', { namespace });
    return { chart, namespace, frontend, cart, job };
  });
  return { app, ...parts[0]! };
}

describe('callers', () => {
  test('a service, a workload, a service account, any pods, the kubelet, outside', () => {
    const { app, frontend, job } = shop();
    const sim = MeshSimulator.fromApp(app);
    const callers = [sim.asService(frontend), sim.asWorkload(job), sim.asServiceAccount('shop', 'frontend'), sim.asCaller({ namespace: 'shop', labels: { app: 'frontend' }, enrolled: false, ip: '10.0.0.1' }), sim.asKubelet(), sim.fromOutside(), sim.fromOutside({ ip: '203.0.113.7', certificateIssuer: 'CN=a' })];
    for (const caller of callers) expect(caller.get('http://cart.shop:7070/')).toMatchObject({ verdict: SimulationVerdict.ALLOWED, isAllowed: true, status: 200 });
  });

  test('a service of which nothing is known', () => {
    const { app, chart, namespace } = shop();
    const legacy = MeshService.fromAttributes(chart, 'legacy', { namespace, name: 'legacy', ports: [ServicePort.http(80)] });
    expect(() => MeshSimulator.fromApp(app).asService(legacy)).toThrow('nothing is known of the pods behind service "shop/legacy"; call as asServiceAccount("shop", …)');
  });
});

describe('requests', () => {
  const { app, frontend } = shop();
  const sim = MeshSimulator.fromApp(app);
  const caller = sim.asService(frontend);

  test('methods, headers, and what the backend sees', () => {
    expect(caller.get('http://cart:7070/a?b=1').request).toMatchObject({ method: 'GET', host: 'cart:7070', path: '/a?b=1' });
    expect(caller.post('http://cart:7070/').request).toMatchObject({ method: 'POST' });
    expect(caller.request('http://cart:7070/', { method: 'PUT', headers: { 'X-A': '1' } }).request).toMatchObject({ method: 'PUT', headers: { 'x-a': '1' } });
  });

  test.each(['grpc://cart.shop:9090/shop.Cart/Get', 'cart.shop:9090/shop.Cart/Get'])('gRPC: %s', url => {
    expect(caller.grpc(url)).toMatchObject({ verdict: 'allowed', grpcStatus: 0, request: { method: 'POST', path: '/shop.Cart/Get' } });
  });

  test.each(['tcp://cart.shop:7070', 'cart.shop:7070'])('TCP: %s', url => expect(caller.tcp(url)).toMatchObject({ verdict: 'allowed', status: undefined, request: undefined }));

  test('what the backend answers', () => {
    const result = caller.get('http://cart:7070/', { backend: { status: 503, delay: Duration.seconds(2), headers: { 'X-From': 'cart' } } });
    expect(result).toMatchObject({ status: 503, responseHeaders: { 'x-from': 'cart' } });
  });

  test('a result says where it goes, and why', () => {
    const result = caller.get('http://cart.shop:7070/');
    expect(result.destinations).toEqual([{ service: 'cart.shop', port: 7070, share: 100, verdict: 'allowed' }]);
    expect([result.route, result.redirect, result.retries, result.timeout, result.mirrors, result.decidedBy]).toEqual([undefined, undefined, undefined, undefined, [], []]);
    expect(result.explain()).toMatch(/^GET http:\/\/cart\.shop:7070\/ from shop\/frontend \(app=frontend\):\nallowed \(200\): The pods of shop\/Deployment\/cart .+\n(?: {2}.+\n)* {2}shop\/Deployment\/cart: has no proxy/);
    expect(JSON.parse(result.json)).toMatchObject({ verdict: 'allowed', route: null });
  });

  test.each<[string, () => unknown, string]>([
    ['an unknown host', () => caller.get('http://kart.shop/'), '[MeshSimulator] No Service is called kart.shop (there are '],
    ['no URL', () => caller.get('cart'), 'The URL "cart" is not of the form'],
    ['a URL that is none', () => caller.get(7 as never), 'url is 7; give a text'],
    ['an unknown Gateway', () => caller.through('edge', 'public').get('http://a.example/'), 'No Gateway is called edge/public (there are none)'],
    ['an unknown namespace', () => sim.asServiceAccount('shopp', 'a').get('http://cart.shop:7070/'), 'The caller\'s namespace shopp is in none of the manifests'],
    ['headers that are none', () => caller.get('http://cart:7070/', { headers: { a: 1 as never } }), 'headers.a: It has to be text ("1" in quotes), and is 1.'],
    ['a state that is none', () => caller.get('http://cart:7070/', { token: { issuer: 'a', state: 'stale' as TokenState } }), 'tokenState: It has to be one of valid, expired, badSignature, and is "stale".'],
    ['labels that are none', () => sim.asCaller({ namespace: 'shop', labels: [] as never }), 'labels: It has to be a map of texts, and is a list.'],
    ['no service', () => sim.asService(undefined as never), 'service is missing; give a MeshService'],
    ['a host of a namespace that is a letter off', () => caller.get('http://api.sohp/'), 'api.sohp would be in namespace sohp'],
    ['an account that is a letter off', () => sim.asServiceAccount('shop', 'frontnd').get('http://cart.shop:7070/'), 'The caller\'s service account frontnd is in none of the manifests of namespace shop'],
    ['a gRPC call to an HTTP URL', () => caller.grpc('http://cart.shop:7070/a.B/C'), 'grpc is for grpc, and url is "http://cart.shop:7070/a.B/C"; give a URL of that scheme, or call request, which takes any'],
    ['a TCP connection to an HTTP URL', () => caller.tcp('http://cart.shop:7070'), 'tcp is for tcp, and url is'],
    ['a GET of TCP', () => caller.get('tcp://cart.shop:7070'), 'get is for http and https, and url is'],
    ['a POST of gRPC', () => caller.post('grpc://cart.shop:9090/a.B/C'), 'post is for http and https, and url is'],
    ['an option that there is not', () => caller.get('http://cart:7070/', { header: {} } as never), 'options has no "header"; there are method, headers, directTo, address, token, backend'],
    ['a claim in the place of an option', () => caller.get('http://cart:7070/', { token: { issuer: 'a', sub: 'b' } as never }), 'token has no "sub"; there are issuer, subject'],
    ['a token of nobody', () => caller.get('http://cart:7070/', { token: {} as never }), 'token.issuer is missing; give a text'],
    ['a token in two places', () => caller.get('http://cart:7070/', { token: { issuer: 'a', header: 'x', queryParameter: 'y' } }), 'token has queryParameter and a header or prefix'],
    ['an answer that there is not', () => caller.get('http://cart:7070/', { backend: { code: 500 } as never }), 'backend has no "code"; there are status, delay, headers'],
    ['an option of callers that there is not', () => sim.asCaller({ namespace: 'shop', label: {} } as never), 'options has no "label"; there are namespace, serviceAccount, labels, enrolled, ip'],
    ['an option of outside that there is not', () => sim.fromOutside({ address: '10.0.0.1' } as never), 'options has no "address"; there are ip, certificateIssuer, certificateSubject'],
    ['an option of the App that there is not', () => MeshSimulator.fromApp(app, { clusters: 'a' } as never), 'options has no "clusters"; there is cluster'],
    ['an address that is none', () => sim.fromOutside({ ip: 'not an ip' }), 'ip: It has to be an IP address such as 10.1.2.3 or 2001:db8::1, and is "not an ip".'],
    ['pods that there are not', () => caller.get('http://cart:7070/', { directTo: { version: 'v9' } }), 'The labels {"version":"v9"} of `directTo` match no pods behind Service cart.shop'],
    ['a forgotten Gateway', () => sim.fromOutside().get('http://x.example.com/'), 'say the Gateway whose address it uses by `through` (there are none)'],
    ['no other', () => sim.compare(undefined as never), 'other is missing; give a MeshSimulator'],
  ])('%s is refused', (_, act, message) => expect(act).toThrow(message));
});

test('an account of no pods is taken for one of elsewhere, and told once', () => {
  const sim = MeshSimulator.fromApp(shop().app);
  const printed = quietly(() => {
    for (const url of ['http://cart.shop:7070/', 'http://frontend.shop/']) expect(sim.asServiceAccount('shop', 'reporting').get(url)).toMatchObject({ verdict: 'allowed' });
  });
  expect(printed.join('')).toMatch(/^cdk8s-mesh warning: The caller's service account reporting is in none of the manifests of namespace shop \(there are .+\): it is taken for that of pods that are made elsewhere\n$/);
  expect(sim.warnings).toHaveLength(1);
});

test('a simulation prints as its result', () => {
  const { app, frontend } = shop();
  const result = MeshSimulator.fromApp(app).asService(frontend).get('http://cart.shop:7070/');
  expect(JSON.parse(JSON.stringify(result))).toEqual(JSON.parse(result.json));
  expect(inspect(result)).toContain('verdict: \'allowed\'');
  expect(inspect(result)).not.toContain('answers');
});

describe('of several clusters', () => {
  test('one has to be named', () => {
    const { app } = shop(['dev', 'prod']);
    expect(() => MeshSimulator.fromApp(app)).toThrow('the App is for several clusters (dev, prod); say which by the option cluster');
    expect(() => MeshSimulator.fromApp(app, { cluster: 'test' })).toThrow('there is no cluster "test" in the App (there are dev, prod)');
    expect(MeshSimulator.fromApp(app, { cluster: 'prod' }).asServiceAccount('shop', 'frontend').get('http://cart.shop:7070/').isAllowed).toBe(true);
  });
});

describe('of files', () => {
  test('files, folders and globs', () => withFolder({ 'a/shop.yaml': SHOP }, folder => {
    for (const path of [`${folder}/a/shop.yaml`, `${folder}/a`, `${folder}/*/*.yaml`]) {
      expect(MeshSimulator.fromYaml(path).asServiceAccount('shop', 'frontend').get('http://cart.shop:7070/').isAllowed).toBe(true);
    }
    return Promise.resolve();
  }));

  test('what cannot be read is refused', () => withFolder({ 'bad.yaml': 'a: b: c\n' }, folder => {
    expect(() => MeshSimulator.fromYaml(`${folder}/bad.yaml`)).toThrow(/bad\.yaml:1: It is not valid YAML/);
    expect(() => MeshSimulator.fromYaml(`${folder}/gone.yaml`)).toThrow('gone.yaml: There is no such file or folder.');
    expect(() => MeshSimulator.fromFiles('bad.yaml' as never)).toThrow('paths is "bad.yaml"; give a list of files, folders and globs');
    expect(() => MeshSimulator.fromFiles(['a'], { meshh: 'linkerd' } as never)).toThrow('options has no "meshh"; there are config, mesh, trustDomain');
    expect(() => MeshSimulator.fromFiles(['a'], { mesh: 'istio' })).toThrow('options: mesh: "istio" is none of istio-sidecar, istio-ambient, linkerd, gateway-api.');
    expect(() => MeshSimulator.fromFiles(['a'], { istioVersion: 'new' })).toThrow('options: versions.istio: "new" is no version such as "1.30".');
    expect(() => MeshSimulator.fromFiles(['a'], { config: `${folder}/none.yaml` })).toThrow('the configuration cannot be read: there is no such file');
    expect(() => MeshSimulator.fromYaml()).toThrow('paths is missing; give files, folders or globs');
    return Promise.resolve();
  }));
});

describe('settings of files', () => {
  const ROUTED = `${SHOP}---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: cart, namespace: shop }
spec:
  parentRefs: [{ group: "", kind: Service, name: cart }]
  rules: [{ timeouts: { request: 5s }, backendRefs: [{ name: cart, port: 7070 }] }]
`;
  const asked = (sim: MeshSimulator) => sim.asServiceAccount('shop', 'frontend').get('http://cart.shop:7070/');

  test('are options, and those of the configuration file', () => withFolder({ 'dist/shop.yaml': ROUTED, 'cdk8s-mesh.yaml': 'mesh: gateway-api\n' }, folder => {
    expect(asked(MeshSimulator.fromFiles([`${folder}/dist`], { mesh: 'gateway-api' })).timeout).toBe('5s');
    expect(asked(MeshSimulator.fromFiles([`${folder}/dist`], { config: `${folder}/cdk8s-mesh.yaml` })).timeout).toBe('5s');
    expect(asked(MeshSimulator.fromFiles([`${folder}/dist`], { config: `${folder}/cdk8s-mesh.yaml`, mesh: 'linkerd' })).dataPlane).toBe('linkerd');
    const cwd = jest.spyOn(process, 'cwd').mockReturnValue(folder);
    try {
      expect(asked(MeshSimulator.fromYaml('.')).timeout).toBe('5s');
    } finally {
      cwd.mockRestore();
    }
    return Promise.resolve();
  }));

  test('without them a route for a Service counts for nobody, and the trace says so', () => withFolder({ 'dist/shop.yaml': ROUTED }, folder => {
    const result = asked(MeshSimulator.fromYaml(`${folder}/dist`));
    expect(result.timeout).toBeUndefined();
    expect(result.explain()).toContain('caller: HTTPRoute shop/cart: is not used: the caller is in no mesh, for no label and no annotation of a mesh on namespace shop; if it is in one, say which by `mesh`');
    return Promise.resolve();
  }));

  test('files without any object are told', () => withFolder({ 'empty.yaml': '# nothing\n' }, folder => {
    const printed = quietly(() => { expect(MeshSimulator.fromYaml(`${folder}/empty.yaml`).warnings).toHaveLength(1); });
    expect(printed.join('')).toContain(`There is no Kubernetes object in ${folder}/empty.yaml: nothing can be simulated`);
    return Promise.resolve();
  }));
});

test('what an API server would not keep is left out, with a warning', () => {
  const { app, chart } = shop();
  new ApiObject(chart, 'bad', { apiVersion: 'v1', kind: 'Service', metadata: { name: 'bad', namespace: 'shop' }, spec: { ports: 'none' } } as never);
  const printed = quietly(() => { expect(MeshSimulator.fromApp(app).warnings).toHaveLength(1); });
  expect(printed.join('')).toMatch(/^cdk8s-mesh warning: Service shop\/bad \(shop\/bad\) is left out, for the API server would refuse it: /);
});

test('who may call whom', () => {
  const { workloads, connections } = MeshSimulator.fromApp(shop().app).reachability();
  expect(workloads.map(({ workloadId }) => workloadId)).toContain('shop/Deployment/cart');
  expect(connections).toContainEqual({
    caller: 'outside', target: 'shop/Deployment/cart', service: 'cart.shop', port: 7070, protocol: 'HTTP', allowed: Reach.ALL, only: [], excluded: [], transport: 'plaintext', isIndeterminate: false,
  });
});

test('what changes', () => {
  const before = MeshSimulator.fromApp(shop().app);
  expect(before.diff(MeshSimulator.fromApp(shop().app))).toEqual([]);
  const { app, chart, namespace } = shop();
  new MeshService(chart, 'new', { namespace, ports: [ServicePort.http(80)] });
  expect(before.diff(MeshSimulator.fromApp(app))).toContainEqual(expect.objectContaining({ kind: 'opened', service: 'new.shop', port: 80, before: 'not there', after: 'allowed 200' }));
});

test('the same program means the same', () => {
  const report = MeshSimulator.fromApp(shop().app).compare(MeshSimulator.fromApp(shop().app));
  expect(report).toMatchObject({ isEquivalent: true, differences: [] });
  expect(report.requests).toBeGreaterThan(0);
});

test('coverage counts what requests exercise', () => {
  const { app, chart } = shop();
  new ApiObject(chart, 'route', { apiVersion: 'networking.istio.io/v1', kind: 'VirtualService', metadata: { name: 'cart', namespace: 'shop' }, spec: { hosts: ['cart'], http: [{ route: [{ destination: { host: 'cart' } }] }] } } as never);
  expect(MeshSimulator.fromApp(app).coverage()).toMatchObject({ objects: expect.arrayContaining([{ subject: 'VirtualService shop/cart', used: false, exercised: [], missed: [0] }]) });
});
