// programs/shop.cjs once more, as another language says it.
import { join } from 'node:path';
import { installedVersion } from './apps.mjs';
import { unless } from './checks.mjs';
import { enumeration, JsiiKernel, struct } from './jsii-kernel.mjs';
import { differences, MESHES, objectsOf } from './manifests.mjs';
import { npm } from './run.mjs';

const lib = (name) => `cdk8s-mesh.${name}`;
const props = (name, data) => struct(lib(name), data);
const FACTORIES = { 'istio-sidecar': 'istioSidecar', 'istio-ambient': 'istioAmbient', linkerd: 'linkerd', 'gateway-api': 'gatewayApi' };

/** `app`: where the peers are installed whose versions the kernel loads. `expected`: the objects of the same program by mesh. */
export async function checkJsii(checks, { app, packed, folder, expected }) {
  const peers = ['constructs', 'cdk8s'].map((name) => ({ name, version: installedVersion(app, name) }));
  const kernel = await JsiiKernel.start({ JSII_RUNTIME_PACKAGE_CACHE: 'disabled' });
  try {
    for (const { name, version } of peers) {
      const [{ filename }] = JSON.parse(npm(['pack', '--json', '--pack-destination', folder, `${name}@${version}`], folder).stdout);
      await kernel.load(name, version, join(folder, filename));
    }
    const { types } = await kernel.load(packed.name, packed.version, packed.file);
    checks.check(`the kernel loads the package: ${types} types, beside ${peers.map((p) => `${p.name} ${p.version}`).join(' and ')}`, unless(types > 0, 'no types'));
    for (const mesh of MESHES) {
      const before = [kernel.requests, performance.now()];
      const written = objectsOf(await shop(kernel, mesh));
      checks.check(`create, invoke, synthYaml for ${mesh}: the same objects, by ${kernel.requests - before[0]} requests in ${Math.round(performance.now() - before[1])} ms`,
        differences(written, expected[mesh]));
    }
    await objectsAndMistakes(checks, kernel);
  } finally {
    kernel.stop();
  }
}

async function services(kernel, mesh) {
  const app = await kernel.create('cdk8s.App', struct('cdk8s.AppProps', { outputFileExtension: '.yaml' }));
  const chart = await kernel.create('cdk8s.Chart', app, 'shop', struct('cdk8s.ChartProps', { namespace: 'shop' }));
  const plane = await kernel.callStatic(lib('Mesh'), FACTORIES[mesh]);
  const can = async (feature) => await level(kernel, plane, feature) !== `${lib('SupportLevel')}/UNSUPPORTED`;
  const type = await can('MTLS_STRICT') ? 'StrictMtlsNamespace' : 'MeshNamespace';
  const namespace = await kernel.create(lib(type), chart, 'namespace', props(`${type}Props`, { name: 'shop', mesh: plane }));
  const http = await kernel.callStatic(lib('ServicePort'), 'http', 80, props('ServicePortOptions', { targetPort: 8080 }));
  const web = await kernel.create(lib('MeshService'), chart, 'web', props('MeshServiceProps', { namespace, ports: [http] }));
  return { app, chart, namespace, web, can };
}

/** What a mesh answers for a feature: an enum goes in, and one comes out. */
async function level(kernel, mesh, feature) {
  return (await kernel.get(await kernel.invoke(mesh, 'support', enumeration(lib('Feature'), feature)), 'level'))?.['$jsii.enum'];
}

