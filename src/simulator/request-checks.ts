import { isIP } from 'node:net';
import { isKnownHost } from '../manifest/istio/host-registry';
import { meshRoutedHosts } from '../manifest/istio/virtual-services';
import type { ManifestSet } from '../manifest/manifest-set';
import { namespaces } from '../manifest/namespaces';
import { nearest } from '../manifest/nearest';
import { matchesLabels } from '../manifest/selectors';
import { findService, services } from '../manifest/services';
import { serviceOfHost } from './addressed';
import type { Call } from './call';
import { unknownAccount } from './named-accounts';
import type { SimulatedRequest } from './request';
import { existing, SimulationError } from './simulation-error';
import { serviceName } from './target';
import { literalAddress } from './url';

/**
 * Refuses a request of somebody's own that names what is nowhere, or contradicts itself: answered, it would say something of another request than
 * the one that was meant.
 */
export function assertMeant(set: ManifestSet, request: SimulatedRequest, call: Call): void {
  assertCaller(set, request);
  assertMessage(request, call);
  if (request.address !== undefined) assertAddress(request.address, 'address');
  if (request.through === undefined && request.address === undefined) assertHost(set, call);
  if (request.directTo !== undefined) assertPods(set, request, call);
}

function assertCaller(set: ManifestSet, { from, through }: SimulatedRequest): void {
  const { namespace, serviceAccount, labels, enrolled, ip, kubelet, clientCertificate } = from;
  if (ip !== undefined) assertAddress(ip, 'from', 'ip');
  if (kubelet === true) {
    const [more] = Object.entries({ namespace, serviceAccount, labels, enrolled, clientCertificate }).flatMap(([key, value]) => (value === undefined ? [] : [key]));
    if (more !== undefined) throw new SimulationError(`The caller is the kubelet, which has no ${more}: leave out one of both`, ['from', more]);
    if (through) throw new SimulationError('The caller is the kubelet, which probes pods and goes through no Gateway: leave out one of both', ['through']);
  } else if (namespace === undefined) {
    if (enrolled !== undefined) throw new SimulationError('A caller outside the cluster is in no mesh: leave `enrolled` out, or say its `namespace`', ['from', 'enrolled']);
  } else {
    unknownAccount(set, from);
  }
}

function assertAddress(text: string, ...field: string[]): void {
  if (isIP(text) !== 0) return;
  throw new SimulationError(`${JSON.stringify(text)} is no IP address such as 10.1.2.3 or 2001:db8::1${/^[^/]+\/\d+$/.test(text) ? ', but a range: write one address of it' : ''}`, field);
}

