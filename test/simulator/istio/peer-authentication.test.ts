import type { SimulatedRequest } from '../../../src/simulator/request';
import { simulate } from '../support';
import { AMBIENT, authz, policy, shop, SIDECAR } from './access-shop';

const FRONTEND = { namespace: 'shop', serviceAccount: 'frontend' };
const LEGACY = { namespace: 'legacy', serviceAccount: 'job' };
const CART = 'selector: { matchLabels: { app: cart } }';
const at = (time: string): string => `, creationTimestamp: "${time}"`;
const peers = (spec: string, name = 'peers', namespace = 'shop', metadata = ''): string => policy('PeerAuthentication', name, spec, namespace, metadata);
const mode = (value: string, ...where: [string, string?, string?]): string => peers(`{ mtls: { mode: ${value} } }`, ...where);
const plaintext = (more: string, request: Partial<SimulatedRequest> = {}, mesh = SIDECAR) => simulate(shop(mesh, more), { from: LEGACY, to: 'http://cart.shop/', ...request });

describe('which PeerAuthentication holds for a workload', () => {
  test.each<[string, string, 'allowed' | 'denied', string | undefined]>([
    ['without any, PERMISSIVE', '', 'allowed', undefined],
    ['of two for the namespace, the older', mode('STRICT', 'b', 'shop', at('2026-01-01T00:00:00Z')) + mode('PERMISSIVE', 'a', 'shop', at('2026-01-02T00:00:00Z')), 'denied', 'b'],
    ['of two of one age, the first by name', mode('PERMISSIVE', 'b') + mode('STRICT', 'a'), 'denied', 'a'],
    ['of two for the mesh, the older', mode('PERMISSIVE', 'a', 'istio-system', at('2026-01-02T00:00:00Z')) + mode('STRICT', 'b', 'istio-system', at('2026-01-01T00:00:00Z')), 'denied', 'b'],
    ['a namespace that says UNSET leaves it to the mesh', mode('STRICT', 'mesh', 'istio-system') + mode('UNSET', 'wide'), 'denied', 'mesh'],
    ['a namespace that says nothing leaves it to the mesh', mode('STRICT', 'mesh', 'istio-system') + peers('{}', 'wide'), 'denied', 'mesh'],
    ['a workload that says UNSET leaves it to the namespace', mode('STRICT', 'wide') + peers(`{ ${CART}, mtls: { mode: UNSET } }`, 'cart'), 'denied', 'wide'],
    ['a workload overrides its namespace', mode('PERMISSIVE', 'wide') + peers(`{ ${CART}, mtls: { mode: STRICT } }`, 'cart'), 'denied', 'cart'],
    ['a workload overrides the mesh', mode('STRICT', 'mesh', 'istio-system') + peers(`{ ${CART}, mtls: { mode: PERMISSIVE } }`, 'cart'), 'allowed', undefined],
    ['another namespace has no say', mode('STRICT', 'wide', 'other'), 'allowed', undefined],
    ['a selector that the pods do not meet', peers('{ selector: { matchLabels: { app: x } }, mtls: { mode: STRICT } }'), 'allowed', undefined],
    ['a selector with a label more than the pods have', peers('{ selector: { matchLabels: { app: cart, tier: x } }, mtls: { mode: STRICT } }'), 'allowed', undefined],
    ['a selector in the root namespace is not read', peers(`{ ${CART}, mtls: { mode: STRICT } }`, 'root', 'istio-system'), 'allowed', undefined],
  ])('%s', (_rule, more, verdict, name) => {
    expect(plaintext(more)).toMatchObject({ verdict, ...(name !== undefined && { decidedBy: [{ kind: 'PeerAuthentication', name }] }) });
    expect(plaintext(more, { from: FRONTEND }).verdict).toBe('allowed');
  });
});

