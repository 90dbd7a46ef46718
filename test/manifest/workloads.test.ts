import { services, servicesOf, targetPortOf } from '../../src/manifest/services';
import { selectedWorkloads, workloadOfObject, workloads } from '../../src/manifest/workloads';
import { deployment, manifests } from '../support/manifests';

const template = (labels: string) => `template: { metadata: { labels: ${labels} }, spec: { serviceAccountName: a, containers: [{ name: c, image: c, ports: [{ name: http, containerPort: 8080 }] }] } }`;

describe('workloads', () => {
  test.each([
    ['apps/v1', 'Deployment', `{ ${template('{ app: a }')} }`],
    ['apps/v1', 'StatefulSet', `{ ${template('{ app: a }')} }`],
    ['apps/v1', 'DaemonSet', `{ ${template('{ app: a }')} }`],
    ['apps/v1', 'ReplicaSet', `{ ${template('{ app: a }')} }`],
    ['batch/v1', 'Job', `{ ${template('{ app: a }')} }`],
    ['batch/v1', 'CronJob', `{ jobTemplate: { spec: { ${template('{ app: a }')} } } }`],
    ['argoproj.io/v1alpha1', 'Rollout', `{ ${template('{ app: a }')} }`],
  ])('%s %s', (apiVersion, kind, spec) => {
    const set = manifests(`{ apiVersion: ${apiVersion}, kind: ${kind}, metadata: { name: a, namespace: shop }, spec: ${spec} }`);
    expect(workloads(set)).toMatchObject([{
      id: `shop/${kind}/a`, labels: { app: 'a' }, serviceAccount: 'a', runsToCompletion: apiVersion === 'batch/v1', ports: [{ name: 'http', number: 8080, protocol: 'TCP' }],
    }]);
    expect(workloadOfObject(set, set.objects[0]!)).toBe(workloads(set)[0]);
  });

  test('a bare Pod, its ports and what starts before it and stays', () => {
    const set = manifests(`
apiVersion: v1
kind: Pod
metadata: { name: a, labels: { app: a } }
spec:
  restartPolicy: Never
  containers: [{ name: c, image: c, ports: [{ containerPort: 80 }] }]
  initContainers: [{ name: i, image: i, ports: [{ containerPort: 81 }] }, { name: s, image: s, restartPolicy: Always, ports: [{ containerPort: 82 }] }]`);
    expect(workloads(set)).toMatchObject([{ id: 'default/Pod/a', labels: { app: 'a' }, serviceAccount: 'default', runsToCompletion: true, ports: [{ number: 80 }, { number: 82 }] }]);
  });

  test('what another object of the set makes is not counted again', () => {
    const owned = '---\n{ apiVersion: v1, kind: Pod, metadata: { name: cart-1, namespace: shop, labels: { app: cart }, ownerReferences: [{ apiVersion: apps/v1, kind: OWNER, name: cart, controller: true, uid: x }] }, spec: {} }';
    expect(workloads(manifests(deployment('cart') + owned.replace('OWNER', 'Deployment'))).map(w => w.id)).toEqual(['shop/Deployment/cart']);
    expect(workloads(manifests(deployment('cart') + owned.replace('OWNER', 'ReplicaSet'))).map(w => w.id)).toEqual(['shop/Deployment/cart', 'shop/Pod/cart-1']);
  });

  test('a Rollout that takes a Deployment\'s pods makes none of its own', () => {
    const rollout = '---\n{ apiVersion: argoproj.io/v1alpha1, kind: Rollout, metadata: { name: cart, namespace: shop }, spec: { workloadRef: { apiVersion: apps/v1, kind: Deployment, name: cart } } }';
    expect(workloads(manifests(deployment('cart') + rollout)).map(w => w.id)).toEqual(['shop/Deployment/cart']);
  });

  test('any shape is read', () => {
    const odd = ['{ spec: 3 }', '{ spec: { template: [] } }', '{ spec: { template: { metadata: { labels: [1] }, spec: { containers: {} } } } }', '{ metadata: null, spec: { template: { spec: { containers: [3, { ports: [null, { containerPort: x }] }] } } } }'];
    for (const body of odd) expect(() => workloads(manifests(`{ apiVersion: apps/v1, kind: Deployment, ${body.slice(1)}`))).not.toThrow();
  });

  test('are selected by all labels, in one namespace, and never by none', () => {
    const set = manifests(deployment('a', { app: 'a', v: '1' }) + deployment('b', { app: 'a', v: '2' }) + deployment('c', { app: 'a', v: '1' }, {}, 'other'));
    expect(selectedWorkloads(set, 'shop', { app: 'a' }).map(w => w.name)).toEqual(['a', 'b']);
    expect(selectedWorkloads(set, 'shop', { app: 'a', v: '1' }).map(w => w.name)).toEqual(['a']);
    expect(selectedWorkloads(set, 'shop', {})).toEqual([]);
  });
});

describe('services', () => {
  const service = (name: string, spec: string) => `---\n{ apiVersion: v1, kind: Service, metadata: { name: ${name}, namespace: shop }, spec: ${spec} }\n`;

  test('send to the pods that they select, by the number or the name of a container port', () => {
    const set = manifests(deployment('cart', { app: 'cart' }, { containers: [{ name: 'c', image: 'c', ports: [{ name: 'web', containerPort: 8080 }] }] })
      + service('cart', '{ selector: { app: cart }, ports: [{ port: 80, targetPort: web }, { port: 81, name: x, targetPort: 8080 }, { port: 82 }, { port: 83, targetPort: nope }] }'));
    const [cart] = services(set);
    const [workload] = cart!.workloads;
    expect(cart).toMatchObject({ host: 'cart.shop.svc.cluster.local', headless: false });
    expect(cart!.ports.map(port => targetPortOf(port, workload!))).toEqual([8080, 8080, 82, undefined]);
    expect(servicesOf(set, workload!)).toEqual([cart]);
  });

  test('say whether they are headless or another name', () => {
    const set = manifests(service('a', '{ clusterIP: None }') + service('b', '{ type: ExternalName, externalName: example.com, selector: { app: cart } }') + deployment('cart'));
    expect(services(set)).toMatchObject([{ headless: true }, { externalName: 'example.com', workloads: [] }]);
  });
});

describe('what Flagger makes of a Canary', () => {
  const set = manifests(deployment('podinfo', { app: 'podinfo', team: 'x' }) + `---
apiVersion: flagger.app/v1beta1
kind: Canary
metadata: { name: podinfo, namespace: shop }
spec: { targetRef: { apiVersion: apps/v1, kind: Deployment, name: podinfo }, service: { port: 9898, apex: { labels: { istio.io/use-waypoint: w } } } }`);

  test('is a copy of its target under other names', () => {
    expect(workloads(set).map(({ id, labels }) => [id, labels])).toEqual([
      ['shop/Deployment/podinfo', { app: 'podinfo', team: 'x' }], ['shop/Deployment/podinfo-primary', { app: 'podinfo-primary', team: 'x' }],
    ]);
  });

  test('is three Services, of which the apex leads to the copy', () => {
    expect(services(set).map(({ host, workloads: behind, labels }) => [host.split('.')[0], behind.map(w => w.name), labels])).toEqual([
      ['podinfo', ['podinfo-primary'], { 'istio.io/use-waypoint': 'w' }], ['podinfo-primary', ['podinfo-primary'], {}], ['podinfo-canary', ['podinfo'], {}],
    ]);
  });
});
