import { Feature, LinkerdInboundPolicy, Mesh, MeshDefaults, MeshNamespace, MtlsMode } from '../../../../src';
import { find, manifests, shop } from '../../../support/app';

const annotations = (mesh: Mesh, defaults: { mtls?: MtlsMode; defaultDeny?: boolean }) => {
  const { app, chart } = shop(mesh);
  new MeshDefaults(chart, 'defaults', { mesh, ...defaults });
  return find(manifests(app), 'Namespace').metadata.annotations;
};

test('MeshDefaults is for meshes that were installed so, and stands on each namespace that is made', () => {
  expect(() => annotations(Mesh.linkerd(), { mtls: MtlsMode.STRICT })).toThrow(/\[shop\/defaults\] linkerd does not support mtls-strict: .*proxy\.defaultInboundPolicy: all-authenticated/);
  const strict = Mesh.linkerd({ defaultInboundPolicy: LinkerdInboundPolicy.ALL_AUTHENTICATED });
  expect(annotations(strict, { mtls: MtlsMode.STRICT })).toEqual({ 'linkerd.io/inject': 'enabled', 'config.linkerd.io/default-inbound-policy': 'all-authenticated' });
  expect(() => annotations(strict, { mtls: MtlsMode.STRICT, defaultDeny: true })).toThrow(/does not support default-deny: .*proxy\.defaultInboundPolicy: deny/);
  const closed = Mesh.linkerd({ defaultInboundPolicy: LinkerdInboundPolicy.DENY });
  expect(annotations(closed, { mtls: MtlsMode.STRICT, defaultDeny: true })['config.linkerd.io/default-inbound-policy']).toBe('deny');
});

test('single namespaces need nothing of the kind', () => {
  const { app, chart } = shop(Mesh.linkerd());
  new MeshNamespace(chart, 'vault', { mesh: Mesh.linkerd(), mtls: MtlsMode.STRICT, defaultDeny: true });
  expect(find(manifests(app), 'Namespace', 'vault').metadata.annotations['config.linkerd.io/default-inbound-policy']).toBe('deny');
  expect(find(manifests(app), 'Namespace', 'shop').metadata.annotations).toEqual({ 'linkerd.io/inject': 'enabled' });
  expect(Mesh.linkerd().support(Feature.MTLS_STRICT).isUnsupported).toBe(false);
});

test('probe networks are checked, and their order does not make another mesh', () => {
  expect(() => Mesh.linkerd({ probeNetworks: [] })).toThrow(/\[Mesh\.linkerd\] probeNetworks is empty/);
  expect(() => Mesh.linkerd({ probeNetworks: ['10.0.0.0'] })).toThrow(/"10\.0\.0\.0" must be an address and a prefix length/);
  const [one, other] = [['10.0.0.0/8', 'fd00::/8'], ['fd00::/8', '10.0.0.0/8']].map(probeNetworks => Mesh.linkerd({ probeNetworks }));
  expect(one!._equals(other!)).toBe(true);
  expect(one!._equals(Mesh.linkerd())).toBe(false);
});
