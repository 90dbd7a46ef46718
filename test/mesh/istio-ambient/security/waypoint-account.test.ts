import { ApiObject } from 'cdk8s';
import { Mesh, Waypoint, Workload } from '../../../../src';
import { account, shopOn } from '../../../security/program';
import { AMBIENT, AMBIENT_PER_SERVICE } from './verdicts';

const CONTAINERS = [{ name: 'main', image: 'main' }];
const EXISTING = Mesh.istioAmbient({ waypoint: Waypoint.existing('wp') });
const MESHES: [string, Mesh][] = [['waypoint', AMBIENT], ['cart-waypoint', AMBIENT_PER_SERVICE], ['wp', EXISTING]];

function listed(mesh: Mesh) {
  const s = shopOn(mesh);
  s.list(s.service('cart'), [{ callers: [account('a')], paths: ['/x'] }]);
  return s;
}

test.each(MESHES)('pods of the App under the account of waypoint %s', (name, mesh) => {
  const s = listed(mesh);
  expect(() => {
    Workload.of(s.chart, 'evil', { namespace: s.namespace, serviceAccountName: name });
    s.app.synthYaml();
  }).toThrow(new RegExp(`ServiceAccount "${name}".* has the name of the waypoint that "cart" needs`));
});

test('a list beside such pods', () => {
  const s = shopOn(EXISTING);
  Workload.of(s.chart, 'evil', { namespace: s.namespace, serviceAccountName: 'wp' });
  expect(() => s.list(s.service('cart'), [{ callers: [account('a')], paths: ['/x'] }])).toThrow(/ServiceAccount "wp" of the pods of "evil" has the name of the waypoint that "cart" needs.*give them an account of their own/);
});

test('such pods beside lists that need no waypoint', () => {
  const s = shopOn(EXISTING);
  s.list(s.service('cart'), [{ callers: [account('a')] }]);
  Workload.of(s.chart, 'wp', { namespace: s.namespace });
  expect(() => s.app.synthYaml()).not.toThrow();
});

describe.each(MESHES)('objects of others whose pods run under the account of waypoint %s', (name, mesh) => {
  const pod = { serviceAccountName: name, containers: CONTAINERS };
  const put = (apiVersion: string, kind: string, spec: object, namespace = 'shop') => {
    const s = listed(mesh);
    new ApiObject(s.chart, 'theirs', { apiVersion, kind, metadata: { name: 'theirs', namespace }, spec });
    return () => s.app.synthYaml();
  };

  test.each<[string, string, object]>([
    ['v1', 'Pod', pod], ['apps/v1', 'Deployment', { template: { spec: pod } }], ['apps/v1', 'StatefulSet', { template: { spec: pod } }],
    ['apps/v1', 'DaemonSet', { template: { spec: { serviceAccount: name } } }], ['batch/v1', 'Job', { template: { spec: pod } }],
    ['batch/v1', 'CronJob', { jobTemplate: { spec: { template: { spec: pod } } } }],
  ])('%s %s', (apiVersion, kind, spec) => {
    expect(put(apiVersion, kind, spec)).toThrow(new RegExp(`\\[shop/theirs\\] ${kind} "theirs" runs under ServiceAccount "${name}", that of the waypoint which the pods of "cart" trust.*give it an account of its own`));
  });

  test('are left alone elsewhere, and under other accounts', () => {
    expect(put('v1', 'Pod', pod, 'other')).not.toThrow();
    expect(put('v1', 'Pod', { containers: CONTAINERS })).not.toThrow();
  });
});
