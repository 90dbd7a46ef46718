import { oneOfStrictly, required } from './checks';
import type { Field } from './field';
import { shown } from './field';
import { noStepsUp, relativePath } from './paths';

/** What a container mounts, and the block devices that it gets, of the volumes of its pod. */
export function volumeMounts(container: Field, volumes: readonly Field[]): void {
  const mounts = container.at('volumeMounts').items;
  const devices = container.at('volumeDevices').items;
  for (const mount of mounts) {
    const name = mount.at('name');
    if (required(name, 'the name of a volume of the pod')) existing(name, volumes);
    if (required(mount.at('mountPath'), 'the path in the container')) {
      taken(mount.at('mountPath'), mounts, 'mountPath');
      taken(mount.at('mountPath'), devices, 'devicePath');
    }
    taken(name, devices, 'name');
    relativePath(mount.at('subPath'));
    relativePath(mount.at('subPathExpr'));
    if (!mount.at('subPath').isEmpty && !mount.at('subPathExpr').isEmpty) {
      mount.at('subPathExpr').refuse(`${mount.at('subPathExpr').name} is set beside subPath.`, `Keep one of subPath and subPathExpr in ${mount.name}.`);
    }
    propagation(mount, container);
  }
  for (const device of devices) {
    const name = device.at('name');
    if (required(name, 'the name of a volume of the pod')) {
      const volume = existing(name, volumes);
      if (volume !== undefined && !volume.at('persistentVolumeClaim').isSet && !volume.at('ephemeral').isSet) {
        name.refuse(`${name.name} is ${shown(name.text)}, a volume that is not a block device.`, `Set ${name.name} to a volume with a persistentVolumeClaim.`);
      }
      taken(name, devices, 'name');
      taken(name, mounts, 'name');
    }
    const path = device.at('devicePath');
    if (required(path, 'the path of the device in the container') && noStepsUp(path)) {
      taken(path, devices, 'devicePath');
      taken(path, mounts, 'mountPath');
    }
  }
}

function existing(name: Field, volumes: readonly Field[]): Field | undefined {
  const volume = volumes.find(candidate => candidate.at('name').text === name.text);
  if (volume === undefined && typeof name.value === 'string' && name.text !== '') {
    const others = volumes.map(candidate => candidate.at('name').text).filter(other => other !== '');
    name.refuse(`${name.name} is ${shown(name.text)}, but the pod has no volume of that name.`,
      others.length > 0 ? `Set ${name.name} to ${others.join(' or ')}, or add a volume ${shown(name.text)} to the pod.` : `Add a volume ${shown(name.text)} to the pod.`);
  }
  return volume;
}

/** Refuses what another entry has already: one before this, or any of another list. */
function taken(field: Field, entries: readonly Field[], key: string): void {
  for (const entry of entries) {
    const other = entry.at(key);
    if (other.name === field.name) return;
    if (field.isEmpty || other.value !== field.value) continue;
    field.refuse(`${field.name} is ${shown(field.value)}, as is ${other.name}.`, `Set ${field.name} to another value than ${shown(field.value)}.`);
    return;
  }
}

function propagation(mount: Field, container: Field): void {
  const mode = mount.at('mountPropagation');
  oneOfStrictly(mode, ['None', 'HostToContainer', 'Bidirectional']);
  if (mode.value === 'Bidirectional' && !container.at('securityContext', 'privileged').isTrue) {
    mode.refuse(`${mode.name} is Bidirectional, but the container is not privileged.`, `Set ${mode.name} to HostToContainer, or ${container.at('securityContext', 'privileged').name} to true.`);
  }
  const recursive = mount.at('recursiveReadOnly');
  oneOfStrictly(recursive, ['Disabled', 'IfPossible', 'Enabled']);
  if (recursive.value !== 'Enabled' && recursive.value !== 'IfPossible') return;
  if (!mount.at('readOnly').isTrue) recursive.refuse(`${recursive.name} is ${recursive.text}, but the mount is not read-only.`, `Set ${mount.at('readOnly').name} to true.`);
  if (!mode.isEmpty && mode.value !== 'None') recursive.refuse(`${recursive.name} is ${recursive.text}, but ${mode.name} is ${shown(mode.value)}.`, `Remove ${mode.name}.`);
}
