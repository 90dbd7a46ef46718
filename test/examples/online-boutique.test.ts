import { App } from 'cdk8s';
import { Cluster, GatewayApiChannel, Mesh, MeshReport } from 'cdk8s-mesh';
import { ERROR_IDS } from '../../src/model/errors';
import { onlineBoutique } from '../../examples/online-boutique/online-boutique';

type Manifest = Record<string, any>;

const MESHES = ['istio-sidecar', 'istio-ambient', 'linkerd', 'gateway-api'];
const NAMESPACE = 'online-boutique';
const SERVICES = [
  'adservice', 'cartservice', 'checkoutservice', 'currencyservice', 'emailservice', 'frontend', 'frontend-external', 'paymentservice',
  'productcatalogservice', 'recommendationservice', 'redis-cart', 'shippingservice',
];
const CATALOG = 'productcatalogservice';
/** Services whose calls must not be made twice. */
const WRITING = ['cartservice', 'checkoutservice', 'emailservice', 'frontend', 'paymentservice', 'shippingservice'];

function synth(mesh: string, channel = GatewayApiChannel.STANDARD) {
  const app = new App();
  Cluster.assign(app, Cluster.of('test', { gatewayApiChannel: channel }));
  onlineBoutique(app, Mesh.fromName(mesh));
  const objects = app.charts.flatMap(chart => chart.toJson() as Manifest[]);
  const of = (kind: string) => objects.filter(o => o.kind === kind);
  const one = (kind: string, name: string): Manifest => {
    const found = of(kind).filter(o => o.metadata.name === name);
    expect(found).toHaveLength(1);
    return found[0]!;
  };
  return { objects, of, one, report: MeshReport.of(app) };
}

type Synthesised = ReturnType<typeof synth>;

/** Names of the Deployments whose pods a Service selects. */
function selected({ of }: Synthesised, service: Manifest): string[] {
  const wanted = Object.entries(service.spec.selector as Record<string, string>);
  return of('Deployment').filter(d => wanted.every(([key, value]) => d.spec.template.metadata.labels[key] === value)).map(d => d.metadata.name).sort();
}

interface Release {
  /** Header values that lead to one Deployment only, whatever the rest. */
  readonly header: { readonly name: string; readonly value: string; readonly to: string[] };
  /** Percent of the other calls, by Deployment. */
  readonly weights: Record<string, number>;
}

function istioRelease(boutique: Synthesised): Release {
  const host = `${CATALOG}.${NAMESPACE}.svc.cluster.local`;
  const rule = boutique.one('DestinationRule', CATALOG).spec;
  expect(rule.host).toBe(host);
  const pods = (destination: Manifest) => {
    expect(destination).toMatchObject({ host, port: { number: 3550 } });
    const { labels } = rule.subsets.find((s: Manifest) => s.name === destination.subset);
    return selected(boutique, { spec: { selector: { app: CATALOG, ...labels } } });
  };
  const { hosts, http } = boutique.one('VirtualService', CATALOG).spec;
  expect(hosts).toEqual([host]);
  expect(http).toHaveLength(2);
  const [name, value] = Object.entries<Manifest>(http[0].match[0].headers)[0]!;
  expect(http[0].match.map((m: Manifest) => m.headers)).toEqual(http[0].match.map(() => ({ [name]: value })));
  expect(http[1].match).toEqual([{ port: 3550 }]);
  return {
    header: { name, value: value.exact, to: http[0].route.flatMap((r: Manifest) => pods(r.destination)) },
    weights: Object.fromEntries(http[1].route.map((r: Manifest) => [pods(r.destination).join(), r.weight])),
  };
}

function routeRelease(boutique: Synthesised, kind: string): Release {
  const pods = ({ name, port, group }: Manifest) => {
    expect({ port, group }).toEqual({ port: 3550, group: '' });
    return selected(boutique, boutique.one('Service', name));
  };
  const { parentRefs, rules } = boutique.one(kind, CATALOG).spec;
  expect(parentRefs).toEqual([{ group: '', kind: 'Service', name: CATALOG, namespace: NAMESPACE, port: 3550 }]);
  expect(rules).toHaveLength(2);
  const [{ name, type, value }] = rules[0].matches[0].headers;
  expect(type).toBe('Exact');
  return {
    header: { name, value, to: rules[0].backendRefs.flatMap(pods) },
    weights: Object.fromEntries(rules[1].backendRefs.map((b: Manifest) => [pods(b).join(), b.weight])),
  };
}

