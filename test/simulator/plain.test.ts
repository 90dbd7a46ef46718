import { simulate } from './support';
import { SHOP } from './shop';

const ENTRY = `---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: declared, namespace: shop }
spec: { hosts: [api.example.com], ports: [{ number: 8443, name: tls, protocol: TLS }], resolution: DNS }
---
apiVersion: v1
kind: Service
metadata: { name: alias, namespace: shop }
spec: { type: ExternalName, externalName: www.example.com }
`;

describe('the port of what is outside the cluster, for a caller without a proxy', () => {
  test.each([
    ['http://www.example.com/', {}, 'passthrough', 80],
    ['tcp://www.example.com:5432', {}, 'passthrough', 5432],
    ['tls://api.example.com:8443', {}, 'api.example.com', 8443],
    ['http://alias.shop:8080/', {}, 'passthrough', 8080],
    ['http://www.example.com:81/', { address: '192.0.2.1' }, 'passthrough', 81],
  ])('%s', (to, more, service, port) => {
    expect(simulate(`${SHOP}${ENTRY}`, { from: { namespace: 'shop', serviceAccount: 'frontend' }, to, ...more })).toMatchObject({ verdict: 'allowed', destinations: [{ service, port, share: 100 }] });
  });
});
