import type { NamespaceWaypointOptions } from '../../src/mesh/waypoint';
import { Waypoint } from '../../src/mesh/waypoint';
import { defaultWaypoint } from '../../src/mesh/istio/ambient/waypoint-model';

describe('Waypoint', () => {
  it('is one per namespace by default', () => {
    expect(Waypoint.perNamespace()._model).toEqual(defaultWaypoint);
  });

  it('carries name, class and size', () => {
    expect(Waypoint.perNamespace({
      name: 'door', gatewayClassName: 'our-waypoint', minReplicas: 2, maxReplicas: 5, minAvailable: 1, cpuRequest: '500m', memoryRequest: '256Mi', cpuLimit: '4', memoryLimit: '2Gi',
    })._model).toEqual({ kind: 'per-namespace', name: 'door', shape: {
      gatewayClassName: 'our-waypoint', replicas: { min: 2, max: 5 }, minAvailable: 1, requests: { cpu: '500m', memory: '256Mi' }, limits: { cpu: '4', memory: '2Gi' },
    } });
    expect(Waypoint.perService({ cpuLimit: '1' })._model).toEqual({ kind: 'per-service', shape: { gatewayClassName: 'istio-waypoint', limits: { cpu: '1' } } });
  });

  it.each([[{ minReplicas: 3 }, { min: 3, max: 3 }], [{ maxReplicas: 3 }, { min: 1, max: 3 }]])('fills up one end of the replicas: %j', (options, replicas) => {
    expect(Waypoint.perService(options)._model).toMatchObject({ shape: { replicas } });
  });

  it('can be one that exists', () => {
    expect(Waypoint.existing('edge')._model).toEqual({ kind: 'existing', name: 'edge' });
    expect(Waypoint.existing('edge', { namespaceName: 'infra' })._model).toEqual({ kind: 'existing', name: 'edge', namespace: 'infra' });
  });

  it.each<[NamespaceWaypointOptions, RegExp]>([
    [{ name: 'Door' }, /name "Door" must be at most 63 lower-case/],
    [{ name: 'none' }, /name "none" means "no waypoint" to Istio/],
    [{ name: 'w'.repeat(64) }, /at most 63/],
    [{ gatewayClassName: 'Istio' }, /gatewayClassName "Istio" must be/],
    [{ minReplicas: 0 }, /minReplicas 0 must be a whole number of at least 1/],
    [{ maxReplicas: 1.5 }, /maxReplicas 1.5 must be a whole number/],
    [{ minReplicas: 3, maxReplicas: 2 }, /maxReplicas 2 must be at least minReplicas 3/],
    [{ minAvailable: 1 }, /minAvailable 1 must be less than minReplicas 1/],
    [{ minReplicas: 2, minAvailable: 2 }, /no node with a replica could be drained; raise minReplicas/],
    [{ cpuRequest: 'half' }, /cpuRequest "half" must be a Kubernetes quantity of more than nothing, such as "500m"/],
    [{ cpuRequest: '1.5m' }, /cpuRequest "1.5m"/],
    [{ cpuLimit: '0' }, /cpuLimit "0"/],
    [{ memoryRequest: '1GB' }, /memoryRequest "1GB" must be a Kubernetes quantity of more than nothing, such as "256Mi"/],
    [{ memoryLimit: '' }, /memoryLimit ""/],
    [{ cpuRequest: '3' }, /cpuRequest "3" is more than Istio's default cpuLimit "2"; state both/],
    [{ cpuLimit: '50m' }, /Istio's default cpuRequest "100m" is more than cpuLimit "50m"/],
    [{ memoryRequest: '1Gi', memoryLimit: '1G' }, /memoryRequest "1Gi" is more than memoryLimit "1G"/],
  ])('refuses %j', (options, message) => {
    expect(() => Waypoint.perNamespace(options)).toThrow(message);
    expect(() => Waypoint.perNamespace(options)).toThrow(/^\[Waypoint\.perNamespace\] /);
  });

  it.each([{ cpuRequest: '0.5' }, { cpuRequest: '3', cpuLimit: '3000m' }, { memoryRequest: '512M' }, { memoryRequest: '1.5Gi', memoryLimit: '2Gi' }])('takes %j', options => {
    expect(() => Waypoint.perService(options)).not.toThrow();
  });

  it('refuses names of existing waypoints that Kubernetes would refuse', () => {
    expect(() => Waypoint.existing('none')).toThrow(/\[Waypoint\.existing\] name "none"/);
    expect(() => Waypoint.existing('Edge')).toThrow(/name "Edge"/);
    expect(() => Waypoint.existing('edge', { namespaceName: 'in fra' })).toThrow(/namespaceName "in fra" must be/);
  });
});
