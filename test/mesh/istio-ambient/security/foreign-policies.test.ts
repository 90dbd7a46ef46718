import { ApiObject } from 'cdk8s';
import { Mesh, ServiceVersion, TrafficSplit, Waypoint } from '../../../../src';
import { account, shopOn, WEB } from '../../../security/program';
import { unchecked } from '../../../support/app';
import { AMBIENT, AMBIENT_PER_SERVICE } from './verdicts';

type Shop = ReturnType<typeof shopOn>;
const foreign = ({ chart }: Shop, apiVersion: string, kind: string, spec: object, namespace = 'shop') =>
  unchecked(new ApiObject(chart, 'theirs', { apiVersion, kind, metadata: { name: 'theirs', namespace }, spec }));
const allow = (s: Shop, spec: object, namespace?: string) => foreign(s, 'security.istio.io/v1', 'AuthorizationPolicy', spec, namespace);
const target = (kind: string, name: string) => ({ targetRefs: [{ kind, name }], rules: [{}] });

/** A list that asks for requests makes a waypoint. */
function listed(mesh = AMBIENT, requests = true) {
  const s = shopOn(mesh);
  const cart = s.service('cart');
  s.list(cart, [{ callers: [account('a')], ...(requests && { paths: ['/x'] }) }]);
  return { ...s, cart };
}

describe('an ALLOW at a waypoint', () => {
  test.each<[string, object, string, Mesh]>([
    ['Service "cart"', target('Service', 'cart'), 'shop', AMBIENT],
    ['Service "cart"', { targetRef: { kind: 'Service', name: 'cart' }, action: 'ALLOW', rules: [{ from: [] }] }, 'shop', AMBIENT],
    ['Gateway "waypoint"', target('Gateway', 'waypoint'), 'shop', AMBIENT],
    ['Gateway "cart-waypoint"', target('Gateway', 'cart-waypoint'), 'shop', AMBIENT_PER_SERVICE],
    ['Gateway "wp"', target('Gateway', 'wp'), 'shop', Mesh.istioAmbient({ waypoint: Waypoint.existing('wp') })],
    ['GatewayClass "istio-waypoint"', target('GatewayClass', 'istio-waypoint'), 'istio-system', AMBIENT],
  ])('for %s adds to a list and is an error', (what, spec, namespace, mesh) => {
    const s = listed(mesh);
    allow(s, spec, namespace);
    expect(() => s.app.synthYaml()).toThrow(new RegExp(`\\[shop/theirs\\] AuthorizationPolicy "theirs" is for ${what}, and lets others through waypoint ".*" to Service "cart" beside the callers of its lists.*ServiceAllowList`));
  });

  test('for a Service that is made for a version is an error', () => {
    const s = listed();
    new TrafficSplit(s.chart, 'split', { service: s.cart, versions: ['v1', 'v2'].map(version => ({ version: ServiceVersion.labels(version, { version }), weight: 50 })) });
    allow(s, target('Service', 'cart-v2'));
    expect(() => s.app.synthYaml()).toThrow(/is for Service "cart-v2", and lets others through/);
  });

  test.each<[string, object, string]>([
    ['refuses', { ...target('Service', 'cart'), action: 'DENY' }, 'shop'], ['lets nobody through', { targetRefs: [{ kind: 'Gateway', name: 'waypoint' }] }, 'shop'],
    ['is for another Service', target('Service', 'other'), 'shop'], ['stands elsewhere', target('Gateway', 'waypoint'), 'other'],
    ['is for a class that is not spoken of there', target('GatewayClass', 'istio-waypoint'), 'shop'], ['is for a ServiceEntry', target('ServiceEntry', 'cart'), 'shop'],
  ])('that %s is left alone', (_, spec, namespace) => {
    const s = listed();
    allow(s, spec, namespace);
    expect(() => s.app.synthYaml()).not.toThrow();
  });

  test('is left alone where the pods have no rules or no waypoint', () => {
    for (const s of [shopOn(AMBIENT), listed(AMBIENT, false)]) {
      if (!('cart' in s)) s.service('cart', WEB);
      allow(s, target('Service', 'cart'));
      expect(() => s.app.synthYaml()).not.toThrow();
    }
  });
});

test('an ALLOW with an empty list of targets is for the namespace', () => {
  const s = listed();
  allow(s, { targetRefs: [], rules: [{}] });
  expect(() => s.app.synthYaml()).toThrow(/AuthorizationPolicy "theirs" lets others in to the pods of "cart"/);
});
