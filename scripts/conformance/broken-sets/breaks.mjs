// Ways to break a set of objects. Each takes the objects and gives `{ objects, what }`, or nothing where it does not apply; objects
// that it does not change are the same.
import { textsOf } from './leaves.mjs';

const MESH_GROUPS = /\.istio\.io\/|^gateway\.networking\.k8s\.io\//;
const isMeshObject = ({ apiVersion }) => MESH_GROUPS.test(apiVersion);
const nameOf = ({ kind, metadata }) => `${kind} ${metadata.namespace ?? ''}/${metadata.name}`;

const NAMESPACE_LABELS = [
  ['istio-injection', ['enabled', 'disabled', 'true', '']],
  ['istio.io/rev', ['default', 'canary', '']],
  ['istio.io/dataplane-mode', ['ambient', 'none', 'sidecar']],
  ['istio.io/use-waypoint', ['waypoint', 'none']],
];
const POD_LABELS = [
  ['app', ['cart', 'catalog', 'nobody']],
  ['version', ['v1', 'v2', 'v9']],
  ['sidecar.istio.io/inject', ['true', 'false']],
  ['istio.io/dataplane-mode', ['ambient', 'none']],
  ['istio', ['ingress', 'egress']],
];
const ANNOTATIONS = [
  ['sidecar.istio.io/inject', ['true', 'false', 'maybe']],
  ['sidecar.istio.io/rewriteAppHTTPProbers', ['true', 'no']],
  ['sidecar.istio.io/proxyCPU', ['100m', 'much']],
  ['sidecar.istio.io/unknown', ['a']],
  ['traffic.sidecar.istio.io/includeOutboundIPRanges', ['*', '10.0.0.0/8', 'ten']],
  ['traffic.sidecar.istio.io/excludeInboundPorts', ['80', 'http', '99999']],
  ['traffic.sidecar.istio.io/includeInboundPorts', ['*', '80,81', 'a']],
  ['proxy.istio.io/config', ['concurrency: 2', '{', 'concurrency: many']],
  ['networking.istio.io/exportTo', ['.', '*', 'shop,a']],
  ['kubernetes.io/ingress.class', ['istio']],
  ['inject.istio.io/templates', ['gateway']],
  ['status.sidecar.istio.io/port', ['15020', 'x']],
  ['istio.io/waypoint-for', ['service']],
  ['alpha.istio.io/kubernetes-serviceaccounts', ['a']],
  ['sidecar.istio.io/statsInclusionPrefixes', ['a']],
  ['networking.istio.io/traffic-distribution', ['PreferClose']],
  ['ambient.istio.io/redirection', ['enabled']],
];
const PORT_NAMES = ['http', 'https', 'web', 'grpc-a', 'grpcweb', 'tcp', 'mongo', 'udp', 'tls-x', 'http2', 'HTTP', 'httpx', 'redis-a'];
const APP_PROTOCOLS = ['http', 'https', 'grpc', 'kubernetes.io/h2c', 'kubernetes.io/ws', 'example.com/x', 'tcp', 'istio.io/http'];

const templateOf = ({ spec }) => spec?.jobTemplate?.spec?.template ?? spec?.template;

/** One object changed. */
function changed(objects, random, applies, change) {
  const able = objects.filter(applies);
  if (able.length === 0) return undefined;
  const old = random.pick(able);
  const object = structuredClone(old);
  const what = change(object);
  return what === undefined ? undefined : { objects: objects.map((one) => (one === old ? object : one)), what: `${nameOf(object)}: ${what}` };
}

function labelled(holder, field, [key, values], random) {
  const value = random.pick([...values, undefined]);
  holder[field] = { ...holder[field], [key]: value };
  if (value === undefined) delete holder[field][key];
  return `${field} ${key}=${value ?? '(none)'}`;
}

