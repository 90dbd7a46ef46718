import { App, Chart, Duration } from 'cdk8s';
import { CanaryRelease, HttpMatch, Mesh, MeshNamespace, MeshService, MeshSimulator, RequestTimeout, ServicePort, ServiceVersion, StringMatch } from '../../src';
import { MESHES } from '../support/app';
import { quiet } from '../support/quiet';

quiet();

// What README.md says of its first program.
test.each(MESHES)('the program of the README sends a tenth to the canary, on %s', name => {
  const app = new App();
  const chart = new Chart(app, 'shop');
  const shop = new MeshNamespace(chart, 'shop', { mesh: Mesh.fromName(name) });
  const cart = new MeshService(chart, 'cart', { namespace: shop, ports: [ServicePort.http(80, { targetPort: 8080 })] });
  new CanaryRelease(chart, 'cart-canary', {
    service: cart, stable: ServiceVersion.labels('v1', { version: 'v1' }), canary: ServiceVersion.labels('v2', { version: 'v2' }), weight: 10,
    match: [HttpMatch.header('x-canary', StringMatch.exact('true'))],
  });
  new RequestTimeout(chart, 'cart-timeout', { service: cart, request: Duration.seconds(5) });
  const caller = MeshSimulator.fromApp(app).asServiceAccount('shop', 'frontend');
  const result = caller.get('http://cart.shop/');
  expect([result.verdict, result.timeout, result.destinations.map(({ share }) => share)]).toEqual(['allowed', '5s', [90, 10]]);
  expect(caller.get('http://cart.shop/', { headers: { 'x-canary': 'true' } }).destinations.map(({ share }) => share)).toEqual([100]);
});
