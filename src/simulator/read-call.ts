import { isKnownHost } from '../manifest/istio/host-registry';
import { meshRoutedHosts } from '../manifest/istio/virtual-services';
import type { ManifestSet } from '../manifest/manifest-set';
import { namespaces } from '../manifest/namespaces';
import { services } from '../manifest/services';
import { serviceOfHost } from './addressed';
import type { Call, HttpMessage, Scheme, Token } from './call';
import { clientOf } from './client';
import { durationMs } from './duration';
import type { SimulatedRequest } from './request';
import { existing, SimulationError } from './simulation-error';

const DEFAULT_PORTS: Readonly<Record<Scheme, number | undefined>> = { http: 80, grpc: 80, https: 443, tls: 443, tcp: undefined };

/** Reads a request against the manifests. Throws a SimulationError that says what exists where it names what does not. */
export function readCall(set: ManifestSet, request: SimulatedRequest): Call {
  const url = readUrl(request.to);
  const client = clientOf(set, request.from);
  const headers = lowerCased(request.headers);
  const sentHost = headers['host'];
  if (sentHost !== undefined) delete headers['host'];
  const token = tokenOf(request);
  const message: HttpMessage = {
    method: url.scheme === 'grpc' ? 'POST' : request.method ?? 'GET',
    host: sentHost ?? (url.explicitPort === undefined || url.explicitPort === DEFAULT_PORTS[url.scheme] ? url.host : `${url.host}:${url.explicitPort}`),
    path: url.path,
    headers: url.scheme === 'grpc' ? { 'content-type': 'application/grpc', 'te': 'trailers', ...headers } : headers,
    scheme: url.scheme === 'https' ? 'https' : 'http',
    token,
  };
  const call: Call = {
    client, scheme: url.scheme, host: url.host, port: url.port,
    http: url.scheme === 'http' || url.scheme === 'grpc' ? message : undefined,
    inside: url.scheme === 'tcp' || url.scheme === 'tls' ? undefined : message,
    directTo: request.directTo, address: request.address, token, through: request.through,
    backend: { status: request.backend?.status ?? 200, delayMs: backendDelay(request), headers: lowerCased(request.backend?.headers) },
  };
  if (request.through) assertKnownGateway(set, request.through);
  if (request.through === undefined && request.address === undefined) assertKnownHost(set, call);
  return call;
}

interface ReadUrl {
  readonly scheme: Scheme;
  readonly host: string;
  readonly port: number;
  readonly explicitPort: number | undefined;
  readonly path: string;
}

function readUrl(to: string): ReadUrl {
  const match = /^(http|https|grpc|tcp|tls):\/\/(\[[0-9a-fA-F:.]+\]|[^/:?#[\]@\s]+)(?::(\d{1,5}))?([/?][^\s#]*)?$/.exec(to);
  if (!match) throw new SimulationError(`\`to\` ${JSON.stringify(to)} is no URL of the form scheme://host:port/path with http, https, grpc, tcp or tls as scheme`);
  const [, scheme, host, written, path = ''] = match as unknown as [string, Scheme, string, string | undefined, string | undefined];
  const port = written === undefined ? DEFAULT_PORTS[scheme] : Number(written);
  if (port === undefined) throw new SimulationError(`\`to\` ${JSON.stringify(to)} needs a port: tcp has no default one`);
  if (port < 1 || port > 65535) throw new SimulationError(`\`to\` ${JSON.stringify(to)} has a port outside 1 to 65535`);
  if (scheme === 'grpc' && !/^\/[\w.]+\/\w+$/.test(path)) throw new SimulationError(`\`to\` ${JSON.stringify(to)} must name a gRPC method: grpc://host:port/package.Service/Method`);
  if ((scheme === 'tcp' || scheme === 'tls') && path !== '' && path !== '/') throw new SimulationError(`\`to\` ${JSON.stringify(to)} has a path, which ${scheme} has not; take it off, or write http or https`);
  return { scheme, host: host.toLowerCase(), port, explicitPort: written === undefined ? undefined : port, path: path.startsWith('/') ? path : `/${path}` };
}

function tokenOf({ token, tokenState = 'valid', tokenIn }: SimulatedRequest): Token | undefined {
  return token && { claims: token, state: tokenState, header: tokenIn ? tokenIn.header?.toLowerCase() : 'authorization', prefix: tokenIn ? tokenIn.prefix ?? '' : 'Bearer ', param: tokenIn?.param };
}

function backendDelay({ backend }: SimulatedRequest): number {
  if (backend?.delay === undefined) return 0;
  const delay = durationMs(backend.delay);
  if (delay === undefined || delay < 0) throw new SimulationError(`\`backend.delay\` ${JSON.stringify(backend.delay)} is no duration such as "500ms" or "1m30s"`);
  return delay;
}

function lowerCased(headers: Readonly<Record<string, string>> | undefined): Record<string, string> {
  const read: Record<string, string> = {};
  if (!headers) return read;
  for (const [key, value] of Object.entries(headers)) {
    const name = key.toLowerCase();
    read[name] = read[name] === undefined ? value : `${read[name]},${value}`;
  }
  return read;
}

/** A name of the cluster's that nothing has is a slip of the request. Names outside the cluster may be anybody's. */
function assertKnownHost(set: ManifestSet, { host, client }: Call): void {
  if (serviceOfHost(set, host, client.namespace)) return;
  const labels = host.split('.');
  const ofCluster = labels.length === 1 || host.endsWith(`.svc.${set.settings.clusterDomain}`) || (labels.length === 2 || labels[2] === 'svc') && namespaces(set).has(labels[1]!);
  if (!ofCluster || isKnownHost(set, host) || meshRoutedHosts(set).includes(host)) return;
  throw new SimulationError(`No Service is called ${host}${labels.length === 1 && client.namespace !== undefined ? ` in namespace ${client.namespace}` : ''} (${existing(services(set).map(({ name, namespace }) => `${name}.${namespace}`))})`);
}

function assertKnownGateway(set: ManifestSet, { namespace, name }: NonNullable<SimulatedRequest['through']>): void {
  const known = ['networking.istio.io', 'gateway.networking.k8s.io'].flatMap(group => set.all(group, 'Gateway'));
  if (known.some(gateway => gateway.namespace === namespace && gateway.name === name)) return;
  throw new SimulationError(`\`through\` names Gateway ${namespace}/${name}, which the manifests do not have (${existing(known.map(gateway => `${gateway.namespace}/${gateway.name}`))})`);
}
