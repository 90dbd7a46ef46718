import type { KubeBody } from '../../../src/manifest/manifest-object';
import { ManifestObject } from '../../../src/manifest/manifest-object';
import { ManifestSet } from '../../../src/manifest/manifest-set';
import { servers, serversOfPort } from '../../../src/manifest/linkerd/servers';
import { workloads } from '../../../src/manifest/workloads';

const deployment = (name: string, ports: unknown[], namespace = 'shop') => object('apps/v1', 'Deployment', name, {
  selector: { matchLabels: { app: name } }, template: { metadata: { labels: { app: name } }, spec: { containers: [{ name, ports }] } },
}, { namespace });
const server = (name: string, spec: object, metadata: object = {}) => object('policy.linkerd.io/v1beta3', 'Server', name, { podSelector: {}, ...spec }, metadata);

function object(apiVersion: string, kind: string, name: string, spec: object, metadata: object): ManifestObject {
  return new ManifestObject({ apiVersion, kind, metadata: { name, namespace: 'shop', ...metadata }, spec } as KubeBody);
}

const namesOf = (set: ManifestSet, workload: string, port: number) => serversOfPort(set, workloads(set).find(w => w.name === workload)!, port).map(({ name }) => name);

test('a Server is about a port of the containers, by number or by the name that each pod has for it', () => {
  const set = new ManifestSet([
    deployment('a', [{ name: 'http', containerPort: 8080 }]), deployment('b', [{ name: 'http', containerPort: 9090 }, { name: 'http', containerPort: 53, protocol: 'UDP' }]),
    server('named', { port: 'http' }), server('numbered', { port: 7070 }),
  ]);
  expect([namesOf(set, 'a', 8080), namesOf(set, 'a', 9090), namesOf(set, 'b', 9090), namesOf(set, 'b', 53), namesOf(set, 'b', 7070)])
    .toEqual([['named'], [], ['named'], [], ['numbered']]);
});

test('of several Servers of a port the oldest comes first, then the first by name', () => {
  const set = new ManifestSet([
    deployment('a', []), server('b', { port: 80 }), server('a', { port: 80 }), server('new', { port: 80 }, { creationTimestamp: '2026-01-01T00:00:00Z' }),
  ]);
  expect(namesOf(set, 'a', 80)).toEqual(['a', 'b', 'new']);
});

test('an empty selector is for all pods of its namespace, and expressions narrow', () => {
  const set = new ManifestSet([
    deployment('a', []), deployment('b', []), deployment('c', [], 'bank'),
    server('all', { port: 80 }), server('not-a', { port: 80, podSelector: { matchExpressions: [{ key: 'app', operator: 'NotIn', values: ['a'] }] } }),
    server('outside', { port: 80, podSelector: undefined, externalWorkloadSelector: {} }),
  ]);
  expect(servers(set).map(({ name, workloads: pods, selectsPods }) => [name, pods.map(pod => pod.name), selectsPods])).toEqual([
    ['all', ['a', 'b'], true], ['not-a', ['b'], true], ['outside', [], false],
  ]);
});
