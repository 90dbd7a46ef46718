import { admitsPort, isolates } from '../../src/manifest/network-policies';
import { ManifestObject } from '../../src/manifest/manifest-object';

const named = (name: string) => ({ http: 8080 })[name];

test.each([
  [[], true],
  [[{ port: 8080 }], true],
  [[{ port: 'http' }], true],
  [[{ port: 8000, endPort: 9000 }], true],
  [[{ protocol: 'TCP' }], true],
  [[{ port: 8081 }, { port: 'grpc' }], false],
  [[{ port: 8080, protocol: 'UDP' }], false],
  [[{ port: 8000, endPort: 8079 }], false],
])('ports %j admit 8080: %s', (ports, admitted) => {
  expect(admitsPort({ ports }, 8080, named)).toBe(admitted);
});

test.each([
  [{}, ['ingress']],
  [{ egress: [] }, ['ingress']],
  [{ egress: [{}] }, ['ingress', 'egress']],
  [{ policyTypes: ['Egress'] }, ['egress']],
  [{ policyTypes: ['Ingress'], egress: [{}] }, ['ingress']],
])('%j isolates pods for %j', (spec, directions) => {
  const policy = new ManifestObject({ apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name: 'cart' }, spec });
  expect((['ingress', 'egress'] as const).filter(direction => isolates(policy, direction))).toEqual(directions);
});
