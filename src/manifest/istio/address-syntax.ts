import { isIPv4, isIPv6 } from 'node:net';
import { dnsNameProblem, isIpAddress } from './host-syntax';

export const UNIX_SCHEME = 'unix://';

export function isPort(port: number): boolean {
  return Number.isInteger(port) && port >= 1 && port <= 65535;
}

/** An address range as "10.0.0.0/8"; an address alone is none. */
export function isCidr(value: string): boolean {
  const [, address, bits] = /^([^/%]+)\/(0|[1-9]\d{0,2})$/.exec(value) ?? [];
  if (address === undefined) return false;
  return isIPv4(address) ? Number(bits) <= 32 : isIPv6(address) && Number(bits) <= 128;
}

export function isAddressOrCidr(value: string): boolean {
  return value.includes('/') ? isCidr(value) : isIpAddress(value);
}

/** Why text is no path of a Unix socket ("/var/run/x.sock" or "@abstract"), or undefined. */
export function socketPathProblem(path: string): string | undefined {
  if (path === '') return 'it names no socket';
  if (path.startsWith('@')) return undefined;
  return !path.startsWith('/') || path.endsWith('/') ? 'the path of a socket is absolute and names a file' : undefined;
}

/** "host:port", "[::1]:port" or ":port" taken apart; undefined where it is none of them. */
export function hostAndPort(value: string): { readonly host: string; readonly port: string } | undefined {
  const [, bracketed, plain, port] = /^(?:\[([^[\]]*)\]|([^:[\]]*)):([^:[\]]*)$/.exec(value) ?? [];
  return port === undefined ? undefined : { host: bracketed ?? plain ?? '', port };
}

/** Why text is no "host:port" that a proxy could call, or undefined. */
export function endpointProblem(value: string): string | undefined {
  const parts = hostAndPort(value);
  if (!parts) return 'it is not of the form host:port';
  if (!/^[+-]?\d+$/.test(parts.port) || !isPort(Number(parts.port))) return `its port "${parts.port}" is not a number from 1 to 65535`;
  const problem = dnsNameProblem(parts.host);
  return problem === undefined || isIpAddress(parts.host) ? undefined : `its host "${parts.host}" is neither a DNS name nor an IP address`;
}
