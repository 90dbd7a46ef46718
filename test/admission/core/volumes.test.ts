import type { CoreCase } from '../../support/core-cases';
import { coreCases } from '../../support/core-cases';

const V = 'spec.volumes[0]';
/** A source of a volume, wrong and right, and the field of it that is refused. */
const source = (kind: string, wrong: object, right: object, says: string, field?: string): CoreCase =>
  [V, { name: 'a', [kind]: wrong }, { name: 'a', [kind]: right }, says, field === undefined ? `${V}.${kind}` : `${V}.${kind}.${field}`];
const claim = (spec: object) => ({ volumeClaimTemplate: { spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } }, ...spec } } });
const SPEC = 'volumeClaimTemplate.spec';

coreCases('volumes of a pod', `
apiVersion: v1
kind: Pod
metadata: { name: cart }
spec: { serviceAccountName: cart, volumes: [{ name: a, emptyDir: {} }], containers: [{ name: server, image: server }] }
`, [
  [`${V}.name`, undefined, 'b', 'missing or empty'],
  [`${V}.name`, 'a_b', 'a-b', 'not a DNS label'],
  ['spec.volumes', [{ name: 'a' }, { name: 'a' }], [{ name: 'a' }, { name: 'b' }], 'must be unique', 'spec.volumes[1].name'],
  [V, { name: 'a', emptyDir: {}, secret: { secretName: 'a' } }, { name: 'a', secret: { secretName: 'a' } }, 'only one source', `${V}.secret`],
  source('emptyDir', { sizeLimit: '-1' }, { sizeLimit: '1' }, 'less than 0', 'sizeLimit'),
  source('hostPath', {}, { path: '/a' }, 'missing or empty', 'path'),
  source('hostPath', { path: '/a/../b' }, { path: '/a..b' }, 'has ".." in it', 'path'),
  source('hostPath', { path: '/a', type: 'Folder' }, { path: '/a', type: '' }, 'not one of its values', 'type'),
  source('gitRepo', {}, { repository: 'a' }, 'missing or empty', 'repository'),
  source('gcePersistentDisk', { pdName: 'a', partition: 256 }, { pdName: 'a', partition: 255 }, 'outside', 'partition'),
  source('awsElasticBlockStore', {}, { volumeID: 'a' }, 'missing or empty', 'volumeID'),
  source('secret', {}, { secretName: 'a' }, 'missing or empty', 'secretName'),
  source('secret', { secretName: 'a', defaultMode: 512 }, { secretName: 'a', defaultMode: 511 }, 'not the mode of a file', 'defaultMode'),
  source('secret', { secretName: 'a', items: [{ key: 'a', path: '..a' }] }, { secretName: 'a', items: [{ key: 'a', path: 'a' }] }, 'begins with ".."', 'items[0].path'),
  source('configMap', { name: 'a', items: [{ path: 'a' }] }, { name: 'a', items: [{ key: 'a', path: 'a' }] }, 'missing or empty', 'items[0].key'),
  source('configMap', { name: 'a', items: [{ key: 'a', path: '/a' }] }, { name: 'a', items: [{ key: 'a', path: 'a/b' }] }, 'an absolute path', 'items[0].path'),
  source('nfs', { server: 'a', path: 'a' }, { server: 'a', path: '/a' }, 'not an absolute path', 'path'),
  source('iscsi', { targetPortal: 'a', iqn: 'iqn.a' }, { targetPortal: 'a', iqn: 'iqn.2026-01.example:a' }, 'not an iSCSI name', 'iqn'),
  source('iscsi', { targetPortal: 'a', iqn: 'iqn.2026-01.example:a', chapAuthSession: true }, { targetPortal: 'a', iqn: 'iqn.2026-01.example:a', chapAuthSession: true, secretRef: { name: 'a' } }, 'missing or empty', 'secretRef'),
  [V, { name: 'a', iscsi: { targetPortal: 'a'.repeat(63), iqn: 'iqn.2026-01.example:a', initiatorName: 'iqn.2026-01.example:a' } }, { name: 'a', iscsi: { targetPortal: 'a'.repeat(62), iqn: 'iqn.2026-01.example:a', initiatorName: 'iqn.2026-01.example:a' } },
    'longer than 64', `${V}.name`],
  source('glusterfs', { path: 'a' }, { path: 'a', endpoints: 'a' }, 'missing or empty', 'endpoints'),
  source('flocker', {}, { datasetUUID: 'a' }, 'names no dataset'),
  source('flocker', { datasetName: 'a', datasetUUID: 'a' }, { datasetName: 'a' }, 'a dataset twice'),
  source('flocker', { datasetName: 'a/b' }, { datasetName: 'a-b' }, 'has "/" in it', 'datasetName'),
  source('persistentVolumeClaim', {}, { claimName: 'a' }, 'missing or empty', 'claimName'),
  ['spec.volumes', [{ name: 'a', ephemeral: claim({}) }, { name: 'b', persistentVolumeClaim: { claimName: 'cart-a' } }], [{ name: 'a', ephemeral: claim({}) }, { name: 'b', persistentVolumeClaim: { claimName: 'cart-b' } }],
    'another volume of this pod creates', 'spec.volumes[1].persistentVolumeClaim.claimName'],
  source('rbd', { image: 'a' }, { image: 'a', monitors: ['a'] }, 'missing or empty', 'monitors'),
  source('cinder', { volumeID: 'a', secretRef: {} }, { volumeID: 'a', secretRef: { name: 'a' } }, 'missing or empty', 'secretRef.name'),
  source('cephfs', {}, { monitors: ['a'] }, 'missing or empty', 'monitors'),
  source('quobyte', { volume: 'a', registry: 'a' }, { volume: 'a', registry: 'a:1,b:2' }, 'not HOST:PORT', 'registry'),
  source('quobyte', { volume: 'a', registry: 'a:1', tenant: 'a'.repeat(65) }, { volume: 'a', registry: 'a:1', tenant: 'a' }, 'more than 64', 'tenant'),
  source('downwardAPI', { items: [{ path: 'a' }] }, { items: [{ path: 'a', fieldRef: { fieldPath: 'metadata.labels' } }] }, 'neither a field nor a resource', 'items[0]'),
  source('downwardAPI', { items: [{ path: 'a', resourceFieldRef: { resource: 'limits.cpu' } }] }, { items: [{ path: 'a', resourceFieldRef: { containerName: 'server', resource: 'limits.cpu' } }] }, 'missing or empty', 'items[0].resourceFieldRef.containerName'),
  source('fc', {}, { wwids: ['a'] }, 'neither targetWWNs nor wwids', 'targetWWNs'),
  source('fc', { targetWWNs: ['a'] }, { targetWWNs: ['a'], lun: 0 }, 'is missing, but', 'lun'),
  source('flexVolume', { driver: 'a', options: { 'a.k8s.io/b': '' } }, { driver: 'a', options: { 'a.example/b': '' } }, 'keeps for itself', 'options["a.k8s.io/b"]'),
  source('azureFile', { shareName: 'a' }, { shareName: 'a', secretName: 'a' }, 'missing or empty', 'secretName'),
  source('azureDisk', { diskName: 'a', diskURI: 'a' }, { diskName: 'a', diskURI: 'https://a' }, 'begins with "https://"', 'diskURI'),
  source('azureDisk', { diskName: 'a', diskURI: 'https://a', kind: 'Managed' }, { diskName: 'a', diskURI: '/subscriptions/a', kind: 'Managed' }, 'of kind Managed', 'diskURI'),
  source('azureDisk', { diskName: 'a', diskURI: 'https://a', cachingMode: 'Write' }, { diskName: 'a', diskURI: 'https://a', cachingMode: 'ReadOnly' }, 'not one of its values', 'cachingMode'),
  source('vsphereVolume', {}, { volumePath: 'a' }, 'missing or empty', 'volumePath'),
  source('photonPersistentDisk', {}, { pdID: 'a' }, 'missing or empty', 'pdID'),
  source('portworxVolume', {}, { volumeID: 'a' }, 'missing or empty', 'volumeID'),
  source('storageos', { volumeName: 'a_b' }, { volumeName: 'a-b' }, 'not a DNS label', 'volumeName'),
  source('scaleIO', { gateway: 'a', system: 'a' }, { gateway: 'a', system: 'a', volumeName: 'a' }, 'missing or empty', 'volumeName'),
  source('csi', { driver: 'a_b' }, { driver: 'A.b' }, 'not the name of a CSI driver', 'driver'),
  source('csi', { driver: 'a', nodePublishSecretRef: { name: 'A' } }, { driver: 'a', nodePublishSecretRef: { name: 'a' } }, 'not a DNS name', 'nodePublishSecretRef.name'),
  source('image', {}, { reference: 'a' }, 'missing or empty', 'reference'),
  source('image', { reference: 'a', pullPolicy: 'never' }, { reference: 'a', pullPolicy: 'Never' }, 'not one of its values', 'pullPolicy'),
  source('projected', { sources: [{ secret: { name: 'a' }, configMap: { name: 'a' } }] }, { sources: [{ secret: { name: 'a' } }, { configMap: { name: 'a' } }] }, 'has 2 sources', 'sources[0]'),
  source('projected', { sources: [{ secret: {} }] }, { sources: [{ secret: { name: 'a' } }] }, 'missing or empty', 'sources[0].secret.name'),
  source('projected', { sources: [{ secret: { name: 'a', items: [{ key: 'a', path: 'a' }] } }, { configMap: { name: 'a', items: [{ key: 'a', path: 'a' }] } }] },
    { sources: [{ secret: { name: 'a', items: [{ key: 'a', path: 'a' }] } }, { configMap: { name: 'a', items: [{ key: 'a', path: 'b' }] } }] }, 'as is', 'sources[1].configMap.items[0].path'),
  source('projected', { sources: [{ serviceAccountToken: { path: 'a', expirationSeconds: 599 } }] }, { sources: [{ serviceAccountToken: { path: 'a', expirationSeconds: 600 } }] }, 'outside', 'sources[0].serviceAccountToken.expirationSeconds'),
  source('ephemeral', {}, claim({}), 'is missing', 'volumeClaimTemplate'),
  source('ephemeral', { volumeClaimTemplate: { metadata: { name: 'a' }, ...claim({}).volumeClaimTemplate } }, { volumeClaimTemplate: { metadata: { labels: { a: 'b' } }, ...claim({}).volumeClaimTemplate } }, 'only labels and annotations count', 'volumeClaimTemplate.metadata.name'),
  source('ephemeral', claim({ accessModes: [] }), claim({}), 'missing or empty', `${SPEC}.accessModes`),
  source('ephemeral', claim({ accessModes: ['ReadWrite'] }), claim({ accessModes: ['ReadWriteMany'] }), 'not one of its values', `${SPEC}.accessModes[0]`),
  source('ephemeral', claim({ accessModes: ['ReadWriteOncePod', 'ReadWriteOnce'] }), claim({ accessModes: ['ReadWriteOncePod'] }), 'and other modes', `${SPEC}.accessModes`),
  source('ephemeral', claim({ resources: {} }), claim({}), 'is missing', `${SPEC}.resources.requests.storage`),
  source('ephemeral', claim({ resources: { requests: { storage: '0' } } }), claim({ resources: { requests: { storage: '1' } } }), 'is "0"', `${SPEC}.resources.requests.storage`),
  source('ephemeral', claim({ storageClassName: 'A' }), claim({ storageClassName: 'a' }), 'not a DNS name', `${SPEC}.storageClassName`),
  source('ephemeral', claim({ volumeMode: 'File' }), claim({ volumeMode: 'Block' }), 'not one of its values', `${SPEC}.volumeMode`),
  source('ephemeral', claim({ dataSource: { kind: 'Snapshot', name: 'a' } }), claim({ dataSource: { apiGroup: 'a', kind: 'Snapshot', name: 'a' } }), 'without an apiGroup', `${SPEC}.dataSource`),
  source('ephemeral', claim({ dataSource: { apiGroup: 'a', kind: 'b', name: 'c' }, dataSourceRef: { apiGroup: 'a', kind: 'b', name: 'd' } }), claim({ dataSource: { apiGroup: 'a', kind: 'b', name: 'c' }, dataSourceRef: { apiGroup: 'a', kind: 'b', name: 'c' } }),
    'name different objects', `${SPEC}.dataSource`),
  source('ephemeral', claim({ dataSource: { apiGroup: 'a', kind: 'b', name: 'c' }, dataSourceRef: { apiGroup: 'a', kind: 'b', name: 'c', namespace: 'd' } }), claim({ dataSourceRef: { apiGroup: 'a', kind: 'b', name: 'c', namespace: 'd' } }),
    'namespace is set', `${SPEC}.dataSource`),
]);

coreCases('a claim that stands for itself', `
apiVersion: v1
kind: PersistentVolumeClaim
metadata: { name: data }
spec: { accessModes: [ReadWriteOnce], resources: { requests: { storage: 1Gi } } }
`, [['spec.accessModes', ['Read'], ['ReadOnlyMany'], 'not one of its values', 'spec.accessModes[0]']]);

coreCases('a claim whose name is that of its pod and volume', `
apiVersion: v1
kind: Pod
metadata: { name: ${'a'.repeat(250)} }
spec: { volumes: [{ name: b, ephemeral: { volumeClaimTemplate: { spec: { accessModes: [ReadWriteOnce], resources: { requests: { storage: 1Gi } } } } } }], containers: [{ name: server, image: server }] }
`, [['spec.volumes[0].name', 'bcd', 'bc', 'not a DNS name']]);
