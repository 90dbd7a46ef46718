import { coreCases } from '../../support/core-cases';

const C = 'spec.containers[0]';
const I = 'spec.initContainers[0]';

coreCases('containers of a pod', `
apiVersion: v1
kind: Pod
metadata: { name: cart }
spec:
  resourceClaims: [{ name: gpu, resourceClaimName: gpu }]
  volumes: [{ name: cache, emptyDir: {} }, { name: disk, persistentVolumeClaim: { claimName: disk } }, { name: env, emptyDir: {} }]
  initContainers: [{ name: init, image: init }]
  containers: [{ name: server, image: server, ports: [{ name: http, containerPort: 80 }, { name: admin, containerPort: 81 }] }, { name: other, image: other }]
`, [
  ['spec.containers', [], [{ name: 'a', image: 'a' }], 'missing or empty'],
  [`${C}.name`, undefined, 'a', 'missing or empty'],
  [`${C}.name`, 'a.b', 'a-b', 'not a DNS label'],
  ['spec.containers[1].name', 'server', 'server-2', 'must be unique'],
  [`${I}.name`, 'server', 'server-2', 'must be unique'],
  [`${C}.image`, '', 'a', 'missing or empty'],
  [`${C}.image`, ' a', 'a', 'spaces around it'],
  [`${C}.terminationMessagePolicy`, 'None', 'FallbackToLogsOnError', 'not one of its values'],
  [`${C}.imagePullPolicy`, 'always', 'Always', 'not one of its values'],
  [`${C}.ports[0].name`, 'HTTP', 'h', 'not a port name'],
  [`${C}.ports[0].name`, '80', 'p80', 'not a port name'],
  [`${C}.ports[0].name`, 'sixteen-letters-', 'fifteen-letters', 'not a port name'],
  [`${C}.ports[1].name`, 'http', 'http2', 'must be unique'],
  [`${C}.ports[0].containerPort`, undefined, 80, 'missing or 0'],
  [`${C}.ports[0].containerPort`, -1, 1, 'less than 1'],
  [`${C}.ports[0].containerPort`, 65536, 65535, 'outside'],
  [`${C}.ports[0].hostPort`, 65536, 65535, 'outside'],
  [`${C}.ports[0].protocol`, 'tcp', 'SCTP', 'not one of its values'],
  [`${C}.ports`, [{ containerPort: 80, hostPort: 80 }, { containerPort: 81, hostPort: 80 }], [{ containerPort: 80, hostPort: 80 }, { containerPort: 81, hostPort: 80, hostIP: '10.0.0.1' }],
    'takes port 80 of the node', `${C}.ports[1].hostPort`],
  [`${C}.env`, [{ value: 'a' }], [{ name: 'A', value: 'a' }], 'missing or empty', `${C}.env[0].name`],
  [`${C}.env`, [{ name: 'A=B' }], [{ name: 'a b' }], 'not the name of an environment variable', `${C}.env[0].name`],
  [`${C}.env`, [{ name: 'A', valueFrom: {} }], [{ name: 'A', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }], 'names no source', `${C}.env[0].valueFrom`],
  [`${C}.env`, [{ name: 'A', value: 'a', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }], [{ name: 'A', value: '', valueFrom: { fieldRef: { fieldPath: 'spec.host' } } }], 'is set beside', `${C}.env[0].valueFrom`],
  [`${C}.env`, [{ name: 'A', valueFrom: { fieldRef: { fieldPath: 'metadata.name' }, secretKeyRef: { name: 'a', key: 'a' } } }], [{ name: 'A', valueFrom: { secretKeyRef: { name: 'a', key: 'a' } } }],
    'names 2 sources', `${C}.env[0].valueFrom`],
  [`${C}.env`, [{ name: 'A', valueFrom: { fieldRef: { fieldPath: 'status.phase' } } }], [{ name: 'A', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } }], 'not a field that can be read', `${C}.env[0].valueFrom.fieldRef.fieldPath`],
  [`${C}.env`, [{ name: 'A', valueFrom: { fieldRef: {} } }], [{ name: 'A', valueFrom: { fieldRef: { fieldPath: 'metadata.labels[\'app\']' } } }], 'missing or empty', `${C}.env[0].valueFrom.fieldRef.fieldPath`],
  [`${C}.env`, [{ name: 'A', valueFrom: { fieldRef: { fieldPath: 'metadata.labels[\'a b\']' } } }], [{ name: 'A', valueFrom: { fieldRef: { fieldPath: 'metadata.annotations[\'A.B/c\']' } } }],
    'not a qualified name', `${C}.env[0].valueFrom.fieldRef.fieldPath`],
  [`${C}.env`, [{ name: 'A', valueFrom: { fieldRef: { apiVersion: 'v2', fieldPath: 'metadata.name' } } }], [{ name: 'A', valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.name' } } }],
    'there is only v1', `${C}.env[0].valueFrom.fieldRef.fieldPath`],
  [`${C}.env`, [{ name: 'A', valueFrom: { resourceFieldRef: { resource: 'cpu' } } }], [{ name: 'A', valueFrom: { resourceFieldRef: { resource: 'limits.cpu' } } }], 'not a resource that can be read', `${C}.env[0].valueFrom.resourceFieldRef.resource`],
  [`${C}.env`, [{ name: 'A', valueFrom: { resourceFieldRef: { resource: 'limits.cpu', divisor: '2' } } }], [{ name: 'A', valueFrom: { resourceFieldRef: { resource: 'limits.cpu', divisor: '1m' } } }],
    'cannot divide', `${C}.env[0].valueFrom.resourceFieldRef.divisor`],
  [`${C}.env`, [{ name: 'A', valueFrom: { secretKeyRef: { name: 'a', key: 'a b' } } }], [{ name: 'A', valueFrom: { secretKeyRef: { name: 'a', key: 'a_b' } } }], 'not a key of a ConfigMap', `${C}.env[0].valueFrom.secretKeyRef.key`],
  [`${C}.env`, [{ name: 'A', valueFrom: { configMapKeyRef: { name: 'a_b', key: 'a' } } }], [{ name: 'A', valueFrom: { configMapKeyRef: { name: 'a.b', key: 'a' } } }], 'not a DNS name', `${C}.env[0].valueFrom.configMapKeyRef.name`],
  [`${C}.env`, [{ name: 'A', valueFrom: { fileKeyRef: { volumeName: 'none', path: 'a', key: 'A' } } }], [{ name: 'A', valueFrom: { fileKeyRef: { volumeName: 'env', path: 'a', key: 'A' } } }],
    'no volume of that name', `${C}.env[0].valueFrom.fileKeyRef.volumeName`],
  [`${C}.env`, [{ name: 'A', valueFrom: { fileKeyRef: { volumeName: 'disk', path: 'a', key: 'A' } } }], [{ name: 'A', valueFrom: { fileKeyRef: { volumeName: 'cache', path: 'a', key: 'A' } } }],
    'not an emptyDir', `${C}.env[0].valueFrom.fileKeyRef.volumeName`],
  [`${C}.env`, [{ name: 'A', valueFrom: { fileKeyRef: { volumeName: 'env', path: '../a', key: 'A' } } }], [{ name: 'A', valueFrom: { fileKeyRef: { volumeName: 'env', path: '..a', key: 'A' } } }],
    'has ".." in it', `${C}.env[0].valueFrom.fileKeyRef.path`],
  [`${C}.envFrom`, [{ prefix: 'A' }], [{ prefix: 'A', secretRef: { name: 'a' } }], 'names no source', `${C}.envFrom[0]`],
  [`${C}.envFrom`, [{ secretRef: { name: 'a' }, configMapRef: { name: 'a' } }], [{ configMapRef: { name: 'a' } }], 'names two sources', `${C}.envFrom[0]`],
  [`${C}.envFrom`, [{ secretRef: {} }], [{ secretRef: { name: 'a' } }], 'missing or empty', `${C}.envFrom[0].secretRef.name`],
  [`${C}.volumeMounts`, [{ name: 'none', mountPath: '/a' }], [{ name: 'cache', mountPath: '/a' }], 'no volume of that name', `${C}.volumeMounts[0].name`],
  [`${C}.volumeMounts`, [{ name: 'cache' }], [{ name: 'cache', mountPath: 'a' }], 'missing or empty', `${C}.volumeMounts[0].mountPath`],
  [`${C}.volumeMounts`, [{ name: 'cache', mountPath: '/a' }, { name: 'env', mountPath: '/a' }], [{ name: 'cache', mountPath: '/a' }, { name: 'env', mountPath: '/a/' }], 'as is', `${C}.volumeMounts[1].mountPath`],
  [`${C}.volumeMounts`, [{ name: 'cache', mountPath: '/a', subPath: '/b' }], [{ name: 'cache', mountPath: '/a', subPath: 'b' }], 'an absolute path', `${C}.volumeMounts[0].subPath`],
  [`${C}.volumeMounts`, [{ name: 'cache', mountPath: '/a', subPath: 'b', subPathExpr: 'b' }], [{ name: 'cache', mountPath: '/a', subPathExpr: '$(A)' }], 'set beside subPath', `${C}.volumeMounts[0].subPathExpr`],
  [`${C}.volumeMounts`, [{ name: 'cache', mountPath: '/a', mountPropagation: 'Bidirectional' }], [{ name: 'cache', mountPath: '/a', mountPropagation: 'HostToContainer' }], 'not privileged', `${C}.volumeMounts[0].mountPropagation`],
  [`${C}.volumeMounts`, [{ name: 'cache', mountPath: '/a', recursiveReadOnly: 'Enabled' }], [{ name: 'cache', mountPath: '/a', readOnly: true, recursiveReadOnly: 'Enabled' }], 'not read-only', `${C}.volumeMounts[0].recursiveReadOnly`],
  [`${C}.volumeMounts`, [{ name: 'cache', mountPath: '/a', readOnly: true, recursiveReadOnly: 'Enabled', mountPropagation: 'HostToContainer' }],
    [{ name: 'cache', mountPath: '/a', readOnly: true, recursiveReadOnly: 'Enabled', mountPropagation: 'None' }], 'is "HostToContainer"', `${C}.volumeMounts[0].recursiveReadOnly`],
  [`${C}.volumeDevices`, [{ name: 'cache', devicePath: '/a' }], [{ name: 'disk', devicePath: '/a' }], 'not a block device', `${C}.volumeDevices[0].name`],
  [`${C}.volumeDevices`, [{ name: 'disk', devicePath: '/a/..' }], [{ name: 'disk', devicePath: '/a' }], 'has ".." in it', `${C}.volumeDevices[0].devicePath`],
  [C, { name: 'a', image: 'a', volumeMounts: [{ name: 'cache', mountPath: '/a' }], volumeDevices: [{ name: 'disk', devicePath: '/a' }] },
    { name: 'a', image: 'a', volumeMounts: [{ name: 'cache', mountPath: '/a' }], volumeDevices: [{ name: 'disk', devicePath: '/b' }] }, 'as is', `${C}.volumeDevices[0].devicePath`],
  [`${C}.resources`, { limits: { cpu: '1x' } }, { limits: { cpu: '1k' } }, 'not a quantity', `${C}.resources.limits.cpu`],
  [`${C}.resources`, { limits: { cpu: '-1' } }, { limits: { cpu: 0 } }, 'less than 0', `${C}.resources.limits.cpu`],
  [`${C}.resources`, { requests: { cpu: '1.1' }, limits: { cpu: '1000m' } }, { requests: { cpu: '1' }, limits: { cpu: '1000m' } }, 'more than the limit', `${C}.resources.requests.cpu`],
  [`${C}.resources`, { requests: { memory: '1Gi' }, limits: { memory: '1G' } }, { requests: { memory: '1G' }, limits: { memory: '1Gi' } }, 'more than the limit', `${C}.resources.requests.memory`],
  [`${C}.resources`, { limits: { disk: '1' } }, { limits: { 'ephemeral-storage': '1' } }, 'not a resource of containers', `${C}.resources.limits.disk`],
  [`${C}.resources`, { limits: { 'example.com/gpu': '0.5' } }, { limits: { 'example.com/gpu': '1' } }, 'whole units', `${C}.resources.limits["example.com/gpu"]`],
  [`${C}.resources`, { requests: { 'example.com/gpu': '1' } }, { requests: { 'example.com/gpu': '1' }, limits: { 'example.com/gpu': 1 } }, 'there is no limit', `${C}.resources.limits`],
  [`${C}.resources`, { requests: { 'example.com/gpu': '1' }, limits: { 'example.com/gpu': '2' } }, { limits: { 'example.com/gpu': '2' } }, 'must be the same', `${C}.resources.requests["example.com/gpu"]`],
  [`${C}.resources`, { limits: { 'hugepages-2Mi': '3Mi', 'cpu': 1 } }, { limits: { 'hugepages-2Mi': '4Mi', 'cpu': 1 } }, 'not a multiple', `${C}.resources.limits.hugepages-2Mi`],
  [`${C}.resources`, { limits: { 'hugepages-2Mi': '4Mi' } }, { limits: { 'hugepages-2Mi': '4Mi', 'memory': '1Gi' } }, 'asks for huge pages'],
  [`${C}.resources`, { claims: [{ name: 'none' }] }, { claims: [{ name: 'gpu' }] }, 'no resource claim of that name', `${C}.resources.claims[0].name`],
  [`${C}.resources`, { claims: [{ name: 'gpu' }, { name: 'gpu' }] }, { claims: [{ name: 'gpu', request: 'a' }, { name: 'gpu', request: 'b' }] }, 'a second time', `${C}.resources.claims[1]`],
  [`${C}.resizePolicy`, [{ resourceName: 'disk', restartPolicy: 'NotRequired' }], [{ resourceName: 'memory', restartPolicy: 'RestartContainer' }], 'not one of its values', `${C}.resizePolicy[0].resourceName`],
  [`${C}.resizePolicy`, [{ resourceName: 'cpu', restartPolicy: 'NotRequired' }, { resourceName: 'cpu', restartPolicy: 'NotRequired' }], [{ resourceName: 'cpu', restartPolicy: 'NotRequired' }], 'must be unique', `${C}.resizePolicy[1].resourceName`],
  [`${I}.resizePolicy`, [{ resourceName: 'cpu', restartPolicy: 'RestartContainer' }], [{ resourceName: 'cpu', restartPolicy: 'NotRequired' }], 'not started again', `${I}.resizePolicy[0].restartPolicy`],
  [`${C}.restartPolicy`, 'Sometimes', 'Never', 'not one of its values'],
  [`${C}.restartPolicyRules`, [{ action: 'Restart', exitCodes: { operator: 'In', values: [1] } }], [], 'missing, but', `${C}.restartPolicy`],
  [C, { name: 'a', image: 'a', restartPolicy: 'Never', restartPolicyRules: [{ action: 'Restart' }] },
    { name: 'a', image: 'a', restartPolicy: 'Never', restartPolicyRules: [{ action: 'Restart', exitCodes: { operator: 'NotIn', values: [0] } }] }, 'is missing', `${C}.restartPolicyRules[0].exitCodes`],
  [`${I}.livenessProbe`, { exec: { command: ['a'] } }, undefined, 'is not Always'],
  [`${I}`, { name: 'a', image: 'a', restartPolicy: 'OnFailure', lifecycle: {} }, { name: 'a', image: 'a', restartPolicy: 'Always', lifecycle: { preStop: { sleep: { seconds: 1 } } } }, 'is not Always', `${I}.lifecycle`],
  ['spec.ephemeralContainers', [{ name: 'debug', image: 'debug' }], [], 'only be added to a pod that runs'],
  ['spec.resourceClaims[0]', { name: 'gpu' }, { name: 'gpu', resourceClaimTemplateName: 'gpu' }, 'neither a claim nor a template'],
  ['spec.resourceClaims[0]', { name: 'gpu', resourceClaimName: 'a', resourceClaimTemplateName: 'a' }, { name: 'gpu', resourceClaimName: 'a' }, 'both a claim and a template'],
  ['spec.resourceClaims', [{ name: 'a', resourceClaimName: 'a' }, { name: 'a', resourceClaimName: 'b' }], [{ name: 'a', resourceClaimName: 'a' }, { name: 'b', resourceClaimName: 'a' }], 'as is that of another', 'spec.resourceClaims[1].name'],
]);

coreCases('probes and hooks of a container', `
apiVersion: v1
kind: Pod
metadata: { name: cart }
spec: { containers: [{ name: server, image: server, livenessProbe: { httpGet: { port: http } }, readinessProbe: { tcpSocket: { port: 80 } } }] }
`, [
  [`${C}.livenessProbe`, {}, { exec: { command: ['a'] } }, 'has no handler'],
  [`${C}.livenessProbe`, { exec: { command: ['a'] }, grpc: { port: 80 } }, { grpc: { port: 80 } }, 'only one handler', `${C}.livenessProbe.grpc`],
  [`${C}.livenessProbe`, { exec: {} }, { exec: { command: ['a'] } }, 'missing or empty', `${C}.livenessProbe.exec.command`],
  [`${C}.livenessProbe.httpGet.port`, undefined, 80, 'is missing'],
  [`${C}.livenessProbe.httpGet.scheme`, 'http', 'HTTPS', 'not one of its values'],
  [`${C}.livenessProbe.httpGet.httpHeaders`, [{ name: 'a b', value: '' }], [{ name: 'a-b', value: '' }], 'not the name of an HTTP header', `${C}.livenessProbe.httpGet.httpHeaders[0].name`],
  [`${C}.livenessProbe.httpGet.httpHeaders`, [{ value: 'a' }], [{ name: 'a' }], 'missing or empty', `${C}.livenessProbe.httpGet.httpHeaders[0].name`],
  [`${C}.livenessProbe`, { grpc: {} }, { grpc: { port: 1 } }, 'is missing', `${C}.livenessProbe.grpc.port`],
  [`${C}.livenessProbe.successThreshold`, 2, 1, 'one success is enough'],
  [`${C}.livenessProbe.periodSeconds`, -1, 0, 'less than 0'],
  [`${C}.livenessProbe.terminationGracePeriodSeconds`, 0, 1, 'less than 1'],
  [`${C}.readinessProbe.terminationGracePeriodSeconds`, 1, undefined, 'never ends a container'],
  [`${C}.lifecycle`, { preStop: {} }, { preStop: { exec: { command: ['a'] } } }, 'has no handler', `${C}.lifecycle.preStop`],
  [`${C}.lifecycle`, { preStop: { sleep: { seconds: 31 } } }, { preStop: { sleep: { seconds: 30 } } }, 'has 30 seconds to end', `${C}.lifecycle.preStop.sleep.seconds`],
]);
