import type { ApiObject } from 'cdk8s';
import { App, Chart } from 'cdk8s';
import { Mesh, MeshChecks, MeshNamespace, MeshService, ServicePort, ServiceVersion } from '../../src';

/** A Kubernetes object as it is written. */
export type Manifest = Record<string, any>;

export const MESHES = ['istio-sidecar', 'istio-ambient', 'linkerd', 'gateway-api'] as const;

/** An App with one chart and one namespace, `shop`. */
export function shop(mesh: Mesh = Mesh.istioSidecar()) {
  const app = new App();
  const chart = new Chart(app, 'shop');
  const namespace = new MeshNamespace(chart, 'ns', { mesh, name: 'shop' });
  const service = (name: string, ...ports: ServicePort[]) =>
    new MeshService(chart, name, { namespace, ports: ports.length > 0 ? ports : [ServicePort.grpc(7070)] });
  return { app, chart, namespace, service };
}

/** The same for tests with objects of others that say no more than the test needs, which no API server would take. */
export function uncheckedShop(mesh?: Mesh) {
  const s = shop(mesh);
  MeshChecks.of(s.app).disable();
  return s;
}

/** An object of others that says no more than the test needs; what the App says of it by itself is not touched. */
export function unchecked(object: ApiObject): ApiObject {
  MeshChecks.of(object).disable();
  return object;
}

export const v1 = ServiceVersion.labels('v1', { version: 'v1' });
export const v2 = ServiceVersion.labels('v2', { version: 'v2' });

/** Everything that the App writes, chart by chart. */
export function manifests(app: App): Manifest[] {
  return app.charts.flatMap(chart => chart.toJson() as Manifest[]);
}

export function find(objects: readonly Manifest[], kind: string, name?: string): Manifest {
  const found = objects.filter(o => o.kind === kind && (name === undefined || o.metadata.name === name));
  if (found.length !== 1) throw new Error(`${found.length} objects ${kind} ${name ?? ''} among ${objects.map(o => `${o.kind} ${o.metadata.name}`).join(', ')}`);
  return found[0]!;
}

/** A set of objects, whatever their order. */
export function asSet(objects: readonly Manifest[]): string[] {
  return objects.map(o => JSON.stringify(o)).sort();
}
