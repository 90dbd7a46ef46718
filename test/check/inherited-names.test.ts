import { check } from '../../src/check/check';
import { ManifestObject } from '../../src/manifest/manifest-object';
import { ManifestSet } from '../../src/manifest/manifest-set';

const NAMES = ['constructor', 'toString', '__proto__', 'hasOwnProperty'];

const ROUTE = 'gateway.networking.k8s.io/v1';

test.each(NAMES)('"%s" is a word like any other, wherever a manifest says it', name => {
  const metadata = { name: 'cart', namespace: 'shop', labels: { [name]: name }, annotations: { [name]: name, [`linkerd.io/${name}`]: name, 'retry.linkerd.io/timeout': `1${name}` } };
  const objects = [
    { apiVersion: ROUTE, kind: 'HTTPRoute', metadata, spec: { parentRefs: [{ group: name, kind: 'Service', name: 'cart' }, { kind: name, name }], rules: [{ filters: [{ type: name }] }] } },
    { apiVersion: ROUTE, kind: 'Gateway', metadata, spec: { gatewayClassName: name, listeners: [{ name, port: 80, protocol: name }] } },
    { apiVersion: 'v1', kind: 'Service', metadata, spec: { selector: { [name]: name }, ports: [{ name, port: 80, protocol: name, appProtocol: name }] } },
    { apiVersion: 'policy.linkerd.io/v1beta3', kind: 'Server', metadata, spec: { port: name, proxyProtocol: name, podSelector: {} } },
    ...['cart', 'web'].map(app => ({
      apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: app, namespace: 'shop' },
      spec: { selector: { matchLabels: { app } }, template: { metadata: { labels: { app } }, spec: { containers: [{ name: app, image: app }] } } },
    })),
    { apiVersion: 'security.istio.io/v1', kind: 'AuthorizationPolicy', metadata, spec: { selector: { matchLabels: { [name]: 'cart' } }, rules: [{ from: [{ source: { [name]: [name] } }] }] } },
    { apiVersion: `${name}/${name}`, kind: name, metadata, spec: {} },
  ].map(body => new ManifestObject(body));
  expect(() => check(new ManifestSet(objects))).not.toThrow();
});
