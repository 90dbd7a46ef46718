import { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';

const IMAGES = 'us-central1-docker.pkg.dev/online-boutique-ci/microservices-demo';
const VERSION = 'v0.10.6';

/** The one container of a pod. */
export interface Container {
  /** Default: the Online Boutique's own image of that name. */
  readonly image?: string;
  readonly port?: { readonly name: string; readonly containerPort: number };
  /** For readiness and liveness. */
  readonly probe?: object;
  readonly env?: Readonly<Record<string, string>>;
  /** Requests and limits; default: 100m of 200m, and 64Mi of 128Mi. */
  readonly cpu?: readonly [string, string];
  readonly memory?: readonly [string, string];
  /** Where the container may write. */
  readonly scratch?: string;
}

/** The account that pods run under, which is their identity in a mesh. */
export function serviceAccount(scope: Construct, name: string): void {
  new ApiObject(scope, `${name}-account`, { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name } });
}

/** A container that speaks gRPC and answers the gRPC health check. */
export function grpcContainer(port: number, more: Container = {}): Container {
  return {
    port: { name: 'grpc', containerPort: port }, probe: { grpc: { port }, initialDelaySeconds: 10 },
    ...more, env: { PORT: String(port), DISABLE_PROFILER: '1', ...more.env },
  };
}

/** A plain Deployment, as any cdk8s program may have it; nothing in it is for a mesh. */
export function deployment(scope: Construct, app: string, container: Container, version?: string): ApiObject {
  const name = version ? `${app}-${version}` : app;
  const labels = { app, ...(version && { version }) };
  const { image = `${IMAGES}/${app}:${VERSION}`, port, probe, env, scratch } = container;
  const [cpu, cpuLimit] = container.cpu ?? ['100m', '200m'];
  const [memory, memoryLimit] = container.memory ?? ['64Mi', '128Mi'];
  return new ApiObject(scope, `${name}-deployment`, {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, labels },
    spec: {
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          serviceAccountName: app,
          securityContext: { fsGroup: 1000, runAsGroup: 1000, runAsNonRoot: true, runAsUser: 1000 },
          containers: [{
            name: 'server', image,
            securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] }, privileged: false, readOnlyRootFilesystem: true },
            ...(env && { env: Object.entries(env).map(([key, value]) => ({ name: key, value })) }),
            resources: { requests: { cpu, memory }, limits: { cpu: cpuLimit, memory: memoryLimit } },
            ...(port && { ports: [port] }),
            ...(probe && { readinessProbe: probe, livenessProbe: probe }),
            ...(scratch && { volumeMounts: [{ name: 'scratch', mountPath: scratch }] }),
          }],
          ...(scratch && { volumes: [{ name: 'scratch', emptyDir: {} }] }),
        },
      },
    },
  });
}
