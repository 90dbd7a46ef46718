import { App, Chart } from 'cdk8s';
import { Caller, CanaryRelease, Mesh, MeshNamespace, MeshService, ServiceAllowList, ServicePort, ServiceVersion } from '../../src';
import { declaredDifference } from '../../src/app/declared-difference';
import type { Difference } from '../../src/simulator/compare';
import { World } from '../../src/world/world';

/** On the plain Gateway API, where identities are approximated by labels: one list for `cart`, and nothing for `pay`. */
function program(props: { readonly defaultDeny?: boolean } = {}): World {
  const app = new App();
  const chart = new Chart(app, 'shop');
  const namespace = new MeshNamespace(chart, 'shop', { mesh: Mesh.gatewayApi(), ...props });
  const service = (name: string) => new MeshService(chart, name, { namespace, ports: [ServicePort.http(80)], podLabels: { app: name }, serviceAccountName: name, probes: [] });
  const [cart, pay] = [service('cart'), service('pay')];
  new ServiceAllowList(chart, 'list', { service: cart!, allow: [{ callers: [Caller.service(pay!)] }] });
  new CanaryRelease(chart, 'canary', { service: cart!, weight: 10, stable: ServiceVersion.labels('v1', { version: 'v1' }), canary: ServiceVersion.labels('v2', { version: 'v2' }) });
  return World.of(app);
}

const said = { verdict: 'allowed', reason: '' };
const differs = (service: string): Difference => ({ service, port: 80, services: [service], caller: 'shop/Deployment/web', title: 'GET /', ruled: false, before: said, after: { ...said, verdict: 'denied' } });

test.each(['cart.shop', 'cart-v1.shop'])('what a list for a service asked for is a reason for %s to differ', service => {
  expect(declaredDifference(differs(service), [undefined, program()])).toMatch(/^gateway-api: allow-identity is approximated: /);
});

test.each(['pay.shop', 'cart.other', 'cart-extra.shop'])('and none for %s', service => {
  expect(declaredDifference(differs(service), [undefined, program()])).toBeUndefined();
});

test('what a namespace asked for is a reason for all that is in it, and for nothing else', () => {
  const world = program({ defaultDeny: true });
  expect(declaredDifference(differs('pay.shop'), [world])).toMatch(/^gateway-api: default-deny is approximated: /);
  expect(declaredDifference(differs('pay.other'), [world])).toBeUndefined();
});

test('through a Gateway, what was asked for the services behind the host counts', () => {
  const through = (...services: string[]): Difference => ({ ...differs('shop.example.com'), services, caller: 'outside through edge/public' });
  expect(declaredDifference(through('pay.shop', 'cart.shop'), [program()])).toMatch(/^gateway-api: allow-identity is approximated: /);
  expect(declaredDifference(through('pay.shop'), [program()])).toBeUndefined();
  expect(declaredDifference(through(), [program()])).toBeUndefined();
});
