import { choice, required } from './checks';
import type { Field } from './field';
import { shown } from './field';
import { ONE, parseQuantity, quantityOf } from './quantity';
import { qualifiedName } from './syntax';

const RESOURCES = ['limits', 'requests'].flatMap(kind => ['cpu', 'memory', 'ephemeral-storage'].map(resource => `${kind}.${resource}`));
const HUGE_PAGES = /^(limits|requests)\.hugepages-/;
/** Spelled out, as the server compares texts. */
const DIVISORS = ['1', ...['', 'i'].flatMap(binary => ['K', 'M', 'G', 'T', 'P', 'E'].map(unit => `1${binary === '' && unit === 'K' ? 'k' : unit}${binary}`))];

/** A field of the pod itself, of those allowed, or one label or annotation of it. */
export function objectFieldRef(ref: Field, allowed: readonly string[]): void {
  const version = ref.at('apiVersion');
  const path = ref.at('fieldPath');
  if (!required(path, `a field of the pod: ${choice(allowed)}`)) return;
  const [, parent, key] = /^(.+?)\['([^]*)'\]$/.exec(path.text) ?? [];
  const known = parent === undefined ? allowed.includes(path.text === 'spec.host' ? 'spec.nodeName' : path.text)
    : parent === 'metadata.labels' || parent === 'metadata.annotations';
  if (!version.isEmpty && version.value !== 'v1') {
    path.refuse(`${version.name} is ${shown(version.value)}, but there is only v1.`, `Remove ${version.name}.`);
  } else if (!known) {
    path.refuse(`${path.name} is ${shown(path.value)}, which is not a field that can be read here.`,
      `Set ${path.name} to ${choice([...allowed, 'metadata.labels[\'KEY\']', 'metadata.annotations[\'KEY\']'])}.`);
  } else if (key !== undefined && !qualifiedName.accepts(parent === 'metadata.annotations' ? key.toLowerCase() : key)) {
    path.refuse(`${path.name} reads the key ${shown(key)}, which is not a qualified name.`, `Write a key such as "app" or "example.com/app" in ${path.name}.`);
  }
}

/** A limit or request of a container; in a volume, the container must be named. */
export function containerResourceRef(ref: Field, inVolume = false): void {
  const resource = ref.at('resource');
  if (inVolume && !required(ref.at('containerName'), 'the name of a container of the pod')) return divisor(ref);
  if (required(resource, choice(RESOURCES)) && typeof resource.value === 'string' && !RESOURCES.includes(resource.text) && !HUGE_PAGES.test(resource.text)) {
    resource.refuse(`${resource.name} is ${shown(resource.value)}, which is not a resource that can be read.`, `Set ${resource.name} to ${choice(RESOURCES)}.`);
  }
  divisor(ref);
}

function divisor(ref: Field): void {
  const field = ref.at('divisor');
  const quantity = quantityOf(field);
  const resource = ref.at('resource').text;
  if (quantity === undefined || quantity === null || quantity === 0n) return;
  const isCpu = resource.endsWith('.cpu') && RESOURCES.includes(resource);
  if (!RESOURCES.includes(resource) && !HUGE_PAGES.test(resource)) return;
  const allowed = isCpu ? ['1m', '1'] : DIVISORS;
  if (allowed.some(text => parseQuantity(text) === quantity && sameSuffix(text, String(field.value)))) return;
  field.refuse(`${field.name} is ${shown(field.value)}, which cannot divide ${resource}.`, `Set ${field.name} to ${choice(allowed)}.`);
}

/** Quantities are written in the shortest form of their own notation before they are compared: "1000" is "1k", "1024" is not "1Ki". */
function sameSuffix(canonical: string, written: string): boolean {
  return parseQuantity(canonical) === ONE || /i$/.test(canonical) === /i$/.test(written);
}
