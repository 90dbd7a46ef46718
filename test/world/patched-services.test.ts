import { ApiObject, JsonPatch } from 'cdk8s';
import { CanaryRelease, Mesh, MeshService, ServicePort, Workload } from '../../src';
import { find, manifests, MESHES, shop, v1, v2 } from '../support/app';

const HTTP = ServicePort.http(80, { targetPort: 8080 });

describe.each(MESHES)('patches of a Service on %s', mesh => {
  test.each<[string, JsonPatch, string]>([
    ['another target port', JsonPatch.replace('/spec/ports/0/targetPort', 9090), '80 to 9090'],
    ['another port', JsonPatch.replace('/spec/ports/0/port', 81), '81 to 8080'],
    ['a further port', JsonPatch.add('/spec/ports/-', { name: 'x', port: 81, targetPort: 9090 }), '80 to 8080, 81 to 9090'],
    ['another spec', JsonPatch.replace('/spec', { ports: [{ port: 80 }] }), '80 to 80'],
    ['no ports', JsonPatch.remove('/spec/ports'), 'none'],
  ])('refuse %s', (_, op, ports) => {
    const s = shop(Mesh.fromName(mesh));
    s.service('cart', HTTP).patch('Service', op);
    expect(() => s.app.synthYaml()).toThrow(`[shop/cart] patch("Service"): Service cart would have ports ${ports}, and routes and rules are made for 80 to 8080; `
      + 'take /spec/ports out of the patch and write the ports in `ports` of the MeshService');
  });

  test('may do what leads nowhere else', () => {
    const s = shop(Mesh.fromName(mesh));
    const cart = s.service('cart', HTTP);
    cart.patch('Service', JsonPatch.add('/spec/type', 'NodePort'), JsonPatch.add('/spec/sessionAffinity', 'ClientIP'), JsonPatch.add('/spec/ports/0/nodePort', 30080));
    cart.resource('Service').addJsonPatch(JsonPatch.add('/spec/ports/-', { name: 'dns', port: 53, protocol: 'UDP' }));
    expect(find(manifests(s.app), 'Service').spec).toMatchObject({ sessionAffinity: 'ClientIP', ports: [{ nodePort: 30080 }, { protocol: 'UDP' }] });
  });
});

test('a patch of the object itself is refused too', () => {
  const s = shop();
  s.service('cart', HTTP).resource('Service').addJsonPatch(JsonPatch.replace('/spec/ports/0/targetPort', 9090));
  expect(() => s.app.synthYaml()).toThrow('[shop/cart] patch("Service"): Service cart would have ports 80 to 9090');
});

test('so is one of the Service of a version, also where others make the Service itself', () => {
  const s = shop(Mesh.linkerd());
  const apiObject = new ApiObject(s.chart, 'object', {
    apiVersion: 'v1', kind: 'Service', metadata: { name: 'api', namespace: 'shop' }, spec: { selector: { app: 'api' }, ports: [{ name: 'http', port: 80, targetPort: 8080 }] },
  });
  const workload = Workload.of(s.chart, 'pods', { namespace: s.namespace, podLabels: { app: 'api' } });
  const service = MeshService.fromApiObject(s.chart, 'api', { apiObject, workload, namespace: s.namespace });
  new CanaryRelease(s.chart, 'canary', { service, stable: v1, canary: v2, weight: 5 });
  service.patch('Service', JsonPatch.replace('/spec/ports/0/targetPort', 9090));
  expect(() => s.app.synthYaml()).toThrow('[shop/api] patch("Service"): Service api-v1 would have ports 80 to 9090, and routes and rules are made for 80 to 8080; '
    + 'take /spec/ports out of the patch: the Service of a version has the ports of the whole service');
});

test('a patch that leads the Service to other pods is refused', () => {
  const s = shop();
  s.service('cart', HTTP).patch('Service', JsonPatch.replace('/spec/selector', { app: 'other' }));
  expect(() => s.app.synthYaml()).toThrow('[shop/cart] patch("Service"): Service cart would have the selector app=other, and routes and rules are made for app=cart; '
    + 'take /spec/selector out of the patch and say which pods are meant by `podLabels` or `workload` of the MeshService');
});
