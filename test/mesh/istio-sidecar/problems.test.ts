import type { ServicePortModel } from '../../../src/model/model';
import { Protocol } from '../../../src/model/protocol';
import { aPort, aService, byLabel } from '../../support/model';
import { mesh, shopOn } from './rendered';

function problemsWithVersionOn(ports: readonly ServicePortModel[]) {
  const shop = shopOn();
  const [cart, next] = [aService(shop, 'cart'), aService(shop, 'cart-next', { ports })];
  cart.splits.push({ path: 'shop/split', ports: [7070], shares: [{ version: { name: 'next', kind: 'service', service: next }, weight: 100, match: [] }] });
  return mesh.problems(cart);
}

test('nothing to say about what can be held', () => {
  const cart = aService(shopOn(), 'cart');
  // An expression has its place among the rules, so it may overlap with others.
  cart.splits.push({ path: 'shop/split', ports: [7070], shares: [
    { version: byLabel('v1'), weight: 50, match: [{ path: { kind: 'regex', value: '/a.*' }, headers: [], query: [] }] },
    { version: byLabel('v2'), weight: 50, match: [{ path: { kind: 'prefix', value: '/a/b' }, headers: [], query: [] }] },
  ] });
  expect(mesh.problems(cart)).toEqual([]);
  expect(problemsWithVersionOn([aPort(7070, Protocol.GRPC), aPort(80, Protocol.HTTP)])).toEqual([]);
  expect(problemsWithVersionOn([aPort(7070, Protocol.HTTP2)])).toEqual([]);
});

test('a version whose Service does not have the port of the split', () => {
  expect(problemsWithVersionOn([aPort(80, Protocol.GRPC)])).toEqual([
    { id: 'unknown-port', paths: ['shop/split'], message: expect.stringMatching(/Service "cart-next" has no port 7070.*give it port 7070/) }]);
});

test('a version whose Service speaks something else there', () => {
  expect(problemsWithVersionOn([aPort(7070, Protocol.TCP)])).toEqual([
    { id: 'protocol-mismatch', paths: ['shop/split'], message: expect.stringMatching(/speaks grpc on "cart" and tcp on "cart-next"; declare the same/) }]);
});
