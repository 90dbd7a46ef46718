import { required } from './checks';
import type { Field } from './field';
import { shown } from './field';
import { ONE, parseQuantity, quantityOf, toThousandths } from './quantity';
import type { Quantity } from './quantity';
import { dnsLabel, dnsSubdomain, hasSyntax, qualifiedName } from './syntax';

const CONTAINER_RESOURCES = ['cpu', 'memory', 'ephemeral-storage'];
const HUGE_PAGES = 'hugepages-';
const isHugePages = (name: string) => name.startsWith(HUGE_PAGES);
const isNative = (name: string) => !name.includes('/') || name.includes('kubernetes.io/');
const isExtended = (name: string) => !isNative(name) && !name.startsWith('requests.') && qualifiedName.accepts(`requests.${name}`);
const canOvercommit = (name: string) => isNative(name) && !isHugePages(name);

/** Requests and limits of a container, and the resource claims that it uses. */
export function containerResources(resources: Field, claims: ReadonlySet<string>): void {
  resourceRequirements(resources, containerResourceName);
  resourceClaims(resources.at('claims'), claims);
}

export function resourceRequirements(resources: Field, nameOf: (name: string, field: Field) => void): void {
  const limits = quantities(resources.at('limits'), nameOf);
  const requests = quantities(resources.at('requests'), nameOf);
  for (const [name, [request, field]] of requests) {
    const [limit, limitField] = limits.get(name) ?? [];
    if (limit === undefined) {
      if (canOvercommit(name) || resources.at('limits', name).isSet) continue;
      resources.at('limits').refuse(`${field.name} is ${shown(field.value)}, but there is no limit, which ${name} must have.`,
        `Set ${resources.at('limits', name).name} to ${shown(field.value)} too.`);
    } else if (!canOvercommit(name) && request !== limit) {
      field.refuse(`${field.name} is ${shown(field.value)}, but the limit is ${shown(limitField!.value)}, and of ${name} the two must be the same.`,
        `Set ${field.name} to ${shown(limitField!.value)}.`);
    } else if (request > limit) {
      field.refuse(`${field.name} is ${shown(field.value)}, more than the limit ${shown(limitField!.value)}.`,
        `Set ${field.name} to ${shown(limitField!.value)} or less, or raise ${limitField!.name}.`);
    }
  }
  const names = [...limits.keys(), ...requests.keys()];
  if (names.some(isHugePages) && !names.includes('cpu') && !names.includes('memory')) {
    resources.refuse(`${resources.name} asks for huge pages, but neither for cpu nor for memory.`, `Set cpu or memory in ${resources.at('requests').name}.`);
  }
}

/** Overhead of a runtime class. */
export function overhead(field: Field): void {
  const limits = quantities(field, containerResourceName);
  const names = [...limits.keys()];
  if (names.some(isHugePages) && !names.includes('cpu') && !names.includes('memory')) {
    field.refuse(`${field.name} holds huge pages, but neither cpu nor memory.`, `Set cpu or memory in ${field.name}.`);
  }
}

/** The quantities of a resource list that can be read, and what is wrong with it. */
function quantities(list: Field, nameOf: (name: string, field: Field) => void): Map<string, readonly [Quantity, Field]> {
  const found = new Map<string, readonly [Quantity, Field]>();
  for (const [name, field] of list.entries) {
    nameOf(name, field);
    const exact = quantityOf(field);
    if (exact === undefined) continue;
    const quantity = toThousandths(exact ?? 0n);
    found.set(name, [quantity, field]);
    if (quantity < 0n) field.refuse(`${field.name} is ${shown(field.value)}, less than 0.`, `Set ${field.name} to 0 or more.`);
    if (isExtended(name) && quantity % ONE !== 0n) {
      field.refuse(`${field.name} is ${shown(field.value)}, but ${name} can only be had in whole units.`, `Set ${field.name} to a whole number.`);
    }
    if (isHugePages(name)) hugePages(name, quantity, field);
  }
  return found;
}

function hugePages(name: string, quantity: Quantity, field: Field): void {
  const size = parseQuantity(name.slice(HUGE_PAGES.length));
  const units = (quantity + ONE - 1n) / ONE;
  if (size !== undefined && size > 0n && size % ONE === 0n && units % (size / ONE) === 0n) return;
  field.refuse(`${field.name} is ${shown(field.value)}, not a multiple of the size of a page that its name says.`,
    `Set ${field.name} to a multiple of ${name.slice(HUGE_PAGES.length)}.`);
}

export function containerResourceName(name: string, field: Field): void {
  const right = qualifiedName.accepts(name) && (name.includes('/') ? isNative(name) || isExtended(name) : CONTAINER_RESOURCES.includes(name) || isHugePages(name));
  if (right) return;
  field.refuse(`${shown(name)} in ${field.name} is not a resource of containers.`,
    'Name cpu, memory, ephemeral-storage, hugepages-SIZE such as hugepages-2Mi, or a resource of a device plugin such as example.com/gpu.');
}

function resourceClaims(claims: Field, ofPod: ReadonlySet<string>): void {
  const seen = new Set<string>();
  for (const claim of claims.items) {
    const name = claim.at('name').text;
    if (!required(claim.at('name'), 'the name of one of the pod\'s resourceClaims') || name === '') continue;
    const request = claim.at('request').text;
    const key = request === '' ? name : `${name}/${request}`;
    hasSyntax(claim.at('request'), dnsLabel);
    if (seen.has(name) || seen.has(key) || (request === '' && [...seen].some(other => other.startsWith(`${name}/`)))) {
      claim.refuse(`${claim.name} names the claim ${shown(key)} a second time.`, `Remove ${claim.name}.`);
    }
    seen.add(key);
    if (!ofPod.has(name)) {
      claim.at('name').refuse(`${claim.at('name').name} is ${shown(name)}, but the pod has no resource claim of that name.`,
        `Set ${claim.at('name').name} to ${ofPod.size > 0 ? [...ofPod].join(' or ') : 'a claim that resourceClaims of the pod lists'}.`);
    }
  }
}

export function podResourceClaims(claims: Field): void {
  const seen = new Set<string>();
  for (const claim of claims.items) {
    const name = claim.at('name');
    if (required(name, 'a name such as "gpu"') && seen.has(name.text)) {
      name.refuse(`${name.name} is ${shown(name.text)}, as is that of another claim.`, `Set ${name.name} to a name of its own.`);
    } else hasSyntax(name, dnsLabel);
    seen.add(name.text);
    const sources = ['resourceClaimName', 'resourceClaimTemplateName'].filter(source => claim.at(source).isSet);
    if (sources.length !== 1) {
      claim.refuse(`${claim.name} names ${sources.length === 0 ? 'neither a claim nor a template' : 'both a claim and a template'}.`,
        `Set either resourceClaimName or resourceClaimTemplateName in ${claim.name}.`);
    }
    for (const source of sources) {
      if (required(claim.at(source), 'the name of the object')) hasSyntax(claim.at(source), dnsSubdomain);
    }
  }
}
