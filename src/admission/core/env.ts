import { required } from './checks';
import type { Field } from './field';
import { shown } from './field';
import { containerResourceRef, objectFieldRef } from './field-refs';
import { noStepsUp } from './paths';
import { configKey, dnsLabel, dnsSubdomain, environmentName, hasSyntax, hasSyntaxStrictly } from './syntax';
import { VOLUME_SOURCES } from './volumes';

const POD_FIELDS = [
  'metadata.name', 'metadata.namespace', 'metadata.uid', 'spec.nodeName', 'spec.serviceAccountName', 'status.hostIP', 'status.hostIPs',
  'status.podIP', 'status.podIPs',
];
const SOURCES = ['fieldRef', 'resourceFieldRef', 'configMapKeyRef', 'secretKeyRef', 'fileKeyRef'];

export function environment(container: Field): void {
  for (const variable of container.at('env').items) {
    if (required(variable.at('name'), 'the name of the variable')) hasSyntax(variable.at('name'), environmentName);
    if (variable.at('valueFrom').isSet) valueFrom(variable);
  }
  for (const source of container.at('envFrom').items) wholeSource(source);
}

function valueFrom(variable: Field): void {
  const from = variable.at('valueFrom');
  if (typeof from.value !== 'object') return;
  const set = SOURCES.filter(name => from.at(name).isSet);
  if (from.at('fieldRef').isSet) objectFieldRef(from.at('fieldRef'), POD_FIELDS);
  if (from.at('resourceFieldRef').isSet) containerResourceRef(from.at('resourceFieldRef'));
  for (const name of ['configMapKeyRef', 'secretKeyRef']) {
    if (from.at(name).isSet) keyRef(from.at(name));
  }
  if (from.at('fileKeyRef').isSet) fileKeyRef(from.at('fileKeyRef'));
  if (set.length === 0) from.refuse(`${from.name} names no source.`, `Set one of ${SOURCES.join(', ')} in ${from.name}, or write the text in "value".`);
  else if (!variable.at('value').isEmpty) {
    from.refuse(`${from.name} is set beside ${variable.at('value').name}.`, `Remove ${from.name} or ${variable.at('value').name}.`);
  } else if (set.length > 1) from.refuse(`${from.name} names ${String(set.length)} sources: ${set.join(', ')}.`, `Keep one of them in ${from.name}.`);
}

function keyRef(ref: Field): void {
  const name = ref.at('name');
  if (required(name, 'the name of the ConfigMap or Secret')) hasSyntax(name, dnsSubdomain);
  if (required(ref.at('key'), 'a key in it')) hasSyntax(ref.at('key'), configKey);
}

function fileKeyRef(ref: Field): void {
  if (required(ref.at('key'), 'the name of a variable in the file')) hasSyntax(ref.at('key'), environmentName);
  if (required(ref.at('volumeName'), 'the name of an emptyDir volume of the pod')) hasSyntax(ref.at('volumeName'), dnsLabel);
  if (required(ref.at('path'), 'the path of the file in the volume')) noStepsUp(ref.at('path'));
}

function wholeSource(source: Field): void {
  hasSyntax(source.at('prefix'), environmentName);
  const set = ['configMapRef', 'secretRef'].filter(name => source.at(name).isSet);
  for (const name of set) {
    if (required(source.at(name, 'name'), 'the name of the ConfigMap or Secret')) hasSyntaxStrictly(source.at(name, 'name'), dnsSubdomain);
  }
  if (set.length !== 1 && (source.value === undefined || typeof source.value === 'object')) {
    source.refuse(`${source.name} names ${set.length === 0 ? 'no source' : 'two sources'}.`, `Set either configMapRef or secretRef in ${source.name}.`);
  }
}

/** Variables from files: these stand in emptyDir volumes. */
export function fileKeyVolumes(containers: readonly Field[], volumes: readonly Field[]): void {
  for (const container of containers) {
    for (const variable of container.at('env').items) {
      const ref = variable.at('valueFrom', 'fileKeyRef');
      if (!ref.isSet) continue;
      const name = ref.at('volumeName');
      const volume = volumes.filter(candidate => candidate.at('name').text === name.text).pop();
      if (volume === undefined) {
        name.refuse(`${name.name} is ${shown(name.text)}, but the pod has no volume of that name.`, `Set ${name.name} to the name of an emptyDir volume of the pod.`);
      } else if (!volume.at('emptyDir').isSet && VOLUME_SOURCES.some(source => volume.at(source).isSet)) {
        name.refuse(`${name.name} is ${shown(name.text)}, a volume that is not an emptyDir.`, `Set ${name.name} to the name of an emptyDir volume of the pod.`);
      }
    }
  }
}