describe('modes of ports', () => {
  const port = (entries: string, own = '', name = 'cart', metadata = ''): string => peers(`{ ${CART}, ${own === '' ? '' : `mtls: { mode: ${own} }, `}portLevelMtls: { ${entries} } }`, name, 'shop', metadata);
  test.each<[string, string, 'allowed' | 'denied']>([
    ['a port overrides its workload', port('8080: { mode: PERMISSIVE }', 'STRICT'), 'allowed'],
    ['a port that is UNSET inherits', port('8080: { mode: UNSET }', 'STRICT'), 'denied'],
    ['a port without a mode inherits', port('8080: {}', 'STRICT'), 'denied'],
    ['a port inherits over levels', mode('STRICT', 'mesh', 'istio-system') + port('8080: {}'), 'denied'],
    ['ports of a policy for a namespace are not read', peers('{ portLevelMtls: { 8080: { mode: STRICT } } }'), 'allowed'],
    ['ports of a policy for the mesh are not read', peers('{ portLevelMtls: { 8080: { mode: STRICT } } }', 'mesh', 'istio-system'), 'allowed'],
    ['of two for one workload ports do not merge: the younger', port('8081: { mode: PERMISSIVE }', '', 'a', at('2026-01-01T00:00:00Z')) + port('8080: { mode: STRICT }', '', 'b', at('2026-01-02T00:00:00Z')), 'allowed'],
    ['of two for one workload ports do not merge: the older', port('8081: { mode: PERMISSIVE }', '', 'a', at('2026-01-02T00:00:00Z')) + port('8080: { mode: STRICT }', '', 'b', at('2026-01-01T00:00:00Z')), 'denied'],
    ['DISABLE of a port under STRICT takes plaintext', port('8080: { mode: DISABLE }', 'STRICT'), 'allowed'],
    ['DISABLE of a port under an inherited STRICT takes plaintext at a sidecar', mode('STRICT', 'wide') + port('8080: { mode: DISABLE }'), 'allowed'],
  ])('%s', (_rule, more, verdict) => {
    expect(plaintext(more).verdict).toBe(verdict);
  });

  test('a port that no Service leads to has its own mode', () => {
    const direct: Partial<SimulatedRequest> = { to: 'tcp://cart.shop:9999', directTo: { app: 'cart' } };
    expect(plaintext(port('9999: { mode: PERMISSIVE }', 'STRICT'), direct).verdict).toBe('allowed');
    expect(plaintext(port('9998: { mode: PERMISSIVE }', 'STRICT'), direct).verdict).toBe('denied');
  });
});

