import { required } from './checks';
import type { Field } from './field';
import { containerResourceRef, objectFieldRef } from './field-refs';
import { pathInVolume } from './paths';

const POD_FIELDS = ['metadata.name', 'metadata.namespace', 'metadata.labels', 'metadata.annotations', 'metadata.uid'];

export function fileMode(mode: Field): void {
  const { number } = mode;
  if (number === undefined || (number >= 0 && number <= 0o777)) return;
  mode.refuse(`${mode.name} is ${String(number)}, not the mode of a file: those are 0 to 0777 in octal, 511 in decimal.`,
    `Set ${mode.name} to a number from 0 to 511, such as 420 for 0644.`);
}

export function keyToPath(item: Field): void {
  required(item.at('key'), 'a key of the object');
  if (required(item.at('path'), 'the path of the file in the volume')) pathInVolume(item.at('path'));
  fileMode(item.at('mode'));
}

export function downwardFile(file: Field): void {
  if (required(file.at('path'), 'the path of the file in the volume')) pathInVolume(file.at('path'));
  const [field, resource] = [file.at('fieldRef'), file.at('resourceFieldRef')];
  if (field.isSet) objectFieldRef(field, POD_FIELDS);
  else if (resource.isSet) containerResourceRef(resource, true);
  if (field.isSet === resource.isSet) {
    file.refuse(`${file.name} names ${field.isSet ? 'both a field and a resource' : 'neither a field nor a resource'}.`, `Set either fieldRef or resourceFieldRef in ${file.name}.`);
  }
  fileMode(file.at('mode'));
}
