import { isIP } from 'node:net';
import type { Scheme } from './call';
import { SimulationError } from './simulation-error';

export const DEFAULT_PORTS: Readonly<Record<Scheme, number | undefined>> = { http: 80, grpc: 80, https: 443, tls: 443, tcp: undefined };

export interface ReadUrl {
  readonly scheme: Scheme;
  /** In lower case; an IPv6 address in its brackets. */
  readonly host: string;
  readonly port: number;
  readonly explicitPort: number | undefined;
  readonly path: string;
}

const FORM = 'scheme://host:port/path with http, https, grpc, tcp or tls as scheme';

/** The parts of what a request is sent to. */
export function readUrl(to: string): ReadUrl {
  const refuse = (problem: string): never => {
    throw new SimulationError(`The URL ${JSON.stringify(to)} ${problem}`, ['to']);
  };
  const match = /^([a-z]+):\/\/(\[[^\]]*\]|[^/:?#[\]@\s]+)(?::(\d{1,5}))?([/?][^\s#]*)?$/i.exec(to);
  const scheme = match?.[1]!.toLowerCase() as Scheme | undefined;
  if (!match || !scheme || !Object.hasOwn(DEFAULT_PORTS, scheme)) return refuse(`is not of the form ${FORM}`);
  const [, , written = '', number, path = ''] = match;
  const host = written.toLowerCase();
  const problem = hostProblem(host);
  if (problem !== undefined) refuse(problem);
  const port = number === undefined ? DEFAULT_PORTS[scheme] : Number(number);
  if (port === undefined) return refuse('needs a port: tcp has no default one');
  if (port < 1 || port > 65535) refuse('has a port outside 1 to 65535');
  if (scheme === 'grpc' && !/^\/[\w.]+\/\w+$/.test(path)) refuse('must name a gRPC method: grpc://host:port/package.Service/Method');
  if ((scheme === 'tcp' || scheme === 'tls') && path !== '' && path !== '/') refuse(`has a path, which ${scheme} has not; take it off, or write http or https`);
  return { scheme, host, port, explicitPort: number === undefined ? undefined : port, path: path.startsWith('/') ? path : `/${path}` };
}

/** The address that a URL's host is, where it is no name. */
export function literalAddress(host: string): string | undefined {
  const address = host.startsWith('[') ? host.slice(1, -1) : host;
  return isIP(address) === 0 ? undefined : address;
}

/** What is wrong with a host, as the end of a sentence. */
function hostProblem(host: string): string | undefined {
  if (literalAddress(host) !== undefined) return undefined;
  if (host.startsWith('[')) return `has ${host} for a host, which is no IPv6 address`;
  if (/^[\d.]+$/.test(host)) return `has ${host} for a host, which is no IPv4 address`;
  if (host.endsWith('.')) return `ends its host with a dot; write ${host.replace(/\.+$/, '')}, which is the host that proxies compare`;
  if (host.includes('*')) return `has a wildcard for a host; write one of the hosts that ${host} stands for`;
  return host.split('.').every(label => /^[a-z0-9_]([-a-z0-9_]*[a-z0-9_])?$/.test(label)) ? undefined : `has ${host} for a host, which is no DNS name: letters, digits and "-" between dots`;
}
