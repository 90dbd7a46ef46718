import type { Field } from './field';
import { shown } from './field';

/** A form that text must have. */
export interface Syntax {
  readonly name: string;
  readonly accepts: (value: string) => boolean;
  /** What it consists of, to follow "may have only". */
  readonly words: string;
  readonly example: string;
}

const DNS_LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const SUBDOMAIN_WITH_UNDERSCORES = /^_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?(\._?[a-z0-9]([-_a-z0-9]*[a-z0-9])?)*$/;
const QUALIFIED = /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;

/** Lengths count bytes, as the API server does. */
const fits = (value: string, max: number) => value.length <= max && Buffer.byteLength(value) <= max;
/** `$` of a regular expression also stands before a last line end; the API server's does not. */
const matches = (pattern: RegExp, value: string) => !value.endsWith('\n') && pattern.test(value);

export const dnsLabel: Syntax = {
  name: 'a DNS label',
  accepts: value => fits(value, 63) && matches(DNS_LABEL, value),
  words: 'at most 63 lower-case letters, digits and "-", with a letter or digit at both ends',
  example: 'cart-1',
};

export const dnsSubdomain: Syntax = {
  name: 'a DNS name',
  accepts: value => fits(value, 253) && matches(SUBDOMAIN, value),
  words: 'at most 253 lower-case letters, digits, "-" and ".", with a letter or digit at both ends of each part',
  example: 'cart.example',
};

export const dnsSearch: Syntax = {
  name: 'a DNS search domain',
  accepts: value => fits(value, 253) && matches(SUBDOMAIN_WITH_UNDERSCORES, value),
  words: 'at most 253 lower-case letters, digits, "-", "_" and "."',
  example: 'svc.cluster.local',
};

export const qualifiedName: Syntax = {
  name: 'a qualified name',
  accepts: isQualifiedName,
  words: 'at most 63 letters, digits, "-", "_" and ".", with a letter or digit at both ends, after an optional DNS name and "/"',
  example: 'example.com/name',
};

export const labelValue: Syntax = {
  name: 'a label value',
  accepts: value => value === '' || (fits(value, 63) && matches(QUALIFIED, value)),
  words: 'at most 63 letters, digits, "-", "_" and ".", with a letter or digit at both ends',
  example: 'v1',
};

export const portName: Syntax = {
  name: 'a port name',
  accepts: value => value.length <= 15 && /^[-a-z0-9]+$/.test(value) && !value.endsWith('\n') && /[a-z]/.test(value)
    && !value.includes('--') && !value.startsWith('-') && !value.endsWith('-'),
  words: 'at most 15 lower-case letters, digits and single "-" between them, with at least one letter',
  example: 'http-web',
};

export const environmentName: Syntax = {
  name: 'the name of an environment variable',
  accepts: value => value !== '' && /^[\x20-\x7e]*$/.test(value) && !value.includes('=') && !value.endsWith('\n'),
  words: 'printable ASCII characters other than "="',
  example: 'LOG_LEVEL',
};

export const configKey: Syntax = {
  name: 'a key of a ConfigMap or Secret',
  accepts: value => fits(value, 253) && matches(/^[-._a-zA-Z0-9]+$/, value) && value !== '.' && !value.startsWith('..'),
  words: 'at most 253 letters, digits, "-", "_" and ".", and not begin with ".."',
  example: 'app.properties',
};

export const headerName: Syntax = {
  name: 'the name of an HTTP header',
  accepts: value => matches(/^[-A-Za-z0-9]+$/, value),
  words: 'letters, digits and "-"',
  example: 'X-Probe',
};

/** A name that becomes part of a URL of the API server. */
export const pathSegment: Syntax = {
  name: 'a name',
  accepts: value => value !== '.' && value !== '..' && !value.includes('/') && !value.includes('%'),
  words: 'characters other than "/" and "%"',
  example: 'cart',
};

/** A name of a controller. */
export const domainPath: Syntax = {
  name: 'the name of a controller',
  accepts: value => {
    const slash = value.indexOf('/');
    return slash > 0 && dnsSubdomain.accepts(value.slice(0, slash)) && matches(/^[A-Za-z0-9/\-._~%!$&'()*+,;=:]+$/, value.slice(slash + 1));
  },
  words: 'a DNS name, "/" and a path',
  example: 'example.com/controller',
};

export const percentage: Syntax = {
  name: 'a percentage',
  accepts: value => matches(/^[0-9]+%$/, value),
  words: 'digits followed by "%"',
  example: '25%',
};

function isQualifiedName(value: string): boolean {
  const parts = value.split('/');
  const name = parts.pop()!;
  if (parts.length > 1 || (parts.length === 1 && !dnsSubdomain.accepts(parts[0]!))) return false;
  return fits(name, 63) && matches(QUALIFIED, name);
}

/** Refuses text that has not the form; absent and empty text pass. */
export function hasSyntax(field: Field, syntax: Syntax): boolean {
  return field.value === '' || hasSyntaxStrictly(field, syntax);
}

/** As `hasSyntax`, of a field in which the empty text is wrong. */
export function hasSyntaxStrictly(field: Field, syntax: Syntax): boolean {
  const { value } = field;
  if (typeof value !== 'string' || syntax.accepts(value)) return true;
  field.refuse(`${field.name} is ${shown(value)}, which is not ${syntax.name}.`,
    `Write ${field.name} as ${shown(syntax.example)}: it may have only ${syntax.words}.`);
  return false;
}
