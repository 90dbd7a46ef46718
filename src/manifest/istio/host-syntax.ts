import { isIP } from 'node:net';

const DNS_LABEL = '[a-zA-Z0-9](?:[-a-zA-Z0-9]*[a-zA-Z0-9])?';
const LABEL = new RegExp(`^${DNS_LABEL}$`);
const WILDCARD_LABEL = new RegExp(`^(?:\\*|(?:\\*|\\*-)?${DNS_LABEL})$`);
const MAX_HOST = 255;
const MAX_LABEL = 63;

/** A DNS label as Istio sees it: capitals are let pass. */
export function isDnsLabel(value: string): boolean {
  return value.length <= MAX_LABEL && LABEL.test(value);
}

export function isIpAddress(value: string): boolean {
  return isIP(value) !== 0;
}

/** Why text is no full DNS name, or undefined. */
export function dnsNameProblem(name: string): string | undefined {
  return lengthProblem(name) ?? labelsProblem(name);
}

/** Why text is no host of Istio, which may have a wildcard in its first label, or undefined. */
export function hostProblem(host: string): string | undefined {
  const problem = lengthProblem(host);
  if (problem !== undefined) return problem;
  const dot = host.indexOf('.');
  const first = dot < 0 ? host : host.slice(0, dot);
  if (first.length > MAX_LABEL || !WILDCARD_LABEL.test(first)) return labelProblem(first);
  return dot < 0 ? undefined : labelsProblem(host.slice(dot + 1));
}

/** As `hostProblem`, for VirtualServices at gateways: with SNI there are the names that Istio makes up, "outbound_.80_._.reviews.shop". */
export function gatewayHostProblem(host: string, sni: boolean): string | undefined {
  if (!sni || !host.startsWith('outbound_')) return hostProblem(host);
  const [, port, , name] = lengthProblem(host) === undefined ? host.split('_') : [];
  return port !== undefined && /[0-9]/.test(port) && name !== undefined && /[a-zA-Z]/.test(name) ? undefined
    : 'a name that begins with "outbound_" is of the form outbound_.<port>_._.<host>';
}

/** A wildcard that stands for a part of a label, as in "*foo.com". */
export function hasPartialWildcard(host: string): boolean {
  return host.includes('*') && host !== '*' && !host.startsWith('*.');
}

function lengthProblem(name: string): string | undefined {
  if (name === '') return 'it is empty';
  return Buffer.byteLength(name) > MAX_HOST ? `it is longer than ${MAX_HOST} characters` : undefined;
}

function labelsProblem(name: string): string | undefined {
  const labels = name.split('.');
  const last = labels.at(-1)!;
  if (/^[+-]?\d+$/.test(last)) return `its last label "${last}" is a number`;
  // A dot at the end is taken: "istio.io." is a full name.
  const bad = labels.find((label, index) => !isDnsLabel(label) && !(label === '' && index === labels.length - 1));
  return bad === undefined ? undefined : labelProblem(bad);
}

function labelProblem(label: string): string {
  if (label === '') return 'it has an empty label';
  if (label.length > MAX_LABEL) return `its label "${label}" is longer than ${MAX_LABEL} characters`;
  return label.includes('*') ? 'a wildcard can only be the first label or its beginning'
    : `its label "${label}" has characters other than letters, digits and inner dashes`;
}
