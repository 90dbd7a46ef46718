import { coreCases } from '../../support/core-cases';

const TEMPLATE = 'template: { metadata: { labels: { app: cart } }, spec: { containers: [{ name: server, image: server }] } }';
const T = 'spec.template.spec';

coreCases('Deployment', `
apiVersion: apps/v1
kind: Deployment
metadata: { name: cart }
spec: { selector: { matchLabels: { app: cart } }, ${TEMPLATE} }
`, [
  ['spec.replicas', -1, 0, 'less than 0'],
  ['spec.minReadySeconds', -1, 0, 'less than 0'],
  ['spec.revisionHistoryLimit', -1, 0, 'less than 0'],
  ['spec.progressDeadlineSeconds', 0, 1, 'not more than spec.minReadySeconds'],
  ['spec.minReadySeconds', 600, 599, 'not more than spec.minReadySeconds', 'spec.progressDeadlineSeconds'],
  ['spec.selector', undefined, { matchLabels: { app: 'cart' } }, 'selects no labels'],
  ['spec.selector', {}, { matchExpressions: [{ key: 'app', operator: 'Exists' }] }, 'selects no labels'],
  ['spec.selector.matchLabels', { app: 'shop' }, { app: 'cart' }, 'does not select', 'spec.template.metadata.labels'],
  ['spec.selector', { matchExpressions: [{ key: 'app', operator: 'NotIn', values: ['cart'] }] }, { matchExpressions: [{ key: 'app', operator: 'In', values: ['cart'] }] }, 'does not select', 'spec.template.metadata.labels'],
  ['spec.selector', { matchExpressions: [{ key: 'app', operator: 'DoesNotExist' }] }, { matchExpressions: [{ key: 'old', operator: 'DoesNotExist' }] }, 'does not select', 'spec.template.metadata.labels'],
  ['spec.selector', { matchExpressions: [{ key: 'app', operator: 'In' }] }, { matchExpressions: [{ key: 'app', operator: 'Exists' }] }, 'missing or empty', 'spec.selector.matchExpressions[0].values'],
  ['spec.selector', { matchExpressions: [{ key: 'app', operator: 'Exists', values: ['a'] }] }, { matchExpressions: [{ key: 'app', operator: 'Exists' }] }, 'takes no values', 'spec.selector.matchExpressions[0].values'],
  ['spec.selector', { matchExpressions: [{ key: 'app', operator: 'Is' }] }, { matchExpressions: [{ key: 'app', operator: 'Exists' }] }, 'which is no operator', 'spec.selector.matchExpressions[0].operator'],
  ['spec.strategy', { type: 'Rolling' }, { type: 'Recreate' }, 'not one of its values', 'spec.strategy.type'],
  ['spec.strategy', { type: 'Recreate', rollingUpdate: {} }, { type: 'RollingUpdate', rollingUpdate: {} }, 'is Recreate', 'spec.strategy.rollingUpdate'],
  ['spec.strategy', { rollingUpdate: { maxSurge: 0, maxUnavailable: '0%' } }, { rollingUpdate: { maxSurge: 1, maxUnavailable: '0%' } }, 'are both 0', 'spec.strategy.rollingUpdate.maxUnavailable'],
  ['spec.strategy', { rollingUpdate: { maxUnavailable: '101%' } }, { rollingUpdate: { maxUnavailable: '100%', maxSurge: '200%' } }, 'more than 100%', 'spec.strategy.rollingUpdate.maxUnavailable'],
  ['spec.strategy', { rollingUpdate: { maxSurge: '5' } }, { rollingUpdate: { maxSurge: '5%' } }, 'not a percentage', 'spec.strategy.rollingUpdate.maxSurge'],
  [`${T}.restartPolicy`, 'OnFailure', 'Always', 'always run again'],
  [`${T}.activeDeadlineSeconds`, 10, undefined, 'run without end'],
  [`${T}.ephemeralContainers`, [{ name: 'a', image: 'a' }], [], 'only be added'],
  ['spec.template.metadata.labels', { 'app': 'cart', 'a b': 'c' }, { 'app': 'cart', 'a/b': 'c' }, 'not a qualified name', 'spec.template.metadata.labels["a b"]'],
  ['spec.template.metadata.annotations', { 'a b': 'c' }, { 'A.example/B': 'c' }, 'not a qualified name', 'spec.template.metadata.annotations["a b"]'],
  ['spec.template.metadata.annotations', { a: 'b'.repeat(262144) }, { a: 'b'.repeat(262143) }, 'more than 256 KiB'],
  [`${T}.containers[0].resizePolicy`, [{ resourceName: 'cpu' }], [{ resourceName: 'cpu', restartPolicy: 'RestartContainer' }], 'missing or empty', `${T}.containers[0].resizePolicy[0].restartPolicy`],
]);