/** What proxies do not read of a connection cannot be said of it. */
function assertMessage({ method, headers, token, tokenState, tokenIn }: SimulatedRequest, { scheme }: Call): void {
  const said = { method, headers: Object.keys(headers ?? {}).length > 0 ? headers : undefined, token };
  if (scheme === 'tcp' || scheme === 'tls') {
    const [more] = Object.entries(said).flatMap(([key, value]) => (value === undefined ? [] : [key]));
    if (more !== undefined) throw new SimulationError(`A ${scheme} connection has no ${more}: leave it out, or write http, https or grpc in the URL`, [more]);
  }
  if (method !== undefined && !/^[!#$%&'*+.^_`|~\w-]+$/.test(method)) throw new SimulationError(`${JSON.stringify(method)} is no HTTP method such as GET`, ['method']);
  if (scheme === 'grpc' && method !== undefined && method !== 'POST') throw new SimulationError(`gRPC always uses POST, and the method is ${method}: leave it out, or write http in the URL`, ['method']);
  const wrong = Object.keys(headers ?? {}).find(name => !/^[!#$%&'*+.^_`|~\w-]+$/.test(name));
  if (wrong !== undefined) throw new SimulationError(`${JSON.stringify(wrong)} is no name of a header${wrong.startsWith(':') ? ': the URL, `method` and the header `host` say what stands in it' : ''}`, ['headers', wrong]);
  const idle = Object.entries({ tokenState, tokenIn }).find(([, value]) => value !== undefined);
  if (token === undefined && idle) throw new SimulationError(`\`${idle[0]}\` is about a token, and the request has none: add \`token\`, its claims, or leave it out`, [idle[0]]);
}

function assertHost(set: ManifestSet, { host, client }: Call): void {
  if (serviceOfHost(set, host, client.namespace) || isKnownHost(set, host) || meshRoutedHosts(set).includes(host)) return;
  if (literalAddress(host) === undefined) assertNamespaceOf(set, host);
  if (client.kind !== 'outside') return;
  const gateways = ['networking.istio.io', 'gateway.networking.k8s.io'].flatMap(group => set.all(group, 'Gateway')).map(({ namespace, name }) => `${namespace}/${name}`);
  throw new SimulationError(`Nothing in the manifests is called ${host}, and the caller is outside the cluster: say the Gateway whose address it uses by \`through\` (${existing(gateways)})`, ['to']);
}

/** Names that the rest of the world has, too. */
const TOP_LEVEL = new Set(['com', 'org', 'net', 'edu', 'gov', 'mil', 'int', 'info', 'biz', 'app', 'dev', 'cloud', 'name', 'local', 'internal', 'test', 'example', 'lan', 'home', 'corp']);

/** A host of the cluster's form whose namespace there is not, be it a slip. */
function assertNamespaceOf(set: ManifestSet, host: string): void {
  const known = [...namespaces(set).keys()];
  const suffix = [`.svc.${set.settings.clusterDomain}`, '.svc.cluster.local', '.svc'].find(end => host.endsWith(end));
  const labels = (suffix === undefined ? host : host.slice(0, -suffix.length)).split('.');
  const [name, namespace] = labels.length === 1 ? [labels[0]!, undefined] : [labels.at(-2)!, labels.at(-1)!];
  if (suffix === undefined && (labels.length !== 2 || namespace!.length === 2 || TOP_LEVEL.has(namespace!) || namespace!.startsWith('xn--'))) return;
  const near = namespace === undefined ? undefined : nearest(namespace, known);
  // No domain of the world has digits or "-" at its end.
  if (suffix === undefined && near === undefined && !/[\d-]/.test(namespace!)) return;
  const service = namespace !== undefined && labels.length > 2 ? findService(set, namespace, name) : undefined;
  if (service) throw new SimulationError(`${host} is the name of one of the pods behind Service ${serviceName(service)}: write ${serviceName(service)}, and the pod's labels by \`directTo\``, ['to']);
  if (namespace === undefined) throw new SimulationError(`${host} names a Service and no namespace: write NAME.NAMESPACE.svc`, ['to']);
  if (namespaces(set).has(namespace)) throw new SimulationError(`${host} would be one of the pods of Service ${name}.${namespace}, and there is no such Service (${existing(servicesIn(set, namespace))})`, ['to']);
  const meant = near !== undefined && findService(set, near, name) ? `; write ${name}.${near}${suffix ?? ''}` : '';
  throw new SimulationError(`${host} would be in namespace ${namespace}, which is in none of the manifests (${existing(known)})${meant}`, ['to']);
}

function assertPods(set: ManifestSet, { directTo = {}, through, address }: SimulatedRequest, { host, client }: Call): void {
  const other = through ? 'through' : address === undefined ? undefined : 'address';
  if (other !== undefined) throw new SimulationError(`\`directTo\` and \`${other}\` both say where the connection goes: leave out one of them`, ['directTo']);
  const service = serviceOfHost(set, host, client.namespace);
  if (!service || service.externalName !== undefined) throw new SimulationError(`\`directTo\` is about pods of a Service, and ${host} is none`, ['directTo']);
  if (service.workloads.some(({ labels }) => matchesLabels(directTo, labels))) return;
  const pods = existing(service.workloads.map(({ name, labels }) => `${name} ${JSON.stringify(labels)}`));
  throw new SimulationError(`The labels ${JSON.stringify(directTo)} of \`directTo\` match no pods behind Service ${serviceName(service)} (${pods})`, ['directTo']);
}

function servicesIn(set: ManifestSet, home: string): string[] {
  return services(set).filter(({ namespace }) => namespace === home).map(serviceName);
}
