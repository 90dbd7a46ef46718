import { Caller, Mesh, MeshNamespace, MeshReport, MtlsMode, ServicePort } from '../../src';
import { quiet } from '../support/quiet';
import { account, inNamespace, shopOn, WEB } from '../security/program';

quiet();

type Shop = ReturnType<typeof shopOn>;
const MESHES: [string, () => Mesh][] = [
  ['Istio sidecar', () => Mesh.istioSidecar()], ['Istio ambient', () => Mesh.istioAmbient()], ['Linkerd', () => Mesh.linkerd()], ['Gateway API', () => Mesh.gatewayApi()],
];

function refusedCalls({ app }: Shop): string[] {
  return MeshReport.of(app).findings.filter(f => f.rule === 'refused-call').map(f => `${f.severity} [${f.path}] ${f.message}`);
}

/** What is said of a call to `cart`, which `close` closes. */
function said(mesh: Mesh, close: (shop: Shop, cart: ReturnType<Shop['service']>) => void, defaultDeny = false): string[] {
  const shop = shopOn(mesh, { defaultDeny });
  const [web, cart] = [shop.service('web'), shop.service('cart', [WEB, ServicePort.tcp(6379)])];
  close(shop, cart);
  web.calls(cart, { ports: [80] });
  return refusedCalls(shop);
}

describe.each(MESHES)('%s: a call that no list lets in', (_name, mesh) => {
  const closed = ['warning [shop/shop-web/workload] calls shop/cart, where on port 80 no ServiceAllowList lets it in; add the caller to one, give one allowDeclaredCalls: true, or take the call back'];

  it.each<[string, Parameters<typeof said>[1], boolean]>([
    ['to closed pods without a list', () => undefined, true],
    ['to a list that lets nobody in', (shop, cart) => shop.list(cart, []), false],
    ['to a list for somebody else', (shop, cart) => shop.list(cart, [{ callers: [account('a')] }]), false],
  ])('%s', (_case, close, deny) => expect(said(mesh(), close, deny)).toEqual(closed));

  it.each<[string, Parameters<typeof said>[1], boolean]>([
    ['to open pods', () => undefined, false],
    ['to a list that names the caller', (shop, cart) => shop.list(cart, [{ callers: [account('web')] }]), true],
    ['to a list for its namespace', (shop, cart) => shop.list(cart, [{ callers: [Caller.namespace('shop')] }]), true],
    ['to a list of declared calls', (shop, cart) => shop.list(cart, undefined, { allowDeclaredCalls: true }), true],
    ['to a port that the list does not rule', (shop, cart) => shop.list(cart, [{ callers: [account('a')], servicePorts: [6379] }]), false],
  ])('is none %s', (_case, close, deny) => expect(said(mesh(), close, deny)).toEqual([]));
});

describe('a call without identity', () => {
  function fromPlain(mesh: Mesh, prepare: (shop: Shop, cart: ReturnType<Shop['service']>) => void = () => undefined, mtls = MtlsMode.STRICT): string[] {
    const shop = shopOn(mesh, { mtls });
    const cart = shop.service('cart');
    const outside = inNamespace(shop.chart, new MeshNamespace(shop.chart, 'outside', { mesh: Mesh.gatewayApi(), name: 'outside' }));
    outside.service('old').calls(cart);
    prepare(shop, cart);
    return refusedCalls(shop);
  }

  it.each(MESHES.slice(0, 2))('to a strict port on %s', (_name, mesh) => {
    expect(fromPlain(mesh())).toEqual(['warning [shop/outside-old/workload] calls shop/cart, which takes mutual TLS only on port 80, and the call has no identity there; put both on one mesh, or name the port in addMtlsException']);
  });

  it('is none to a port that takes plaintext', () => {
    expect(fromPlain(Mesh.istioSidecar(), ({ namespace }, cart) => namespace.addMtlsException({ workload: cart.workload!, containerPorts: [8080], reason: 'old clients' }))).toEqual([]);
    expect(fromPlain(Mesh.istioSidecar(), undefined, MtlsMode.PERMISSIVE)).toEqual([]);
  });
});
