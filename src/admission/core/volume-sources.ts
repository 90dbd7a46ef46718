import { inRange, oneOfStrictly, required, requiredItems } from './checks';
import type { Field } from './field';
import { shown } from './field';
import { relativePath } from './paths';
import { dnsLabel, dnsSubdomain, hasSyntax } from './syntax';

type Check = (source: Field, volume: Field) => void;

const INITIATOR = {
  iqn: /iqn\.\d{4}-\d{2}\.([A-Za-z0-9\-.]+)(:[^,;*&$|\s]+)$/,
  eui: /^eui.[A-Za-z0-9]{16}$/,
  naa: /^naa.[A-Za-z0-9]{32}$/,
} as const;

/** Sources of volumes that have to hold little but names; those of storage systems whose drivers have left Kubernetes are admitted still. */
export const plainSources: Readonly<Record<string, Check>> = {
  gitRepo: source => {
    needs(source, { repository: 'the URL of a repository' });
    relativePath(source.at('directory'));
  },
  gcePersistentDisk: source => {
    needs(source, { pdName: 'the name of the disk' });
    inRange(source.at('partition'), 0, 255);
  },
  awsElasticBlockStore: source => {
    needs(source, { volumeID: 'the ID of the volume' });
    inRange(source.at('partition'), 0, 255);
  },
  nfs: source => {
    needs(source, { server: 'the host of the NFS server', path: 'the path that the server exports' });
    const path = source.at('path');
    if (!path.isEmpty && !path.text.startsWith('/') && typeof path.value === 'string') {
      path.refuse(`${path.name} is ${shown(path.value)}, not an absolute path.`, `Write ${path.name} with "/" at its beginning.`);
    }
  },
  iscsi,
  glusterfs: source => { needs(source, { endpoints: 'the name of the Endpoints', path: 'the name of the Glusterfs volume' }); },
  flocker,
  persistentVolumeClaim: source => { needs(source, { claimName: 'the name of a PersistentVolumeClaim' }); },
  rbd: source => {
    requiredItems(source.at('monitors'), 'address of a Ceph monitor');
    needs(source, { image: 'the name of the image' });
  },
  cinder: source => {
    needs(source, { volumeID: 'the ID of the volume' });
    secretName(source.at('secretRef'));
  },
  cephfs: source => { requiredItems(source.at('monitors'), 'address of a Ceph monitor'); },
  quobyte,
  fc: fibreChannel,
  flexVolume: source => {
    needs(source, { driver: 'the name of the driver' });
    for (const [key, option] of source.at('options').entries) {
      const domain = `.${(key.includes('/') ? key.slice(0, key.indexOf('/')) : key).toLowerCase()}`;
      if (domain.endsWith('.kubernetes.io') || domain.endsWith('.k8s.io')) option.refuse(`${option.name} uses a name that Kubernetes keeps for itself.`, `Remove ${option.name}.`);
    }
  },
  azureFile: source => { needs(source, { secretName: 'the name of a Secret', shareName: 'the name of the share' }); },
  vsphereVolume: source => { needs(source, { volumePath: 'the path of the disk' }); },
  photonPersistentDisk: source => { needs(source, { pdID: 'the ID of the disk' }); },
  portworxVolume: source => { needs(source, { volumeID: 'the ID of the volume' }); },
  azureDisk,
  storageos: source => {
    if (required(source.at('volumeName'), 'the name of the volume')) hasSyntax(source.at('volumeName'), dnsLabel);
    hasSyntax(source.at('volumeNamespace'), dnsLabel);
    secretName(source.at('secretRef'));
  },
  scaleIO: source => { needs(source, { gateway: 'the address of the API gateway', system: 'the name of the storage system', volumeName: 'the name of the volume' }); },
  csi: source => {
    const driver = source.at('driver');
    if (required(driver, 'the name of a CSI driver') && (driver.text.length > 63 || !dnsSubdomain.accepts(driver.text.toLowerCase())) && driver.text !== '') {
      driver.refuse(`${driver.name} is ${shown(driver.value)}, which is not the name of a CSI driver.`, `Write ${driver.name} as a DNS name of at most 63 characters, such as "csi.example.com".`);
    }
    const secret = source.at('nodePublishSecretRef');
    secretName(secret);
    hasSyntax(secret.at('name'), dnsSubdomain);
  },
};

function needs(source: Field, fields: Readonly<Record<string, string>>): void {
  for (const [name, what] of Object.entries(fields)) required(source.at(name), what);
}

