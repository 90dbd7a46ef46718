import { ApiObject, App, Chart, Duration } from 'cdk8s';
import { Mesh, MeshNamespace, MeshService, RequestTimeout, ServicePort, Workload } from 'cdk8s-mesh';
import { Deployment } from 'cdk8s-plus-33';

// Deployments and a Service of cdk8s-plus, which know nothing of a mesh.
const app = new App();
const chart = new Chart(app, 'plus', { namespace: 'shop' });
const namespace = new MeshNamespace(chart, 'namespace', { name: 'shop', mesh: Mesh.istioAmbient() });

const deployment = new Deployment(chart, 'web', { containers: [{ image: 'web', portNumber: 8080 }] });
const service = deployment.exposeViaService({ name: 'web', ports: [{ port: 80, targetPort: 8080 }] });
const workload = Workload.fromApiObject(chart, 'web-pods', { namespace, apiObject: ApiObject.of(deployment) });
const web = MeshService.fromApiObject(chart, 'web-service', { namespace, workload, apiObject: ApiObject.of(service), ports: [ServicePort.http(80)] });
new RequestTimeout(chart, 'timeout', { service: web, request: Duration.seconds(3) });

const outside = new Deployment(chart, 'outside', { containers: [{ image: 'outside', portNumber: 9090 }] });
Workload.fromApiObject(chart, 'outside-pods', { namespace, apiObject: ApiObject.of(outside), enrolled: false });
app.synth();
