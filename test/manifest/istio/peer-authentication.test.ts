import { namespaceMtls, workloadMtls } from '../../../src/manifest/istio/peer-authentication';
import { workloads } from '../../../src/manifest/workloads';
import { deployment, manifests } from '../../support/manifests';

const policy = (namespace: string, spec: string, name = 'default', metadata = '') =>
  `---\n{ apiVersion: security.istio.io/v1, kind: PeerAuthentication, metadata: { name: ${name}, namespace: ${namespace}${metadata} }, spec: ${spec} }\n`;
const mesh = (mode: string) => policy('istio-system', `{ mtls: { mode: ${mode} } }`);
const shop = (mode: string) => policy('shop', `{ mtls: { mode: ${mode} } }`);
const cart = (spec: string) => policy('shop', `{ selector: { matchLabels: { app: cart } }, ${spec} }`, 'cart');

describe('the mode of a namespace', () => {
  test.each([
    ['nothing says one', '', 'PERMISSIVE', undefined],
    ['the mesh says one', mesh('STRICT'), 'STRICT', 'istio-system'],
    ['both say one', mesh('STRICT') + shop('DISABLE'), 'DISABLE', 'shop'],
    ['it leaves it to the mesh', mesh('STRICT') + shop('UNSET'), 'STRICT', 'istio-system'],
    ['two policies do: the older', policy('shop', '{ mtls: { mode: STRICT } }', 'b', ', creationTimestamp: "2026-01-01T00:00:00Z"') + policy('shop', '{ mtls: { mode: DISABLE } }', 'a', ', creationTimestamp: "2026-01-02T00:00:00Z"'), 'STRICT', 'shop'],
    ['two of one age do: the first by name', policy('shop', '{ mtls: { mode: STRICT } }', 'b') + policy('shop', '{ mtls: { mode: DISABLE } }', 'a'), 'DISABLE', 'shop'],
  ])('%s', (_what, yaml, mode, by) => {
    const effective = namespaceMtls(manifests(yaml), 'shop');
    expect([effective.mode, effective.decidedBy?.namespace]).toEqual([mode, by]);
  });
});

describe('the mode of a workload', () => {
  test.each([
    ['its own', shop('STRICT') + cart('mtls: { mode: PERMISSIVE }'), undefined, 'PERMISSIVE'],
    ['inherited from its namespace where its policy says none', shop('STRICT') + cart('portLevelMtls: { 80: { mode: DISABLE } }'), undefined, 'STRICT'],
    ['a port\'s own', shop('STRICT') + cart('portLevelMtls: { 80: { mode: DISABLE } }'), 80, 'DISABLE'],
    ['another port\'s is not', shop('STRICT') + cart('portLevelMtls: { 80: { mode: DISABLE } }'), 81, 'STRICT'],
    ['a port that leaves it', shop('STRICT') + cart('mtls: { mode: PERMISSIVE }, portLevelMtls: { 80: { mode: UNSET } }'), 80, 'PERMISSIVE'],
    ['not that of a policy with a selector in the root namespace', policy('istio-system', '{ selector: { matchLabels: { app: cart } }, mtls: { mode: STRICT } }'), undefined, 'PERMISSIVE'],
    ['not that of other pods', policy('shop', '{ selector: { matchLabels: { app: other } }, mtls: { mode: STRICT } }'), undefined, 'PERMISSIVE'],
    ['not of ports of the namespace\'s policy', policy('shop', '{ portLevelMtls: { 80: { mode: STRICT } } }'), 80, 'PERMISSIVE'],
  ])('%s', (_what, yaml, port, mode) => {
    const set = manifests(deployment('cart') + yaml);
    expect(workloadMtls(set, workloads(set)[0]!, port).mode).toBe(mode);
  });

  test('of two policies on one workload, ports do not merge', () => {
    const set = manifests(deployment('cart') + cart('portLevelMtls: { 80: { mode: STRICT } }') + policy('shop', '{ selector: { matchLabels: { app: cart } }, portLevelMtls: { 81: { mode: STRICT } } }', 'later'));
    expect([80, 81].map(port => workloadMtls(set, workloads(set)[0]!, port).mode)).toEqual(['STRICT', 'PERMISSIVE']);
  });
});