coreCases('ReplicaSet', `
apiVersion: apps/v1
kind: ReplicaSet
metadata: { name: cart }
spec: { selector: { matchLabels: { app: cart } }, ${TEMPLATE} }
`, [['spec.replicas', -1, 0, 'less than 0'], ['spec.selector', {}, { matchLabels: { app: 'cart' } }, 'selects no labels']]);

coreCases('DaemonSet', `
apiVersion: apps/v1
kind: DaemonSet
metadata: { name: cart }
spec: { selector: { matchLabels: { app: cart } }, ${TEMPLATE} }
`, [
  ['spec.selector', undefined, { matchLabels: { app: 'cart' } }, 'selects no labels'],
  ['spec.updateStrategy', { type: 'Recreate' }, { type: 'OnDelete' }, 'not one of its values', 'spec.updateStrategy.type'],
  ['spec.updateStrategy', { rollingUpdate: { maxUnavailable: 0 } }, { rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } }, 'there is no maxSurge', 'spec.updateStrategy.rollingUpdate.maxUnavailable'],
  ['spec.updateStrategy', { rollingUpdate: { maxSurge: 1 } }, { rollingUpdate: { maxSurge: 0 } }, '1, its default', 'spec.updateStrategy.rollingUpdate.maxSurge'],
  ['spec.updateStrategy', { rollingUpdate: { maxUnavailable: -1 } }, { rollingUpdate: { maxUnavailable: 1 } }, 'less than 0', 'spec.updateStrategy.rollingUpdate.maxUnavailable'],
]);

coreCases('StatefulSet', `
apiVersion: apps/v1
kind: StatefulSet
metadata: { name: db }
spec:
  selector: { matchLabels: { app: db } }
  template: { metadata: { labels: { app: db } }, spec: { hostname: not.a.label, containers: [{ name: db, image: db, volumeMounts: [{ name: data, mountPath: /data }] }] } }
  volumeClaimTemplates: [{ metadata: { name: data }, spec: { accessModes: [ReadWriteOnce], resources: { requests: { storage: 1Gi } } } }]
`, [
  ['spec.replicas', -1, 0, 'less than 0'],
  ['spec.ordinals', { start: -1 }, { start: 0 }, 'less than 0', 'spec.ordinals.start'],
  ['spec.podManagementPolicy', 'Serial', 'Parallel', 'not one of its values'],
  ['spec.updateStrategy', { type: 'Recreate' }, { type: 'OnDelete' }, 'not one of its values', 'spec.updateStrategy.type'],
  ['spec.updateStrategy', { type: 'OnDelete', rollingUpdate: {} }, { type: 'OnDelete' }, 'is "OnDelete"', 'spec.updateStrategy.rollingUpdate'],
  ['spec.updateStrategy', { rollingUpdate: { partition: -1 } }, { rollingUpdate: { partition: 0 } }, 'less than 0', 'spec.updateStrategy.rollingUpdate.partition'],
  ['spec.persistentVolumeClaimRetentionPolicy', { whenScaled: 'Keep' }, { whenScaled: 'Delete' }, 'not one of its values', 'spec.persistentVolumeClaimRetentionPolicy.whenScaled'],
  ['spec.serviceName', 'a.b', 'a-b', 'not a DNS label'],
  ['spec.volumeClaimTemplates[0].metadata.name', 'Data', 'data', 'not a DNS label'],
  ['spec.volumeClaimTemplates[0].spec.accessModes', [], ['ReadWriteOnce'], 'missing or empty'],
  ['spec.volumeClaimTemplates', [], [{ metadata: { name: 'data' }, spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: 1 } } } }], 'no volume of that name', `${T}.containers[0].volumeMounts[0].name`],
]);

coreCases('ReplicationController', `
apiVersion: v1
kind: ReplicationController
metadata: { name: cart }
spec: { ${TEMPLATE} }
`, [
  ['spec.template', undefined, { metadata: { labels: { app: 'a' } }, spec: { containers: [{ name: 'a', image: 'a' }] } }, 'is missing'],
  ['spec.template.metadata', {}, { labels: { app: 'a' } }, 'missing or empty', 'spec.selector'],
  ['spec.selector', { app: 'shop' }, { app: 'cart' }, 'does not select', 'spec.template.metadata.labels'],
]);

coreCases('PodTemplate', `
apiVersion: v1
kind: PodTemplate
metadata: { name: cart }
${TEMPLATE}
`, [['template.spec.containers', [], [{ name: 'a', image: 'a' }], 'missing or empty']]);