describe.each(MESHES)('the Online Boutique on %s', mesh => {
  const boutique = synth(mesh);
  const versions = mesh === 'istio-sidecar' ? [] : [`${CATALOG}-v1`, `${CATALOG}-v2`];

  test('has its twelve Services, and one for each version where the mesh routes to Services only', () => {
    expect(boutique.of('Service').map(s => s.metadata.name).sort()).toEqual([...SERVICES, ...versions].sort());
    for (const service of boutique.of('Service')) expect(service.metadata.namespace).toBe(NAMESPACE);
  });

  test('every Service selects the pods that it is for', () => {
    const pods = Object.fromEntries(boutique.of('Service').map(service => [service.metadata.name, selected(boutique, service)]));
    const own = SERVICES.filter(name => name !== CATALOG && name !== 'frontend-external').map(name => [name, [name]]);
    expect(pods).toEqual({
      ...Object.fromEntries(own),
      'frontend-external': ['frontend'],
      [CATALOG]: [`${CATALOG}-v1`, `${CATALOG}-v2`],
      ...Object.fromEntries(versions.map(version => [version, [version]])),
    });
  });

  test('has two doors to the frontend, and none to which a load balancer leads clients without an identity', () => {
    const [inside, outside] = ['frontend', 'frontend-external'].map(name => boutique.one('Service', name));
    expect(outside!.spec.selector).toEqual(inside!.spec.selector);
    expect(boutique.of('Service').filter(service => (service.spec.type ?? 'ClusterIP') !== 'ClusterIP')).toEqual([]);
  });

  test('says what every port speaks, in a name that Istio reads and an appProtocol that the mesh reads', () => {
    const grpc = { 'istio-sidecar': 'grpc', 'istio-ambient': 'grpc', linkerd: 'kubernetes.io/h2c', 'gateway-api': 'kubernetes.io/h2c' }[mesh];
    for (const { metadata: { name }, spec: { ports: [port] } } of boutique.of('Service')) {
      if (name === 'redis-cart') expect(port.name).toBe('tcp-redis');
      else if (name.startsWith('frontend')) expect(port).toMatchObject({ name: 'http', appProtocol: 'http' });
      else expect(port).toMatchObject({ name: 'grpc', appProtocol: grpc });
    }
  });

  test('sends a tenth of the catalog calls, and those of testers, to the new version', () => {
    const release = mesh === 'istio-sidecar' ? istioRelease(boutique) : routeRelease(boutique, mesh === 'linkerd' ? 'GRPCRoute' : 'HTTPRoute');
    expect(release).toEqual({
      header: { name: 'x-canary', value: 'true', to: [`${CATALOG}-v2`] },
      weights: { [`${CATALOG}-v1`]: 90, [`${CATALOG}-v2`]: 10 },
    });
  });

  test('every pod has an account that is in the App, of its own', () => {
    const accounts = boutique.of('ServiceAccount').map(a => a.metadata.name);
    const used = new Set(boutique.of('Deployment').map(d => d.spec.template.spec.serviceAccountName));
    expect([...used].sort()).toEqual(accounts.sort());
    expect(used.size).toBe(boutique.of('Deployment').length - 1);
  });

  test('callers say what they call', () => {
    const calls = (account: string) => JSON.parse(boutique.one('ServiceAccount', account).metadata.annotations['cdk8s-mesh.dev/calls']) as Manifest[];
    const callees = (account: string) => [...new Set(calls(account).map(call => call.to.slice(NAMESPACE.length + 1)))];
    expect(callees('loadgenerator')).toEqual(['frontend']);
    expect(callees('frontend')).toEqual(
      ['adservice', 'cartservice', 'checkoutservice', 'currencyservice', 'productcatalogservice', 'recommendationservice', 'shippingservice']);
    expect(callees('checkoutservice')).toEqual(
      ['cartservice', 'currencyservice', 'emailservice', 'paymentservice', 'productcatalogservice', 'shippingservice']);
    expect(callees('recommendationservice')).toEqual(['productcatalogservice']);
    expect(calls('cartservice')).toEqual([{ to: `${NAMESPACE}/redis-cart`, ports: [6379] }]);
    expect(calls('recommendationservice')[0]!.grpcMethods).toEqual(['hipstershop.ProductCatalogService/ListProducts']);
  });

  test('the report names what is left out, with the alternative, and what is only near to what was asked', () => {
    const omitted = boutique.report.features.filter(f => f.omitted);
    expect([...new Set(omitted.map(f => f.feature))].sort()).toEqual({
      'istio-sidecar': [],
      'istio-ambient': ['no-retries', 'retries'],
      linkerd: ['request-limits', 'retry-on-connection'],
      'gateway-api': ['ejection', 'no-retries', 'request-limits', 'retries'],
    }[mesh]);
    for (const feature of omitted) expect(feature.alternative).toMatch(/use|install/);
    for (const feature of boutique.report.features.filter(f => f.level === 'approximated')) expect(feature.difference).not.toBe('');
    // Where the mesh's own retries cannot be switched off, that is said of each of the six services that must not process anything twice.
    const unsaid = ['istio-ambient', 'gateway-api'].includes(mesh) ? Array<string>(6).fill('default-retries-stay') : [];
    expect(boutique.report.findings.filter(f => f.accepted === undefined).map(f => f.rule)).toEqual(unsaid);
  });

  test('redis has no routes', () => {
    const routes = ['HTTPRoute', 'GRPCRoute', 'VirtualService'].flatMap(boutique.of);
    expect(routes.map(r => r.metadata.name)).not.toContain('redis-cart');
  });
});

