import { isKnownHost } from '../manifest/istio/host-registry';
import { meshRoutedHosts } from '../manifest/istio/virtual-services';
import type { ManifestSet } from '../manifest/manifest-set';
import { namespaces } from '../manifest/namespaces';
import { services } from '../manifest/services';
import { serviceOfHost } from './addressed';
import type { Call, HttpMessage, Token } from './call';
import { clientOf } from './client';
import { durationMs } from './duration';
import type { SimulatedRequest } from './request';
import { existing, SimulationError } from './simulation-error';
import { DEFAULT_PORTS, literalAddress, readUrl } from './url';

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
    directTo: request.directTo, address: request.address ?? literalAddress(url.host), token, through: request.through,
    backend: { status: request.backend?.status ?? 200, delayMs: backendDelay(request), headers: lowerCased(request.backend?.headers) },
  };
  if (request.through) assertKnownGateway(set, request.through);
  if (request.through === undefined && call.address === undefined) assertKnownHost(set, call);
  return call;
}

function tokenOf({ token, tokenState = 'valid', tokenIn }: SimulatedRequest): Token | undefined {
  return token && { claims: token, state: tokenState, header: tokenIn ? tokenIn.header?.toLowerCase() : 'authorization', prefix: tokenIn ? tokenIn.prefix ?? '' : 'Bearer ', param: tokenIn?.param };
}

function backendDelay({ backend }: SimulatedRequest): number {
  if (backend?.delay === undefined) return 0;
  const delay = durationMs(backend.delay);
  if (delay === undefined || delay < 0) throw new SimulationError(`The delay ${JSON.stringify(backend.delay)} of the backend is no duration such as "500ms" or "1m30s"`, ['backend', 'delay']);
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
  throw new SimulationError(`No Service is called ${host}${labels.length === 1 && client.namespace !== undefined ? ` in namespace ${client.namespace}` : ''} (${existing(services(set).map(({ name, namespace }) => `${name}.${namespace}`))})`, ['to']);
}

function assertKnownGateway(set: ManifestSet, { namespace, name }: NonNullable<SimulatedRequest['through']>): void {
  const known = ['networking.istio.io', 'gateway.networking.k8s.io'].flatMap(group => set.all(group, 'Gateway'));
  if (known.some(gateway => gateway.namespace === namespace && gateway.name === name)) return;
  throw new SimulationError(`No Gateway is called ${namespace}/${name} (${existing(known.map(gateway => `${gateway.namespace}/${gateway.name}`))})`, ['through']);
}
