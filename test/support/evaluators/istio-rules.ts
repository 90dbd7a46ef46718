import * as ipaddr from 'ipaddr.js';
import type { Manifest } from '../app';

/** Who is at the other end of the connection. */
export interface Peer {
  readonly ip: string;
  /** `<trust domain>/ns/<namespace>/sa/<account>`, if it showed an identity. */
  readonly principal?: string;
}

export interface Asked {
  readonly port: number;
  /** Whether the proxy sees requests. */
  readonly http: boolean;
  readonly method?: string;
  readonly path?: string;
}

/** Fields go together, values of a field are alternatives, a `not…` field is none of its values. */
function all(object: Manifest, tests: Readonly<Record<string, (value: string) => boolean>>): boolean {
  if (!object || Object.keys(object).length === 0) throw new Error('empty source or operation');
  return Object.entries(object).every(([field, values]) => {
    const negative = /^not[A-Z]/.test(field);
    const test = tests[negative ? field[3]!.toLowerCase() + field.slice(4) : field];
    if (!test || !Array.isArray(values) || values.length === 0 || values.some(v => typeof v !== 'string' || v === '')) throw new Error(`${field}: ${JSON.stringify(values)}`);
    return values.some(test) !== negative;
  });
}

export function matchesSource(source: Manifest, peer: Peer): boolean {
  return all(source, {
    principals: value => peer.principal !== undefined && text(value, peer.principal),
    namespaces: value => peer.principal !== undefined && new RegExp(`/ns/${value.split('*').map(escape).join('.*')}/`).test(`spiffe://${peer.principal}`),
    ipBlocks: value => inRange(value, peer.ip),
  });
}

export function matchesOperation(operation: Manifest, asked: Asked): boolean {
  // Only rules that refuse come here with requests that are not seen: what they say about requests is left out.
  const seen = asked.http ? operation : Object.fromEntries(Object.entries(operation).filter(([key]) => !/methods|paths/i.test(key)));
  if (Object.keys(seen).length === 0 && Object.keys(operation).length > 0) return true;
  return all(seen, {
    ports: value => /^[1-9]\d*$/.test(value) && Number(value) === asked.port,
    methods: value => text(value, asked.method ?? ''),
    paths: value => {
      if (/[{}]/.test(value)) throw new Error(`template ${value}`);
      return text(value, asked.path ?? '');
    },
  });
}

/** `*` is something, `*x` ends so, `x*` begins so; elsewhere it is a letter. */
export function text(pattern: string, value: string): boolean {
  if (pattern === '*') return value !== '';
  if (pattern.startsWith('*')) return value.endsWith(pattern.slice(1));
  return pattern.endsWith('*') ? value.startsWith(pattern.slice(0, -1)) : value === pattern;
}

export function inRange(cidr: string, ip: string): boolean {
  const range = cidr.includes('/') ? ipaddr.parseCIDR(cidr) : undefined;
  const address = ipaddr.parse(ip);
  if (!range) return ipaddr.parse(cidr).toString() === address.toString();
  return range[0].kind() === address.kind() && address.match(range as never);
}

function escape(value: string): string {
  return value.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
