import { gatewayApi } from '../../../src/mesh/gateway-api/data-plane';
import { versionServiceProblems } from '../../../src/mesh/shared/http-route-problems';
import { versionServices } from '../../../src/mesh/shared/version-services';
import type { ServiceModel } from '../../../src/model/model';
import { Protocol } from '../../../src/model/protocol';
import { aNamespace, aPort, aService, split } from '../../support/model';

const service = (overrides: Partial<ServiceModel> = {}, name = 'cart') => aService(aNamespace(gatewayApi()), name, overrides);
const plane = { appProtocol: (protocol: Protocol) => (protocol === Protocol.GRPC ? 'kubernetes.io/h2c' : undefined) };

describe('the Service of a version', () => {
  it('selects the version\'s pods among the service\'s and has its ports', () => {
    const cart = service({ ports: [aPort(9000, Protocol.TCP), { ...aPort(7070, Protocol.GRPC), targetPort: 'grpc' }] });
    split(cart, { v1: 90, v2: 10 }, [], [7070]);
    expect(versionServices(cart, plane).map(r => [r.apiVersion, r.kind, r.metadata, r.body])).toEqual(['v1', 'v2'].map(version => [
      'v1', 'Service', { name: `cart-${version}`, namespace: 'shop', labels: { 'cdk8s-mesh.dev/version': version } },
      {
        spec: {
          type: 'ClusterIP', selector: { app: 'cart', version },
          ports: [
            { name: 'grpc', port: 7070, targetPort: 'grpc', protocol: 'TCP', appProtocol: 'kubernetes.io/h2c' },
            { name: 'tcp', port: 9000, targetPort: 9000, protocol: 'TCP' },
          ],
        },
      },
    ]));
  });

  it('carries the labels and annotations that the data plane wants', () => {
    const cart = service();
    split(cart, { v1: 100, v2: 0 });
    expect(versionServices(cart, plane, { labels: { a: 'b' }, annotations: { c: 'd' } })[0]!.metadata).toMatchObject({ labels: { a: 'b' }, annotations: { c: 'd' } });
  });

  it('is not made for a version that is a Service already', () => {
    const cart = service();
    const next = service({}, 'cart-next');
    cart.splits.push({ path: 'shop/split', ports: [7070], shares: [{ version: { name: 'next', kind: 'service', service: next }, weight: 100, match: [] }] });
    expect(versionServices(cart, plane)).toEqual([]);
  });

  it('has a name that a Service may have, however long the two it is made of', () => {
    const cart = service({}, 'c'.repeat(60));
    split(cart, { [`v${'1'.repeat(30)}`]: 50, [`v${'1'.repeat(31)}`]: 50 });
    const names = versionServices(cart, plane).map(r => r.metadata.name);
    expect(new Set(names).size).toBe(2);
    for (const name of names) expect(name.length).toBeLessThanOrEqual(63);
  });
});

describe('a version is refused', () => {
  it('if the service selects no pods by labels, for its own labels may be on other pods too', () => {
    const cart = service({ selector: {} });
    split(cart, { v1: 50, v2: 50 });
    expect(versionServiceProblems(cart)).toContainEqual({
      id: 'unsupported-feature', paths: ['shop/cart-split'], message: expect.stringMatching(/"v1".*"cart" selects no pods by labels; use ServiceVersion\.service/),
    });
  });

  it('if the service does not select its pods', () => {
    const cart = service({ selector: { app: 'cart', version: 'v1' } });
    split(cart, { v1: 50, v2: 50 });
    expect(versionServiceProblems(cart)).toEqual([{
      id: 'conflicting-declarations', paths: ['shop/cart-split'], message: expect.stringMatching(/version "v2" has label version=v2, but "cart" selects pods with version=v1 only; give/),
    }]);
  });

  it('if no Service can be named after it', () => {
    const cart = service();
    split(cart, { '1.2': 50, v2: 50 });
    expect(versionServiceProblems(cart)).toEqual([{ id: 'invalid-name', paths: ['shop/cart-split'], message: expect.stringMatching(/version "1\.2" gets a Service "cart-1\.2", and that name must be/) }]);
  });
});