function secretName(ref: Field): void {
  if (ref.isSet) required(ref.at('name'), 'the name of a Secret');
}

function iscsi(source: Field, volume: Field): void {
  needs(source, { targetPortal: 'the address of the target' });
  if (required(source.at('iqn'), 'the name of the target')) initiatorName(source.at('iqn'));
  inRange(source.at('lun'), 0, 255);
  if (source.at('chapAuthDiscovery').isTrue || source.at('chapAuthSession').isTrue) required(source.at('secretRef'), 'the Secret that holds the CHAP credentials');
  const initiator = source.at('initiatorName');
  if (!initiator.isSet) return;
  initiatorName(initiator);
  const name = volume.at('name');
  if (`${name.text}:${source.at('targetPortal').text}`.length > 64) {
    name.refuse(`${name.name} and targetPortal are longer than 64 characters together, too long for the given initiatorName.`, `Shorten ${name.name}, or remove ${initiator.name}.`);
  }
}

function initiatorName(field: Field): void {
  const kind = (['iqn', 'eui', 'naa'] as const).find(prefix => field.text.startsWith(prefix));
  if (typeof field.value !== 'string' || (kind !== undefined && INITIATOR[kind].test(field.text))) return;
  field.refuse(`${field.name} is ${shown(field.value)}, which is not an iSCSI name.`, `Write ${field.name} like "iqn.2026-01.example.com:storage", or with "eui." or "naa.".`);
}

function flocker(source: Field): void {
  const [name, uuid] = [source.at('datasetName'), source.at('datasetUUID')];
  if (name.isEmpty === uuid.isEmpty) {
    source.refuse(`${source.name} names ${name.isEmpty ? 'no dataset' : 'a dataset twice'}.`, `Set either datasetName or datasetUUID in ${source.name}.`);
  }
  if (name.text.includes('/')) name.refuse(`${name.name} is ${shown(name.value)}, which has "/" in it.`, `Write ${name.name} without "/".`);
}

function quobyte(source: Field): void {
  needs(source, { volume: 'the name of the volume' });
  const registry = source.at('registry');
  const tenant = source.at('tenant');
  if (!required(registry, 'the registries as HOST:PORT, separated by commas')) return;
  if (Buffer.byteLength(tenant.text) >= 65) tenant.refuse(`${tenant.name} has more than 64 characters.`, `Set ${tenant.name} to the UUID of the tenant.`);
  else if (registry.text !== '' && !registry.text.split(',').every(isHostAndPort)) {
    registry.refuse(`${registry.name} is ${shown(registry.value)}, not HOST:PORT.`, `Write ${registry.name} as HOST:PORT, several separated by commas.`);
  }
}

function isHostAndPort(text: string): boolean {
  return /^(\[[^[\]]*\]|[^:[\]]*):[^:[\]]*$/.test(text);
}

function fibreChannel(source: Field): void {
  const [names, ids] = [source.at('targetWWNs'), source.at('wwids')];
  if ((names.length > 0) === (ids.length > 0)) {
    names.refuse(`${source.name} has ${names.length > 0 ? 'both targetWWNs and wwids' : 'neither targetWWNs nor wwids'}.`, `Set either targetWWNs or wwids in ${source.name}.`);
  }
  if (names.length === 0) return;
  const lun = source.at('lun');
  if (!lun.isSet) lun.refuse(`${lun.name} is missing, but ${names.name} is set.`, `Set ${lun.name} to a number from 0 to 255.`);
  else inRange(lun, 0, 255);
}

function azureDisk(source: Field): void {
  needs(source, { diskName: 'the name of the disk', diskURI: 'the URI of the disk' });
  oneOfStrictly(source.at('cachingMode'), ['None', 'ReadOnly', 'ReadWrite']);
  const kind = source.at('kind');
  const uri = source.at('diskURI');
  oneOfStrictly(kind, ['Shared', 'Dedicated', 'Managed']);
  const start = kind.value === 'Managed' ? '/subscriptions/' : 'https://';
  if (uri.isEmpty || typeof uri.value !== 'string' || uri.text.startsWith(start)) return;
  uri.refuse(`${uri.name} is ${shown(uri.value)}, but a disk of kind ${kind.text || 'Shared'} has a URI that begins with ${shown(start)}.`, `Write ${uri.name} with ${shown(start)} at its beginning.`);
}
