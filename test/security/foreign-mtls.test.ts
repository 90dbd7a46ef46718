import { ApiObject } from 'cdk8s';
import { Mesh, MeshDefaults, MtlsMode } from '../../src';
import { unchecked } from '../support/app';
import { shopOn } from './program';

const CART = { selector: { matchLabels: { app: 'cart' } } };
const mtls = (mode: string) => ({ mtls: { mode } });

/** How strictness is said: of the namespace, or of the mesh. */
function strict(mesh: Mesh, where: 'namespace' | 'mesh') {
  const s = shopOn(mesh, where === 'namespace' ? { mtls: MtlsMode.STRICT } : {});
  if (where === 'mesh') new MeshDefaults(s.chart, 'defaults', { mesh, mtls: MtlsMode.STRICT });
  return { ...s, cart: s.service('cart') };
}
const theirs = ({ chart }: ReturnType<typeof shopOn>, spec: object, namespace = 'shop') =>
  unchecked(new ApiObject(chart, 'theirs', { apiVersion: 'security.istio.io/v1', kind: 'PeerAuthentication', metadata: { name: 'theirs', namespace }, spec }));

describe.each(['istio-sidecar', 'istio-ambient'])('a PeerAuthentication of somebody else, on %s', name => {
  const mesh = Mesh.fromName(name);

  test.each<[string, object, 'namespace' | 'mesh', string]>([
    ['mode PERMISSIVE', { ...CART, ...mtls('PERMISSIVE') }, 'namespace', 'shop'],
    ['mode DISABLE', { ...CART, ...mtls('DISABLE') }, 'mesh', 'shop'],
    ['mode PERMISSIVE', mtls('PERMISSIVE'), 'namespace', 'shop'],
    ['mode PERMISSIVE', mtls('PERMISSIVE'), 'mesh', 'shop'],
    ['mode PERMISSIVE', mtls('PERMISSIVE'), 'mesh', 'istio-system'],
    ['port 8080: mode PERMISSIVE', { ...CART, ...mtls('STRICT'), portLevelMtls: { 8080: { mode: 'PERMISSIVE' } } }, 'namespace', 'shop'],
    ['port 8080: mode DISABLE', { selector: { matchLabels: { version: 'v1' } }, portLevelMtls: { 8080: { mode: 'DISABLE' } } }, 'mesh', 'shop'],
    ['no mode', {}, 'namespace', 'shop'], ['no mode', mtls('UNSET'), 'mesh', 'istio-system'],
  ])('that opens strict pods (%s, %j; strict: the %s; in %s) is an error', (what, spec, where, namespace) => {
    const s = strict(mesh, where);
    theirs(s, spec, namespace);
    expect(() => s.app.synthYaml()).toThrow(new RegExp(`\\[shop/theirs\\] PeerAuthentication "theirs" has the pods of "cart" take plaintext \\(${what}\\), where nobody without an identity is to come in; remove it, and use addMtlsException of the MeshNamespace`));
  });

  test.each<[string, object, 'namespace' | 'mesh', string]>([
    ['is strict', { ...CART, ...mtls('STRICT') }, 'namespace', 'shop'], ['leaves the mode of pods to the namespace', { ...CART, ...mtls('UNSET') }, 'namespace', 'shop'],
    ['leaves the mode of the namespace to the mesh', {}, 'mesh', 'shop'], ['is for other pods', { selector: { matchLabels: { app: 'other' } }, ...mtls('DISABLE') }, 'namespace', 'shop'],
    ['stands elsewhere', mtls('PERMISSIVE'), 'namespace', 'other'], ['is for the mesh where the namespace has its own', mtls('PERMISSIVE'), 'namespace', 'istio-system'],
  ])('that %s is left alone', (_, spec, where, namespace) => {
    const s = strict(mesh, where);
    theirs(s, spec, namespace);
    expect(() => s.app.synthYaml()).not.toThrow();
  });

  test('is left alone for a port with an exception, and for pods that are not strict', () => {
    const s = strict(mesh, 'namespace');
    s.namespace.addMtlsException({ workload: s.cart.workload!, containerPorts: [8080], reason: 'called from outside' });
    theirs(s, { ...CART, ...mtls('STRICT'), portLevelMtls: { 8080: { mode: 'PERMISSIVE' } } });
    expect(() => s.app.synthYaml()).not.toThrow();
    const open = shopOn(mesh, { mtls: MtlsMode.PERMISSIVE });
    open.service('cart');
    theirs(open, mtls('PERMISSIVE'));
    expect(() => open.app.synthYaml()).not.toThrow();
  });
});
