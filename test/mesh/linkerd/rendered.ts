import { linkerd } from '../../../src/mesh/linkerd/data-plane';
import type { ServiceModel } from '../../../src/model/model';
import { Protocol } from '../../../src/model/protocol';
import type { Resource } from '../../../src/model/resource';
import type { RetryModel } from '../../../src/model/retries';
import { aNamespace, aPort, aService } from '../../support/model';

export const plane = linkerd({ version: '2.20' });

export function cart(overrides: Partial<ServiceModel> = {}): ServiceModel {
  return aService(aNamespace(plane), 'cart', overrides);
}

export function httpCart(overrides: Partial<ServiceModel> = {}): ServiceModel {
  return cart({ ports: [aPort(80, Protocol.HTTP)], ...overrides });
}

const allPorts = (service: ServiceModel) => service.ports.map(p => p.port);

export function retrying(service: ServiceModel, retries: RetryModel): ServiceModel {
  service.retries.push({ path: `${service.path}-retries`, ports: allPorts(service), retries });
  return service;
}

export function timed(service: ServiceModel, requestMs: number): ServiceModel {
  service.timeouts.push({ path: `${service.path}-timeout`, ports: allPorts(service), requestMs });
  return service;
}

export function ejecting(service: ServiceModel, baseEjectionMs = 30_000): ServiceModel {
  service.breakers.push({ path: `${service.path}-breaker`, ejection: { consecutiveErrors: 5, intervalMs: 10_000, baseEjectionMs, maxEjectionPercent: 50 } });
  return service;
}

export function resources(service: ServiceModel): readonly Resource[] {
  return plane.service(service).resources;
}

export function routes(service: ServiceModel): Resource[] {
  return resources(service).filter(r => r.kind.endsWith('Route'));
}

export function spec(resource: Resource): any {
  return resource.body.spec;
}

export const title = (r: Resource) => `${r.kind} ${r.metadata.name}`;
export const messages = (service: ServiceModel) => plane.problems(service).map(p => p.message);
