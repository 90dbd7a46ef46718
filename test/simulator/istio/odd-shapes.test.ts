import { simulate } from '../support';
import { AMBIENT, shop, SIDECAR } from './access-shop';

const ODD = ['null', '3', '"text"', '[]', '[null]', '[3]', '{}', '{ a: null }', '[{ from: 3, to: [null], when: [{ key: 3, values: 4 }] }]', '[{ from: [{ source: [] }, null], to: [{ operation: { ports: [80], paths: "x", methods: { a: 1 } } }] }]'];
const KINDS: readonly (readonly [apiVersion: string, kind: string, fields: readonly string[]])[] = [
  ['security.istio.io/v1', 'AuthorizationPolicy', ['rules', 'selector', 'targetRefs', 'targetRef', 'action', 'provider']],
  ['security.istio.io/v1', 'PeerAuthentication', ['mtls', 'selector', 'portLevelMtls']],
  ['security.istio.io/v1', 'RequestAuthentication', ['jwtRules', 'selector', 'targetRefs']],
  ['networking.istio.io/v1', 'Gateway', ['servers', 'selector']],
  ['gateway.networking.k8s.io/v1', 'Gateway', ['listeners', 'tls', 'allowedListeners', 'gatewayClassName']],
];

describe.each([['sidecars', SIDECAR], ['ambient', `${AMBIENT}, istio.io/use-waypoint: gw`]])('manifests of odd shapes never end a simulation: %s', (_name, mesh) => {
  test.each(KINDS.flatMap(([apiVersion, kind, fields]) => fields.map(field => [kind, field, apiVersion] as const)))('%s %s', (kind, field, apiVersion) => {
    for (const value of ODD) {
      const gateway = `apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: { name: gw, namespace: shop }\nspec: { gatewayClassName: istio-waypoint }\n---\n`;
      const odd = `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: { name: odd, namespace: shop }\nspec: { ${kind === 'Gateway' ? 'gatewayClassName: istio, ' : ''}${field}: ${value} }\n---\n`.replace('gatewayClassName: istio, gatewayClassName', 'gatewayClassName');
      const yaml = shop(mesh, gateway + odd);
      const token = { token: { iss: 'i', sub: 's' } };
      expect(simulate(yaml, { from: { namespace: 'shop', serviceAccount: 'frontend' }, to: 'http://cart.shop/', ...token }).verdict).toMatch(/allowed|denied|indeterminate/);
      if (kind === 'Gateway') expect(simulate(yaml, { from: {}, through: { namespace: 'shop', name: 'odd' }, to: 'https://cart.shop/', ...token }).verdict).toBe('unroutable');
    }
  });
});