export const BREAKS = {
  leaveOut(objects, random) {
    const gone = random.pick(objects);
    return { objects: objects.filter((one) => one !== gone), what: `without ${nameOf(gone)}` };
  },
  twin(objects, random) {
    const able = objects.filter(isMeshObject);
    if (able.length === 0) return undefined;
    const twin = structuredClone(random.pick(able));
    twin.metadata.name += '-twin';
    return { objects: [...objects, twin], what: `with ${nameOf(twin)}` };
  },
  move(objects, random) {
    const namespaces = [...new Set(objects.map(({ metadata }) => metadata.namespace).filter(Boolean)), 'nowhere'];
    return changed(objects, random, ({ metadata }) => metadata.namespace !== undefined, (object) => {
      object.metadata.namespace = random.pick(namespaces);
      return 'moved here';
    });
  },
  /** A text replaced by one that stands elsewhere in the set under the same key, or by one that stands nowhere. */
  reference(objects, random) {
    return changed(objects, random, isMeshObject, (object) => {
      const texts = textsOf(object);
      if (texts.length === 0) return undefined;
      const { path, key, value, put } = random.pick(texts);
      const others = objects.filter(isMeshObject).flatMap((one) => textsOf(one)).filter((one) => one.key === key).map((one) => one.value);
      const text = random.pick([
        ...others, ...others, 'nowhere', `${value}.shop.svc.cluster.local`, `${value}.shop`, value.split('.')[0], `shop/${value}`, value.split('/').at(-1),
      ]);
      put(text);
      return `${path} is ${text}`;
    });
  },
  namespaceLabel: (objects, random) => changed(objects, random, ({ kind }) => kind === 'Namespace',
    (object) => labelled(object.metadata, 'labels', random.pick(NAMESPACE_LABELS), random)),
  podLabel: (objects, random) => changed(objects, random, (object) => templateOf(object) !== undefined,
    (object) => labelled(templateOf(object).metadata ??= {}, 'labels', random.pick(POD_LABELS), random)),
  podAnnotation: (objects, random) => changed(objects, random, (object) => templateOf(object) !== undefined,
    (object) => labelled(templateOf(object).metadata ??= {}, 'annotations', random.pick(ANNOTATIONS), random)),
  annotation: (objects, random) => changed(objects, random, ({ kind }) => ['Namespace', 'Service', 'Deployment'].includes(kind),
    (object) => labelled(object.metadata, 'annotations', random.pick(ANNOTATIONS), random)),
  portName: (objects, random) => changed(objects, random, ({ kind, spec }) => kind === 'Service' && spec.ports?.length > 0, ({ spec }) => {
    const port = random.pick(spec.ports);
    if (random.chance(0.3)) port.appProtocol = random.pick(APP_PROTOCOLS);
    else port.name = random.pick(PORT_NAMES);
    return `port named ${port.name}, ${port.appProtocol}`;
  }),
  portNumber: (objects, random) => changed(objects, random, ({ kind }) => ['Service', 'Gateway'].includes(kind), (object) => {
    const port = random.pick([...object.spec.ports ?? [], ...(object.spec.servers ?? []).map((server) => server.port), undefined]);
    if (!port) return undefined;
    const field = object.kind === 'Gateway' ? 'number' : random.pick(['port', 'targetPort']);
    port[field] = random.pick([80, 81, 8080, 8443, 9000]);
    return `${field} ${port[field]}`;
  }),
  /** A route's place, its repetition, or its match. */
  routes: (objects, random) => changed(objects, random, ({ kind, spec }) => kind === 'VirtualService' && spec.http?.length > 0, ({ spec }) => {
    const at = random.below(spec.http.length);
    const changes = [
      () => { spec.http.reverse(); return 'routes in reverse'; },
      () => { spec.http.push(structuredClone(spec.http[at])); return 'route repeated'; },
      () => { delete spec.http[at].match; return 'route for all'; },
      () => { delete spec.http[at].route?.[0]?.destination.port; return 'destination without port'; },
      () => { spec.http[at].match = [...spec.http[at].match ?? [{ uri: { prefix: '/' } }], ...spec.http[at].match ?? [{ uri: { prefix: '/a' } }]]; return 'match repeated'; },
      () => { spec.http[at].match = [{ uri: { prefix: random.pick(['/', '/catalog', '/catalog/a']) } }]; return 'another prefix'; },
      () => { spec.http[at].mirrors = [{ destination: { host: random.pick(['cart', 'nowhere', 'catalog']) } }]; return 'with mirrors'; },
      () => { spec.gateways = random.pick([['mesh'], ['mesh', 'istio-ingress/public'], ['shop/nowhere'], ['istio-ingress/public', 'nowhere']]); return 'other gateways'; },
      () => { spec.exportTo = [random.pick(['.', '*', 'payments'])]; return `exportTo ${spec.exportTo}`; },
    ];
    return random.pick(changes)();
  }),
  podUser: (objects, random) => changed(objects, random, ({ kind }) => kind === 'Deployment', (object) => {
    const pod = templateOf(object).spec;
    const holder = random.chance(0.5) ? pod : random.pick(pod.containers);
    holder.securityContext = { runAsUser: random.pick([1337, 1000]) };
    return `runs as ${holder.securityContext.runAsUser}`;
  }),
};
