// Routing by the simulator against routing by istiod's own configuration of each caller's sidecar.
// By hand: node scripts/conformance/simulator/routes.mjs --meshes 200 --seed 1, after `npm run conformance` has built the judge.
import { parseArgs } from 'node:util';
import { loadSource } from '../../lib/engine.mjs';
import { startIstioJudge } from '../../lib/istio-judge.mjs';
import { routeOf } from './envoy-routes.mjs';
import { randomMesh } from './random-mesh.mjs';

const [{ ManifestObject }, { ManifestSet }, { readCall }, { follow }, { conclude }, { PLANES }] = ['manifest/manifest-object', 'manifest/manifest-set',
  'simulator/read-call', 'simulator/simulate', 'simulator/conclude', 'simulator/planes'].map((path) => loadSource(path));

const seconds = (text) => [...(text ?? '').matchAll(/([\d.]+)(ms|s|m|h)/g)].reduce((sum, [, count, unit]) => sum + Number(count) * { ms: 0.001, s: 1, m: 60, h: 3600 }[unit], 0);

/** The fields that are compared, as Envoy's route says them. */
function ofEnvoy(route) {
  if (route === undefined) return { answer: 404 };
  if (route.directResponse) return { answer: route.directResponse.status };
  if (route.redirect) return { redirect: { MOVED_PERMANENTLY: 301, FOUND: 302, PERMANENT_REDIRECT: 308 }[route.redirect.responseCode ?? 'MOVED_PERMANENTLY'], to: route.redirect.pathRedirect };
  const { weightedClusters, cluster, timeout, retryPolicy } = route.route;
  const clusters = weightedClusters?.clusters ?? [{ name: cluster, weight: 100 }];
  const to = clusters.map(({ name, weight }) => `${name.split('|')[3]}:${name.split('|')[1]} ${weight}`).sort();
  const abort = route.typedPerFilterConfig?.['envoy.filters.http.fault']?.abort;
  const mirrors = (route.route.requestMirrorPolicies ?? []).map((one) => `${one.cluster.split('|')[3]} ${parts(one.runtimeFraction?.defaultValue)}`);
  return { to, timeout: seconds(timeout), retries: retryPolicy?.numRetries ?? 0, abort: abort ? `${abort.httpStatus} ${parts(abort.percentage)}` : '', mirrors };
}

/** Envoy's fraction, in percent. */
const parts = (fraction) => (fraction ? (fraction.numerator ?? 0) * 100 / { HUNDRED: 100, TEN_THOUSAND: 10_000, MILLION: 1_000_000 }[fraction.denominator ?? 'HUNDRED'] : 100);

function hostOf(service) {
  const [name, namespace] = service.includes('/') ? service.split('/').reverse() : service.split('.');
  return `${name}.${namespace}.svc.cluster.local`;
}

function ofResult(result) {
  if (result.redirect) return { redirect: result.redirect.status, to: new URL(result.redirect.location, 'http://x').pathname };
  if (result.destinations.length === 0) return { answer: result.status };
  const to = result.destinations.map(({ service, port, share }) => `${hostOf(service)}:${port} ${share}`).sort();
  const abort = result.fault?.abort;
  const mirrors = result.mirrors.map(({ service, percent }) => `${hostOf(service)} ${percent}`);
  return { to, timeout: seconds(result.timeout), retries: result.retries?.additional ?? 0, abort: abort ? `${abort.status} ${abort.percent}` : '', mirrors };
}

/** Asks both about `meshes` random meshes; settles with how many requests there were and those where they differ. */
export async function compareRoutes({ istio, meshes, seed, requests }) {
  const differences = [];
  for (let at = seed; at < seed + meshes; at += 1) {
    const mesh = randomMesh(at, requests);
    const set = new ManifestSet(mesh.objects.map((body) => new ManifestObject(body)));
    const configurations = await istio.routes(mesh.objects.filter(({ kind }) => kind !== 'Deployment'), mesh.callers);
    for (const request of mesh.requests) {
      const { host, port, path, headers } = request;
      const expected = ofEnvoy(routeOf(configurations[request.caller], request));
      const asked = { from: { ...mesh.callers[request.caller], enrolled: true }, to: `http://${host}:${port}${path}`, headers };
      const got = ofResult(conclude(follow(set, PLANES, readCall(set, asked), false)));
      if (JSON.stringify(got) !== JSON.stringify(expected)) differences.push({ seed: at, asked, expected, got });
    }
  }
  return { count: meshes * requests, differences };
}

if (process.argv[1] === import.meta.filename || process.argv[1]?.endsWith('simulator/routes.mjs')) {
  const { values } = parseArgs({ options: { seed: { type: 'string', default: '1' }, meshes: { type: 'string', default: '200' } } });
  const istio = startIstioJudge();
  const { count, differences } = await compareRoutes({ istio, meshes: Number(values.meshes), seed: Number(values.seed), requests: 50 });
  await istio.close();
  for (const one of differences.slice(0, 5)) console.log(`FAIL routes: ${JSON.stringify(one)}`);
  console.log(`routes: ${count} requests, ${differences.length} differences`);
  if (differences.length > 0) process.exitCode = 1;
}