describe('nothing is processed twice that must not be', () => {
  test('by Istio sidecars', () => {
    const { one } = synth('istio-sidecar');
    for (const name of WRITING) for (const { retries } of one('VirtualService', name).spec.http) expect(retries).toEqual({ attempts: 0 });
  });

  test('by Linkerd, which makes no retries unasked', () => {
    const { of } = synth('linkerd');
    const routes = [...of('HTTPRoute'), ...of('GRPCRoute')].filter(r => WRITING.includes(r.spec.parentRefs[0].name));
    expect(routes).toHaveLength(WRITING.length);
    for (const { metadata } of routes) expect(Object.keys(metadata.annotations)).toEqual(['timeout.linkerd.io/request']);
  });

  test.each(['istio-ambient', 'gateway-api'])('on %s with the experimental channel of the Gateway API', mesh => {
    const { one, report } = synth(mesh, GatewayApiChannel.EXPERIMENTAL);
    for (const name of WRITING) for (const { retry } of one('HTTPRoute', name).spec.rules) expect(retry).toEqual({ attempts: 0 });
    expect(report.features.filter(f => f.omitted).map(f => f.feature)).not.toContain('no-retries');
  });
});

describe('reading calls are tried again', () => {
  test('by Istio sidecars', () => {
    for (const { retries, timeout } of synth('istio-sidecar').one('VirtualService', CATALOG).spec.http) {
      expect({ ...retries, timeout }).toEqual({ attempts: 2, perTryTimeout: '1s', retryOn: 'connect-failure,refused-stream,unavailable', timeout: '3s' });
    }
  });

  test('by Linkerd, on statuses', () => {
    expect(synth('linkerd').one('GRPCRoute', CATALOG).metadata.annotations).toEqual({
      'retry.linkerd.io/grpc': 'unavailable', 'retry.linkerd.io/limit': '2', 'retry.linkerd.io/timeout': '1s', 'timeout.linkerd.io/request': '3s',
    });
  });

  test.each(['istio-ambient', 'gateway-api'])('on %s with the experimental channel of the Gateway API', mesh => {
    for (const { retry, timeouts } of synth(mesh, GatewayApiChannel.EXPERIMENTAL).one('HTTPRoute', CATALOG).spec.rules) {
      expect({ retry, timeouts }).toEqual({ retry: { attempts: 2 }, timeouts: { request: '3s', backendRequest: '1s' } });
    }
  });
});

describe('breakers', () => {
  const EJECTION = { consecutive5xxErrors: 5, interval: '10s', baseEjectionTime: '30s', maxEjectionPercent: 50 };

  test.each(['istio-sidecar', 'istio-ambient'])('on %s hold for the catalog, and for its versions where these are Services', mesh => {
    const { of } = synth(mesh);
    const rules = of('DestinationRule').filter(r => r.metadata.name.startsWith(CATALOG));
    expect(rules).toHaveLength(mesh === 'istio-ambient' ? 3 : 1);
    for (const { spec: { trafficPolicy } } of rules) {
      expect(trafficPolicy.outlierDetection).toMatchObject(EJECTION);
      expect(trafficPolicy.connectionPool).toMatchObject({ tcp: { maxConnections: 100 }, http: { http1MaxPendingRequests: 50, http2MaxRequests: 500 } });
    }
  });

  test('on Linkerd stand on the Service that callers dial', () => {
    const { of } = synth('linkerd');
    const accrual = (service: Manifest) => service.metadata.annotations?.['balancer.linkerd.io/failure-accrual'];
    expect(of('Service').filter(accrual).map(s => s.metadata.name).sort()).toEqual(['cartservice', 'currencyservice', CATALOG]);
  });

  test('of redis limit connections', () => {
    expect(synth('istio-sidecar').one('DestinationRule', 'redis-cart').spec.trafficPolicy).toEqual({ connectionPool: { tcp: { maxConnections: 200 } } });
  });
});

describe.each(MESHES)('on %s, nothing is found in what is written', mesh => {
  test.each([GatewayApiChannel.STANDARD, GatewayApiChannel.EXPERIMENTAL])('with the %s channel', channel => {
    // What the constructs themselves remark on is what they left out.
    const findings = synth(mesh, channel).report.findings.filter(({ rule }) => !Object.hasOwn(ERROR_IDS, rule));
    expect(findings.filter(({ accepted }) => accepted === undefined)).toEqual([]);
    expect(new Set(findings.map(({ rule }) => rule))).toEqual(new Set(findings.length > 0 ? ['default-retries'] : []));
  });
});
