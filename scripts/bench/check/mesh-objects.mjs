// Manifests as a cluster of many teams has them: mostly right, with a mistake here and there.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const SERVICES = 10;

/** Writes as many objects, a file to a namespace of ten services, and says how many that is. */
export function writeMeshObjects(folder, count) {
  mkdirSync(folder, { recursive: true });
  let left = count;
  for (let team = 0; left > 0; team += 1) {
    const objects = namespaceObjects(team).slice(0, left);
    left -= objects.length;
    writeFileSync(join(folder, `team-${String(team).padStart(4, '0')}.yaml`), objects.join('---\n'));
  }
}

function namespaceObjects(team) {
  const namespace = `team-${String(team).padStart(4, '0')}`;
  const names = Array.from({ length: SERVICES }, (_, i) => `service-${i}`);
  return [
    `apiVersion: v1\nkind: Namespace\nmetadata:\n  name: ${namespace}\n  labels:\n    istio-injection: enabled\n    pod-security.kubernetes.io/enforce: baseline\n`,
    `apiVersion: security.istio.io/v1\nkind: PeerAuthentication\nmetadata:\n  name: default\n  namespace: ${namespace}\nspec:\n  mtls:\n    mode: STRICT\n`,
    `apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata:\n  name: deny-by-default\n  namespace: ${namespace}\nspec: {}\n`,
    `apiVersion: networking.istio.io/v1\nkind: Sidecar\nmetadata:\n  name: default\n  namespace: ${namespace}\nspec:\n  egress:\n    - hosts:\n        - ./*\n        - istio-system/*\n`,
    ...names.flatMap((name, i) => serviceObjects(namespace, name, i, team)),
  ];
}

/** In every tenth namespace, one service has a mistake. */
function serviceObjects(namespace, name, i, team) {
  const wrong = (place) => team % 10 === place % 10 && i === place;
  const caller = `service-${(i + 1) % SERVICES}`;
  const head = (apiVersion, kind) => `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata:\n  name: ${name}\n  namespace: ${namespace}\n  labels:\n    app.kubernetes.io/name: ${name}\n    app.kubernetes.io/part-of: ${namespace}\n`;
  const host = `${name}.${namespace}.svc.cluster.local`;
  return [
    `${head('v1', 'ServiceAccount')}`,
    `${head('v1', 'Service')}spec:\n  selector:\n    app: ${name}\n  ports:\n    - name: http\n      port: 80\n      targetPort: ${wrong(1) ? 8081 : 8080}\n      appProtocol: http\n`,
    ...(i < 8 ? ['v1', 'v2'] : ['v1']).map((version) => deployment(head, name, version)),
    `${head('security.istio.io/v1', 'AuthorizationPolicy')}spec:\n  selector:\n    matchLabels:\n      app: ${wrong(2) ? 'nobody' : name}\n  action: ALLOW\n  rules:\n    - from:\n        - source:\n            principals:\n              - cluster.local/ns/${namespace}/sa/${caller}\n      to:\n        - operation:\n            methods: [GET, POST]\n            paths: [/api/*]\n            ports: ["8080"]\n`,
    ...(i < 8 ? [virtualService(head, name, host, wrong), destinationRule(head, host, i)] : [httpRoute(head, name, wrong)]),
  ];
}

function deployment(head, name, version) {
  return `${head('apps/v1', 'Deployment').replace(`name: ${name}\n`, `name: ${name}-${version}\n`)}spec:\n  replicas: 3\n  selector:\n    matchLabels:\n      app: ${name}\n      version: ${version}\n  template:\n    metadata:\n      labels:\n        app: ${name}\n        version: ${version}\n    spec:\n      serviceAccountName: ${name}\n      containers:\n        - name: ${name}\n          image: registry.example.com/${name}:1.${version.slice(1)}.0\n          ports:\n            - name: http\n              containerPort: 8080\n          readinessProbe:\n            httpGet:\n              path: /healthz\n              port: http\n          resources:\n            requests:\n              cpu: 100m\n              memory: 128Mi\n          env:\n            - name: LOG_LEVEL\n              value: info\n            - name: DATABASE\n              value: postgres://${name}-db:5432/${name}\n`;
}

function virtualService(head, name, host, wrong) {
  const to = (subset, weight) => `        - destination:\n            host: ${host}\n            port:\n              number: ${wrong(3) ? 8888 : 80}\n            subset: ${subset}\n          weight: ${weight}\n`;
  return `${head('networking.istio.io/v1', 'VirtualService')}spec:\n  hosts:\n    - ${host}\n  http:\n    - name: preview\n      match:\n        - headers:\n            x-preview:\n              exact: "true"\n      route:\n${to('v2', 100)}      timeout: 3s\n      retries:\n        attempts: 2\n        perTryTimeout: 1s\n        retryOn: connect-failure,refused-stream\n    - name: default\n      route:\n${to(wrong(4) ? 'v3' : 'v1', 90)}${to('v2', wrong(5) ? 5 : 10)}      timeout: 3s\n      retries:\n        attempts: 2\n        perTryTimeout: 1s\n        retryOn: connect-failure,refused-stream\n`;
}

function destinationRule(head, host, i) {
  return `${head('networking.istio.io/v1', 'DestinationRule')}spec:\n  host: ${host}\n  trafficPolicy:\n    connectionPool:\n      http:\n        http1MaxPendingRequests: ${100 + i}\n        http2MaxRequests: 1000\n    outlierDetection:\n      consecutive5xxErrors: 5\n      interval: 10s\n      baseEjectionTime: 30s\n      maxEjectionPercent: 50\n  subsets:\n    - name: v1\n      labels:\n        version: v1\n    - name: v2\n      labels:\n        version: v2\n`;
}

function httpRoute(head, name, wrong) {
  return `${head('gateway.networking.k8s.io/v1', 'HTTPRoute')}spec:\n  parentRefs:\n    - group: ""\n      kind: Service\n      name: ${name}\n      port: 80\n  rules:\n    - matches:\n        - path:\n            type: PathPrefix\n            value: /api\n      backendRefs:\n        - name: ${wrong(8) ? 'nobody' : name}\n          port: 80\n      timeouts:\n        request: 3s\n    - backendRefs:\n        - name: ${name}\n          port: 80\n`;
}
