// Routing by each caller's sidecar, by istiod's own configuration for it.
import { startIstioJudge } from '../../../lib/istio-judge.mjs';
import { routeOf } from './envoy-routes.mjs';
import { randomMesh } from './mesh.mjs';

const seconds = (text) => [...(text ?? '').matchAll(/([\d.]+)(ms|s|m|h)/g)].reduce((sum, [, count, unit]) => sum + Number(count) * { ms: 0.001, s: 1, m: 60, h: 3600 }[unit], 0);
const STATUSES = { MOVED_PERMANENTLY: 301, FOUND: 302, SEE_OTHER: 303, TEMPORARY_REDIRECT: 307, PERMANENT_REDIRECT: 308 };

export const sidecarRoutes = {
  name: 'sidecar-routes',
  title: 'Routes of sidecars',
  judge: 'istiod',
  covers: ['VirtualServices: matches, weights, timeouts, retries, mirrors, aborts, redirects, direct responses'],
  mesh: randomMesh,
  async start() {
    const istio = startIstioJudge();
    return {
      async ask(objects, requests) {
        const callers = [...new Map(requests.map(({ from }) => [JSON.stringify(from), from])).values()];
        const configurations = await istio.routes(objects.filter(({ kind }) => kind !== 'Deployment'), callers);
        return requests.map((request) => {
          const { hostname, port, pathname, search } = new URL(request.to);
          const at = callers.findIndex((one) => JSON.stringify(one) === JSON.stringify(request.from));
          return expectation(routeOf(configurations[at], { host: hostname, port, path: `${pathname}${search}`, headers: request.headers ?? {} }));
        });
      },
      close: () => istio.close(),
    };
  },
};

/** What Envoy's route makes of a request, as part of a result. */
function expectation(route) {
  if (route === undefined) return { status: 404, destinations: [], redirect: null };
  if (route.directResponse) return { status: route.directResponse.status, destinations: [], redirect: null };
  if (route.redirect) return { redirect: { status: STATUSES[route.redirect.responseCode ?? 'MOVED_PERMANENTLY'] }, destinations: [] };
  const { weightedClusters, cluster, timeout, retryPolicy, requestMirrorPolicies = [] } = route.route;
  const clusters = weightedClusters?.clusters ?? [{ name: cluster, weight: 100 }];
  const abort = route.typedPerFilterConfig?.['envoy.filters.http.fault']?.abort;
  return {
    destinations: clusters.map(({ name, weight }) => ({ ...place(name), share: weight })),
    timeout: timeout === undefined || seconds(timeout) === 0 ? null : `${seconds(timeout) * 1000}ms`,
    retries: retryPolicy ? { additional: retryPolicy.numRetries ?? 0 } : null,
    fault: abort ? { abort: { status: abort.httpStatus, percent: percent(abort.percentage) } } : null,
    mirrors: requestMirrorPolicies.map((one) => ({ ...place(one.cluster), percent: percent(one.runtimeFraction?.defaultValue) })),
  };
}

/** "outbound|8080||cart.shop.svc.cluster.local", as results name it. */
function place(cluster) {
  const [, port, , host] = cluster.split('|');
  return { service: host.replace(/\.svc\.cluster\.local$/, ''), port: Number(port) };
}

const percent = (fraction) => (fraction ? (fraction.numerator ?? 0) * 100 / { HUNDRED: 100, TEN_THOUSAND: 10_000, MILLION: 1_000_000 }[fraction.denominator ?? 'HUNDRED'] : 100);
