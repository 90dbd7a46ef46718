import { shown } from '../schema/issue';

/** What is wrong with a name, and one that would do; undefined where nothing is. */
export interface Flaw {
  /** Goes on after the name of the field: `is "a b", and …`. */
  readonly what: string;
  readonly remedy: string;
}

const LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const QUALIFIED_PART = /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;
const LABEL_VALUE = /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/;

const LABEL_LENGTH = 63;
const SUBDOMAIN_LENGTH = 253;

/** A name without dots: of namespaces and Services. */
export function labelNameFlaw(name: string): Flaw | undefined {
  return nameFlaw(name, LABEL_LENGTH, text => LABEL.test(text), 'lower-case letters, digits and "-", with a letter or digit at both ends', /[^a-z0-9-]+/g);
}

/** A name that may hold dots: of most kinds. */
export function subdomainFlaw(name: string): Flaw | undefined {
  return nameFlaw(name, SUBDOMAIN_LENGTH, text => SUBDOMAIN.test(text), 'lower-case letters, digits, "-" and ".", with a letter or digit at both ends and beside each "."', /[^a-z0-9.-]+/g);
}

/** A name that stands in paths as it is: of RBAC kinds. */
export function pathSegmentFlaw(name: string): Flaw | undefined {
  const good = (text: string): boolean => text !== '.' && text !== '..' && !/[/%]/.test(text);
  if (good(name)) return undefined;
  return { what: `is ${shown(name)}, and may be neither "." nor ".." and hold no "/" and no "%"`, remedy: replacement(name.replaceAll(/[/%]+/g, '-'), good) };
}

/** Keys of labels and annotations: a name, or a DNS name, "/" and a name. */
export function qualifiedNameFlaw(key: string): Flaw | undefined {
  const parts = key.split('/');
  const name = parts.at(-1)!;
  if (parts.length > 2) return { what: `has ${parts.length - 1} "/", and may have one`, remedy: 'Write a key like "example.com/name".' };
  const prefix = parts.length === 2 ? parts[0] : undefined;
  if (prefix === '') return { what: 'has nothing before its "/"', remedy: `Write ${shown(name)}, or a DNS name before the "/".` };
  const flaw = prefix === undefined ? undefined : subdomainFlaw(prefix);
  if (flaw) return { what: `has the prefix ${shown(prefix)}, which is no DNS name`, remedy: 'Write a key like "example.com/name".' };
  if (name.length > LABEL_LENGTH) return { what: `has ${name.length} characters${prefix === undefined ? '' : ' after its "/"'}, and may have no more than ${LABEL_LENGTH}`, remedy: `Shorten it to ${LABEL_LENGTH} characters.` };
  if (QUALIFIED_PART.test(name)) return undefined;
  return {
    what: `must be letters, digits, "-", "_" and ".", with a letter or digit at both ends${prefix === undefined ? '' : ', after its "/"'}`,
    remedy: replacement(trimmed(name.replaceAll(/[^A-Za-z0-9_.-]+/g, '-')), text => QUALIFIED_PART.test(text), prefix === undefined ? '' : `${prefix}/`),
  };
}

export function labelValueFlaw(value: string): Flaw | undefined {
  if (value.length > LABEL_LENGTH) return tooLong(value, LABEL_LENGTH);
  if (LABEL_VALUE.test(value)) return undefined;
  return {
    what: `is ${shown(value)}, and must be letters, digits, "-", "_" and ".", with a letter or digit at both ends`,
    remedy: `${replacement(trimmed(value.replaceAll(/[^A-Za-z0-9_.-]+/g, '-')), text => LABEL_VALUE.test(text))} An annotation may hold any text.`,
  };
}

export function tooLong(value: string, longest: number): Flaw {
  return { what: `has ${value.length} characters, and may have no more than ${longest}`, remedy: `Shorten it to ${longest} characters.` };
}

function nameFlaw(name: string, longest: number, good: (name: string) => boolean, allowed: string, others: RegExp): Flaw | undefined {
  if (name.length > longest) return tooLong(name, longest);
  if (good(name)) return undefined;
  const suggestion = name.toLowerCase().replaceAll(others, '-').split('.').map(trimmed).filter(part => part !== '').join('.');
  return { what: `is ${shown(name)}, and must be ${allowed}`, remedy: good(suggestion) ? `Write ${suggestion}.` : 'Write such a name.' };
}

function replacement(candidate: string, good: (text: string) => boolean, prefix = ''): string {
  return candidate !== '' && good(candidate) ? `Write ${shown(prefix + candidate)}.` : 'Write another one.';
}

function trimmed(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && !/[A-Za-z0-9]/.test(text[start]!)) start++;
  while (end > start && !/[A-Za-z0-9]/.test(text[end - 1]!)) end--;
  return text.slice(start, end);
}