describe('what a client’s sidecar sends', () => {
  const rule = (tls: string): string => `{ apiVersion: networking.istio.io/v1, kind: DestinationRule, metadata: { name: cart, namespace: shop }, spec: { host: cart, trafficPolicy: { tls: { mode: ${tls} } } } }\n---\n`;
  test.each<[string, string, Record<string, unknown>]>([
    ['DISABLE of the DestinationRule, to STRICT: 503', rule('DISABLE') + mode('STRICT', 'wide'), { verdict: 'denied', status: 503, transport: 'plaintext' }],
    ['SIMPLE is no mutual TLS of the mesh: STRICT refuses it', rule('SIMPLE') + mode('STRICT', 'wide'), { verdict: 'denied', status: 503, transport: 'tls' }],
    ['MUTUAL is no mutual TLS of the mesh: STRICT refuses it', rule('MUTUAL') + mode('STRICT', 'wide'), { verdict: 'denied', status: 503, transport: 'tls' }],
    ['ISTIO_MUTUAL to STRICT', rule('ISTIO_MUTUAL') + mode('STRICT', 'wide'), { verdict: 'allowed', transport: 'mtls' }],
    ['ISTIO_MUTUAL to DISABLE: 503', rule('ISTIO_MUTUAL') + mode('DISABLE', 'wide'), { verdict: 'denied', status: 503, transport: 'mtls' }],
    ['DISABLE of the DestinationRule, to PERMISSIVE', rule('DISABLE'), { verdict: 'allowed', transport: 'plaintext' }],
    ['without one, what the pods take: DISABLE', mode('DISABLE', 'wide'), { verdict: 'allowed', transport: 'plaintext' }],
    ['E2: a workload raised to STRICT above DISABLE of its namespace: 503', mode('DISABLE', 'wide') + peers(`{ ${CART}, mtls: { mode: STRICT } }`, 'cart'), { verdict: 'denied', status: 503, transport: 'plaintext' }],
    ['E2: a port raised to STRICT above DISABLE of the mesh: 503', mode('DISABLE', 'mesh', 'istio-system') + peers(`{ ${CART}, portLevelMtls: { 8080: { mode: STRICT } } }`, 'cart'), { verdict: 'denied', status: 503, transport: 'plaintext' }],
    ['a port lowered to DISABLE below STRICT', mode('STRICT', 'wide') + peers(`{ ${CART}, portLevelMtls: { 8080: { mode: DISABLE } } }`, 'cart'), { verdict: 'allowed', transport: 'plaintext' }],
  ])('%s', (_rule, more, expected) => {
    expect(plaintext(more, { from: FRONTEND })).toMatchObject(expected);
  });

  test('E2: TCP is reset', () => {
    const raised = mode('DISABLE', 'wide') + peers(`{ ${CART}, mtls: { mode: STRICT } }`, 'cart');
    expect(plaintext(raised, { from: FRONTEND, to: 'tcp://cart.shop:6000' })).toMatchObject({ verdict: 'denied', status: null });
  });

  test('E6, E7: what passes by unrouted is plaintext, which STRICT refuses', () => {
    expect(plaintext(mode('STRICT', 'wide'), { from: FRONTEND, headers: { host: 'nobody.example.com' } })).toMatchObject({ verdict: 'denied', status: 503, transport: 'plaintext' });
    expect(plaintext(mode('STRICT', 'wide'), { from: FRONTEND, to: 'http://cart.shop:8080/', directTo: { app: 'cart' } })).toMatchObject({ verdict: 'denied', status: 503 });
  });
});

describe('S7: modes at ztunnel', () => {
  test.each<[string, string, 'allowed' | 'denied']>([
    ['STRICT of the mesh, UNSET of the namespace, and only a PERMISSIVE port of the workload: nothing is left', mode('STRICT', 'mesh', 'istio-system') + mode('UNSET', 'wide') + peers(`{ ${CART}, portLevelMtls: { 9090: { mode: PERMISSIVE } } }`, 'cart'), 'allowed'],
    ['the same with the namespace’s mode stated', mode('STRICT', 'mesh', 'istio-system') + mode('STRICT', 'wide') + peers(`{ ${CART}, portLevelMtls: { 9090: { mode: PERMISSIVE } } }`, 'cart'), 'denied'],
    ['a DISABLE port of a workload without a mode, under STRICT, is no exception', mode('STRICT', 'wide') + peers(`{ ${CART}, portLevelMtls: { 8080: { mode: DISABLE } } }`, 'cart'), 'denied'],
    ['a DISABLE port of a workload that says STRICT is one', peers(`{ ${CART}, mtls: { mode: STRICT }, portLevelMtls: { 8080: { mode: DISABLE } } }`, 'cart'), 'allowed'],
    ['DISABLE of the workload is PERMISSIVE', mode('STRICT', 'wide') + peers(`{ ${CART}, mtls: { mode: DISABLE } }`, 'cart'), 'allowed'],
  ])('%s', (_rule, more, verdict) => {
    expect(plaintext(more, {}, AMBIENT).verdict).toBe(verdict);
    expect(plaintext(more, { from: FRONTEND }, AMBIENT)).toMatchObject({ verdict: 'allowed', transport: 'mtls' });
  });

  test('STRICT is a DENY: no ALLOW opens it', () => {
    expect(plaintext(mode('STRICT', 'wide') + authz('all', '{ rules: [{}] }'), {}, AMBIENT)).toMatchObject({ verdict: 'denied', decidedBy: [{ kind: 'PeerAuthentication' }] });
  });
});
