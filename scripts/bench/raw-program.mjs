// The measured application by the classes of `cdk8s import`, object by object, as one writes it without the library.
import { createRequire } from 'node:module';
import { ApiObject, Chart } from 'cdk8s';
import { hasCanary, inCharts } from './layout.mjs';

const imports = (file) => createRequire(import.meta.url)(`../../lib/imports/${file}.js`);
const ENROLMENT = {
  'istio-sidecar': { labels: { 'istio-injection': 'enabled' } },
  'istio-ambient': { labels: { 'istio.io/dataplane-mode': 'ambient' } },
  linkerd: { annotations: { 'linkerd.io/inject': 'enabled' } },
  'gateway-api': {},
};
const WAYPOINT = { labels: { 'istio.io/use-waypoint': 'waypoint' } };
const ACCRUAL = {
  annotations: {
    'balancer.linkerd.io/failure-accrual': 'consecutive',
    'balancer.linkerd.io/failure-accrual-consecutive-max-failures': '5',
    'balancer.linkerd.io/failure-accrual-consecutive-min-penalty': '30s',
    'balancer.linkerd.io/failure-accrual-consecutive-max-penalty': '5m',
  },
};

export function build(app, { mesh, services, perChart }) {
  const write = { 'istio-sidecar': sidecar, 'istio-ambient': ambient, linkerd, 'gateway-api': gatewayApi }[mesh]();
  for (const { team, names } of inCharts(services, perChart)) {
    const chart = new Chart(app, team);
    new ApiObject(chart, 'namespace', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: team, ...ENROLMENT[mesh] } });
    write.namespace?.(chart, team);
    for (const name of names) {
      new ApiObject(chart, `${name}-account`, { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace: team } });
      write.service(chart, team, name);
    }
  }
}

function sidecar() {
  const { DestinationRule, VirtualService } = imports('networking-istio-io');
  return {
    service(chart, namespace, name) {
      const host = `${name}.${namespace}.svc.cluster.local`;
      const to = (subset, weight) => ({ destination: { host, port: { number: 80 }, subset }, weight });
      const rule = (ruleName, match, route) => ({ name: ruleName, match: [match], route, timeout: '3s', retries: { attempts: 2, retryOn: '503,connect-failure' } });
      kubeService(chart, namespace, name);
      new VirtualService(chart, `${name}-virtual-service`, {
        metadata: { name, namespace },
        spec: {
          hosts: [host],
          http: hasCanary(name) ? [
            rule('to-v2', { port: 80, headers: { 'x-canary': { exact: 'true' } } }, [to('v2')]),
            rule('default', { port: 80 }, [to('v1', 90), to('v2', 10)]),
          ] : [rule('default', { port: 80 }, [to()])],
        },
      });
      destinationRule(DestinationRule, chart, namespace, name, hasCanary(name) ? ['v1', 'v2'].map((version) => ({ name: version, labels: { version } })) : undefined);
    },
  };
}

function ambient() {
  const { Gateway, HttpRoute } = imports('gateway-networking-k8s-io');
  const { DestinationRule } = imports('networking-istio-io');
  return {
    namespace: (chart, namespace) => new Gateway(chart, 'waypoint', {
      metadata: { name: 'waypoint', namespace, labels: { 'istio.io/waypoint-for': 'service' } },
      spec: { gatewayClassName: 'istio-waypoint', listeners: [{ name: 'mesh', port: 15008, protocol: 'HBONE' }] },
    }),
    service(chart, namespace, name) {
      servicesOfVersions(chart, namespace, name, WAYPOINT, WAYPOINT);
      httpRoute(HttpRoute, chart, namespace, name, { timeouts: { request: '3s' } });
      const doors = hasCanary(name) ? [name, `${name}-v1`, `${name}-v2`] : [name];
      for (const door of doors) destinationRule(DestinationRule, chart, namespace, door);
    },
  };
}

function linkerd() {
  const { HttpRoute } = imports('gateway-networking-k8s-io');
  const annotations = { 'timeout.linkerd.io/request': '3s', 'retry.linkerd.io/http': '503', 'retry.linkerd.io/limit': '2' };
  return {
    service(chart, namespace, name) {
      servicesOfVersions(chart, namespace, name, ACCRUAL);
      httpRoute(HttpRoute, chart, namespace, name, { annotations });
    },
  };
}

function gatewayApi() {
  const { HttpRoute } = imports('gateway-networking-k8s-io');
  return {
    service(chart, namespace, name) {
      servicesOfVersions(chart, namespace, name);
      httpRoute(HttpRoute, chart, namespace, name, { timeouts: { request: '3s' } });
    },
  };
}

function kubeService(chart, namespace, name, { metadata, selector = { app: name }, ...spec } = {}) {
  new ApiObject(chart, `${name}-service`, {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace, ...metadata },
    spec: { ...spec, selector, ports: [{ name: 'http', port: 80, targetPort: 8080, protocol: 'TCP', appProtocol: 'http' }] },
  });
}

function servicesOfVersions(chart, namespace, name, apex = {}, version = {}) {
  kubeService(chart, namespace, name, { metadata: apex });
  if (!hasCanary(name)) return;
  for (const v of ['v1', 'v2']) kubeService(chart, namespace, `${name}-${v}`, { metadata: version, selector: { app: name, version: v }, type: 'ClusterIP' });
}

function destinationRule(DestinationRule, chart, namespace, name, subsets) {
  new DestinationRule(chart, `${name}-destination-rule`, {
    metadata: { name, namespace },
    spec: {
      host: `${name}.${namespace}.svc.cluster.local`,
      subsets,
      trafficPolicy: {
        connectionPool: { http: { http2MaxRequests: 100 } },
        outlierDetection: { consecutive5XxErrors: 5, interval: '10s', baseEjectionTime: '30s', maxEjectionPercent: 50 },
      },
    },
  });
}

/** Linkerd reads annotations where the others read fields, and its HTTPRoute has rules without names. */
function httpRoute(HttpRoute, chart, namespace, name, { annotations, timeouts }) {
  const reference = (service, weight) => ({ group: '', kind: 'Service', name: service, namespace, port: 80, weight });
  const path = { type: 'PathPrefix', value: '/' };
  const rule = (ruleName, match, backendRefs) => ({ name: annotations ? undefined : ruleName, matches: [match], backendRefs, timeouts });
  new HttpRoute(chart, `${name}-route`, {
    metadata: { name, namespace, ...(annotations && { annotations }) },
    spec: {
      parentRefs: [reference(name)],
      rules: hasCanary(name) ? [
        rule('to-v2', { path, headers: [{ name: 'x-canary', type: 'Exact', value: 'true' }] }, [reference(`${name}-v2`)]),
        rule('default', { path }, [reference(`${name}-v1`, 90), reference(`${name}-v2`, 10)]),
      ] : [rule('default', { path }, [reference(name)])],
    },
  });
}