async function shop(kernel, mesh) {
  const { app, chart, namespace, web, can } = await services(kernel, mesh);
  const OMIT = enumeration(lib('WhenUnsupported'), 'OMIT');
  const version = (name) => kernel.callStatic(lib('ServiceVersion'), 'labels', name, { '$jsii.map': { version: name } });
  const intent = (name, id, data) => kernel.create(lib(name), chart, id, props(`${name}Props`, { service: web, ...data }));

  const grpc = await kernel.callStatic(lib('ServicePort'), 'grpc', 7070);
  const cart = await kernel.create(lib('MeshService'), chart, 'cart', props('MeshServiceProps', { namespace, ports: [grpc], probes: [] }));
  const get = await kernel.callStatic(lib('GrpcMethod'), 'of', 'shop.Cart', 'Get');
  await kernel.invoke(web, 'calls', cart, props('CallOptions', { grpcMethods: [get] }));
  const callers = [await kernel.callStatic(lib('Caller'), 'service', web)];
  const allow = [props('AllowEntry', { callers, grpcMethods: await can('ALLOW_REQUEST') ? [get] : undefined })];
  await kernel.create(lib('ServiceAllowList'), chart, 'callers', props('ServiceAllowListProps', { service: cart, allow }));

  const testers = await kernel.callStatic(lib('HttpMatch'), 'header', 'x-canary', await kernel.callStatic(lib('StringMatch'), 'regex', 'true|yes'));
  await intent('CanaryRelease', 'canary', { stable: await version('v1'), canary: await version('v2'), weight: 10, match: [testers] });
  await intent('RequestTimeout', 'timeout', { request: await kernel.callStatic('cdk8s.Duration', 'seconds', 3) });
  const on = [await kernel.getStatic(lib('RetryOn'), 'CONNECT_FAILURE'), await kernel.callStatic(lib('RetryOn'), 'status', 503)];
  const retries = await kernel.callStatic(lib('Retries'), 'of', props('RetryOptions', { additional: 2, on }));
  await intent('RetryPolicy', 'retries', { retries, whenUnsupported: OMIT });
  await intent('CircuitBreaker', 'breaker', {
    limits: props('CircuitBreakerLimits', { maxRequests: 100 }),
    ejection: props('CircuitBreakerEjection', { consecutiveErrors: 5, maxEjectionPercent: 50 }),
    whenUnsupported: OMIT,
  });
  return kernel.invoke(app, 'synthYaml');
}

async function objectsAndMistakes(checks, kernel) {
  const { app, chart, web } = await services(kernel, 'istio-sidecar');
  const host = await kernel.get(web, 'hostName');
  checks.check('properties can be read', unless(host === 'web.shop.svc.cluster.local', `hostName is ${host}`));

  const patch = await kernel.callStatic('cdk8s.JsonPatch', 'add', '/spec/sessionAffinity', 'ClientIP');
  await kernel.invoke(web, 'patch', 'Service', patch);
  await kernel.invoke(await kernel.invoke(web, 'resource', 'Service'), 'addJsonPatch', await kernel.callStatic('cdk8s.JsonPatch', 'add', '/spec/type', 'NodePort'));
  const { spec } = objectsOf(await kernel.invoke(app, 'synthYaml')).find((object) => object.kind === 'Service');
  checks.check('rendered objects can be patched', unless(spec.sessionAffinity === 'ClientIP' && spec.type === 'NodePort', JSON.stringify(spec)));

  const timeout = await kernel.callStatic('cdk8s.Duration', 'millis', 0);
  const refused = await kernel.create(lib('RequestTimeout'), chart, 'timeout', props('RequestTimeoutProps', { service: web, request: timeout })).catch((e) => e);
  checks.check('what a constructor throws comes back with its message',
    unless(refused instanceof Error && refused.message.includes('[shop/timeout] request must be longer than zero'), refused.message ?? 'it was taken'));

  const twin = await kernel.create('cdk8s.ApiObject', chart, 'twin', struct('cdk8s.ApiObjectProps', {
    apiVersion: 'v1', kind: 'Service', metadata: struct('cdk8s.ApiObjectMetadata', { name: 'web' }),
  }));
  const failed = await kernel.invoke(app, 'synthYaml').catch((e) => e);
  checks.check('so does what only the whole App can tell',
    unless(twin && failed instanceof Error && failed.message.includes('[shop/twin] Service shop/web is also made at'), failed.message ?? 'it was taken'));

  const limits = await level(kernel, await kernel.callStatic(lib('Mesh'), 'gatewayApi'), 'REQUEST_LIMITS');
  checks.check('enums go both ways', unless(limits === `${lib('SupportLevel')}/UNSUPPORTED`, limits));
}
