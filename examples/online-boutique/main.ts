import { App } from 'cdk8s';
import { Cluster, GatewayApiChannel, Mesh, MeshReport } from 'cdk8s-mesh';
import { onlineBoutique } from './online-boutique';

const mesh = Mesh.fromName(process.env.MESH ?? 'istio-sidecar');
// The cdk8s-cli says where the manifests go; without it they go here.
const app = new App({ outdir: process.env.CDK8S_OUTDIR ?? `dist/${mesh.meshName}` });
if (process.env.GATEWAY_API_CHANNEL === 'experimental') {
  Cluster.assign(app, Cluster.of('boutique', { gatewayApiChannel: GatewayApiChannel.EXPERIMENTAL }));
}

onlineBoutique(app, mesh);

app.synth();
MeshReport.of(app).save(app.outdir);
