import { forbidden, oneOf, oneOfStrictly, required, requiredItems } from './checks';
import type { Field } from './field';
import { shown } from './field';
import { quantityOf } from './quantity';
import { annotations, labels, labelSelector } from './selectors';
import { dnsLabel, dnsSubdomain, hasSyntax } from './syntax';

const ACCESS_MODES = ['ReadWriteOnce', 'ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOncePod'];

/** A claim that a volume brings with it: of its metadata, only labels and annotations count. */
export function claimTemplate(template: Field): void {
  const metadata = template.at('metadata');
  labels(metadata.at('labels'));
  annotations(metadata.at('annotations'));
  for (const [key, field] of metadata.entries) {
    if (key !== 'labels' && key !== 'annotations' && !field.isEmpty && (typeof field.value !== 'object' || field.length + field.size > 0)) {
      forbidden(field, 'of the metadata of a claim in a volume, only labels and annotations count');
    }
  }
  claimSpec(template.at('spec'));
}

export function claimSpec(spec: Field): void {
  const modes = spec.at('accessModes');
  requiredItems(modes, `access mode, such as ${ACCESS_MODES[0]!}`);
  for (const mode of modes.textItems) {
    if (required(mode, 'an access mode')) oneOf(mode, ACCESS_MODES);
  }
  const values = modes.items.map(mode => mode.text);
  if (values.includes('ReadWriteOncePod') && values.some(mode => mode !== 'ReadWriteOncePod' && ACCESS_MODES.includes(mode))) {
    modes.refuse(`${modes.name} holds ReadWriteOncePod and other modes.`, `Keep only ReadWriteOncePod in ${modes.name}, or remove it.`);
  }
  labelSelector(spec.at('selector'));
  const storage = spec.at('resources', 'requests', 'storage');
  const size = quantityOf(storage);
  if (size === null) storage.refuse(`${storage.name} is missing.`, `Set ${storage.name} to the size of the volume, such as "1Gi".`);
  else if (size !== undefined && size <= 0n) storage.refuse(`${storage.name} is ${shown(storage.value)}.`, `Set ${storage.name} to more than 0, such as "1Gi".`);
  for (const name of ['storageClassName', 'volumeAttributesClassName']) hasSyntax(spec.at(name), dnsSubdomain);
  oneOfStrictly(spec.at('volumeMode'), ['Block', 'Filesystem']);
  dataSources(spec);
}

function dataSources(spec: Field): void {
  const [source, ref] = [spec.at('dataSource'), spec.at('dataSourceRef')];
  for (const field of [source, ref]) {
    if (field.isSet && typeof field.value === 'object') dataSource(field);
  }
  hasSyntax(ref.at('namespace'), dnsLabel);
  if (!source.isSet || !ref.isSet) return;
  if (!ref.at('namespace').isEmpty) forbidden(source, `${ref.at('namespace').name} is set`);
  else if (['apiGroup', 'kind', 'name'].some(key => source.at(key).value !== ref.at(key).value)) {
    source.refuse(`${source.name} and ${ref.name} name different objects.`, `Remove ${source.name}.`);
  }
}

function dataSource(source: Field): void {
  required(source.at('name'), 'the name of the object');
  const group = source.at('apiGroup');
  if (required(source.at('kind'), 'the kind of the object') && group.isEmpty && source.at('kind').value !== 'PersistentVolumeClaim') {
    source.refuse(`${source.name} is of kind ${shown(source.at('kind').value)} without an apiGroup.`, `Set ${group.name} to the group of the kind.`);
  }
  hasSyntax(group, dnsSubdomain);
}
