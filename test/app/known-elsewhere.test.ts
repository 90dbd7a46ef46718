import { ApiObject } from 'cdk8s';
import { Mesh, ServicePort, Workload } from '../../src';
import { MESHES, shop } from '../support/app';
import { manifestFindings } from '../support/findings';

const problems = ({ app }: ReturnType<typeof shop>) => manifestFindings(app).filter(({ severity }) => severity !== 'info').map(({ rule }) => rule);
const deployment = ({ chart }: ReturnType<typeof shop>, serviceAccountName: string) => new ApiObject(chart, 'deployment', {
  apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'api', namespace: 'shop' },
  spec: { selector: { matchLabels: { app: 'api' } }, template: { metadata: { labels: { app: 'api' } }, spec: { serviceAccountName, containers: [{ name: 'api', image: 'api' }] } } },
});

describe('of pods that are made elsewhere, nobody knows all ports', () => {
  test.each(MESHES)('a Service may lead to a name on %s', mesh => {
    const s = shop(Mesh.fromName(mesh));
    Workload.of(s.chart, 'pods', { namespace: s.namespace, podLabels: { app: 'api' }, ports: [] });
    s.service('api', ServicePort.http(80));
    new ApiObject(s.chart, 'object', {
      apiVersion: 'v1', kind: 'Service', metadata: { name: 'admin', namespace: 'shop' }, spec: { selector: { app: 'api' }, ports: [{ name: 'http', port: 80, targetPort: 'admin' }] },
    });
    expect(problems(s)).toEqual([]);
  });

  test('a Server may be about a name', () => {
    const s = shop(Mesh.linkerd());
    s.service('api', ServicePort.http(80));
    new ApiObject(s.chart, 'object', {
      apiVersion: 'policy.linkerd.io/v1beta3', kind: 'Server', metadata: { name: 'admin', namespace: 'shop' },
      spec: { podSelector: { matchLabels: { app: 'api' } }, port: 'admin', proxyProtocol: 'HTTP/1', accessPolicy: 'all-authenticated' },
    });
    expect(problems(s)).toEqual([]);
  });
});

describe('accounts of pods that others write', () => {
  test('are not missing where the App makes only those of its own workloads', () => {
    const s = shop();
    s.service('cart');
    deployment(s, 'api');
    expect(problems(s)).toEqual([]);
  });

  test('are missing where others write accounts too', () => {
    const s = shop();
    s.service('cart');
    deployment(s, 'api');
    new ApiObject(s.chart, 'account', { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'web', namespace: 'shop' } });
    expect(problems(s)).toEqual(['service-account-not-found']);
  });
});
