import { ApiObject, App, Chart } from 'cdk8s';
import { Caller, CanaryRelease, Mesh, MeshNamespace, MeshService, ServiceAllowList, ServicePort, ServiceVersion } from 'cdk8s-mesh';

// With MISTAKE=weight or path a constructor throws; with MISTAKE=duplicate only the whole App can tell, at synth.
const app = new App();
const chart = new Chart(app, 'shop', { namespace: 'shop' });
const namespace = new MeshNamespace(chart, 'namespace', { name: 'shop', mesh: Mesh.istioSidecar() });
const web = new MeshService(chart, 'web', { namespace, ports: [ServicePort.http(80)] });
new CanaryRelease(chart, 'canary', {
  service: web,
  stable: ServiceVersion.labels('v1', { version: 'v1' }),
  canary: ServiceVersion.labels('v2', { version: 'v2' }),
  weight: process.env.MISTAKE === 'weight' ? 120 : 20,
});
if (process.env.MISTAKE === 'path') {
  new ServiceAllowList(chart, 'callers', { service: web, allow: [{ callers: [Caller.anyMeshIdentity()], paths: ['api/*'] }] });
}
if (process.env.MISTAKE === 'duplicate') new ApiObject(chart, 'twin', { apiVersion: 'v1', kind: 'Service', metadata: { name: 'web' } });
app.synth();
