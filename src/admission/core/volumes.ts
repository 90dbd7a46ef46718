import { atMostOneOf, oneOf, required, unique } from './checks';
import { claimTemplate } from './claims';
import type { Field } from './field';
import { shown } from './field';
import { noStepsUp } from './paths';
import { projectedVolume } from './projected-volumes';
import { quantityOf } from './quantity';
import { dnsLabel, dnsSubdomain, hasSyntax } from './syntax';
import { downwardFile, fileMode, keyToPath } from './volume-files';
import { plainSources } from './volume-sources';

const HOST_PATHS = ['DirectoryOrCreate', 'Directory', 'FileOrCreate', 'File', 'Socket', 'CharDevice', 'BlockDevice'];

/** In the order in which the server counts them. */
export const VOLUME_SOURCES = [
  'emptyDir', 'hostPath', 'gitRepo', 'gcePersistentDisk', 'awsElasticBlockStore', 'secret', 'nfs', 'iscsi', 'glusterfs', 'flocker', 'persistentVolumeClaim',
  'rbd', 'cinder', 'cephfs', 'quobyte', 'downwardAPI', 'fc', 'flexVolume', 'configMap', 'azureFile', 'vsphereVolume', 'photonPersistentDisk',
  'portworxVolume', 'azureDisk', 'storageos', 'projected', 'scaleIO', 'csi', 'ephemeral', 'image',
];

/** Volumes of a pod. `podName` is that of a pod that stands for itself, not of a template. */
export function volumes(list: Field, podName: string | undefined): void {
  const created = new Set(list.items.filter(volume => volume.at('ephemeral').isSet).map(volume => `${podName ?? ''}-${volume.at('name').text}`));
  for (const volume of list.items) {
    if (required(volume.at('name'), 'a name such as "cache"')) hasSyntax(volume.at('name'), dnsLabel);
    const [source] = atMostOneOf(volume, VOLUME_SOURCES, 'source of a volume');
    // Without a source, it is an emptyDir.
    if (source !== undefined && typeof volume.at(source).value === 'object') volumeSource(source, volume, podName);
    const claim = volume.at('persistentVolumeClaim', 'claimName');
    if (podName !== undefined && created.has(claim.text)) {
      claim.refuse(`${claim.name} is ${shown(claim.text)}, a claim that another volume of this pod creates.`, `Set ${claim.name} to a claim that exists.`);
    }
  }
  unique(list.items.map(volume => volume.at('name')), 'names of volumes');
}

function volumeSource(kind: string, volume: Field, podName: string | undefined): void {
  const source = volume.at(kind);
  plainSources[kind]?.(source, volume);
  switch (kind) {
    case 'emptyDir': {
      const size = source.at('sizeLimit');
      if ((quantityOf(size) ?? 0n) < 0n) size.refuse(`${size.name} is ${shown(size.value)}, less than 0.`, `Set ${size.name} to 0 or more.`);
      break;
    }
    case 'hostPath':
      if (required(source.at('path'), 'a path on the node')) noStepsUp(source.at('path'));
      oneOf(source.at('type'), HOST_PATHS);
      break;
    case 'secret':
    case 'configMap':
      required(source.at(kind === 'secret' ? 'secretName' : 'name'), `the name of the ${kind === 'secret' ? 'Secret' : 'ConfigMap'}`);
      fileMode(source.at('defaultMode'));
      source.at('items').items.forEach(keyToPath);
      break;
    case 'downwardAPI':
      fileMode(source.at('defaultMode'));
      source.at('items').items.forEach(downwardFile);
      break;
    case 'projected':
      fileMode(source.at('defaultMode'));
      projectedVolume(source);
      break;
    case 'ephemeral': ephemeral(volume, podName); break;
    case 'image':
      if (podName !== undefined) required(source.at('reference'), 'the image to mount');
      oneOf(source.at('pullPolicy'), ['Always', 'IfNotPresent', 'Never']);
      break;
  }
}

function ephemeral(volume: Field, podName: string | undefined): void {
  const template = volume.at('ephemeral', 'volumeClaimTemplate');
  if (!template.isSet) template.refuse(`${template.name} is missing.`, `Set ${template.name} to the claim to create, with its spec.`);
  else claimTemplate(template);
  const name = volume.at('name');
  if (podName === undefined || podName === '' || name.isEmpty || dnsSubdomain.accepts(`${podName}-${name.text}`)) return;
  name.refuse(`${name.name} is ${shown(name.text)}, which makes ${shown(`${podName}-${name.text}`)} the name of the claim, and that is not a DNS name.`,
    `Shorten ${name.name}.`);
}
