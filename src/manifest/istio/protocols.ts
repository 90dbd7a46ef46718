import { entryOf, text } from '../manifest-object';
import type { KubeServicePort } from '../services';

/** What Istio takes the traffic of a port for. `auto`: nothing says it, so the first bytes of each connection decide between HTTP and TCP. */
export type IstioProtocol =
  | 'http' | 'http2' | 'grpc' | 'grpc-web' | 'http_proxy' | 'https' | 'tls' | 'tcp' | 'mongo' | 'redis' | 'mysql' | 'hbone' | 'doublehbone' | 'udp' | 'auto';

const NAMES: ReadonlySet<string> = new Set<IstioProtocol>([
  'http', 'http2', 'grpc', 'grpc-web', 'http_proxy', 'https', 'tls', 'tcp', 'mongo', 'redis', 'mysql', 'hbone', 'doublehbone', 'udp',
]);

/** Values of Kubernetes' own; other meshes and controllers know them too. */
const KUBERNETES_NAMES: Readonly<Record<string, IstioProtocol>> = {
  'kubernetes.io/h2c': 'http2', 'kubernetes.io/ws': 'http', 'kubernetes.io/wss': 'https',
};

/** Mail, DNS, MySQL and MongoDB: the server speaks first there, so Istio never waits for the client's first bytes. */
const SERVER_FIRST_PORTS = new Set([25, 53, 3306, 27017]);

const HTTP: ReadonlySet<IstioProtocol> = new Set<IstioProtocol>(['http', 'http2', 'grpc', 'grpc-web', 'http_proxy']);

/** Protocol of a Service port: `appProtocol` before the name's part before its first "-". */
export function servicePortProtocol({ port, name, protocol, appProtocol }: Pick<KubeServicePort, 'port' | 'name' | 'protocol' | 'appProtocol'>): IstioProtocol {
  if (protocol === 'UDP') return 'udp';
  const said = declaredProtocol(appProtocol ?? name ?? '', appProtocol !== undefined);
  return said === 'auto' && SERVER_FIRST_PORTS.has(port) ? 'tcp' : said;
}

function declaredProtocol(name: string, isAppProtocol: boolean): IstioProtocol {
  const known = isAppProtocol ? entryOf(KUBERNETES_NAMES, name) : undefined;
  if (known) return known;
  if (/^grpc-web/i.test(name)) return 'grpc-web';
  return namedProtocol(name.split('-', 1)[0]);
}

/** Protocol of a port of a ServiceEntry, Gateway or Sidecar, which say it outright, in whatever case. */
export function namedProtocol(value: unknown): IstioProtocol {
  const name = (text(value) ?? '').toLowerCase();
  return NAMES.has(name) ? name as IstioProtocol : 'auto';
}

/** Whether HTTP rules act on the port for sure. */
export function isHttp(protocol: IstioProtocol): boolean {
  return HTTP.has(protocol);
}

/** Whether HTTP rules may act on the port. */
export function mayBeHttp(protocol: IstioProtocol): boolean {
  return isHttp(protocol) || protocol === 'auto';
}

/** Whether TLS reaches the port as it is, so that routes go by its server name. */
export function isTls(protocol: IstioProtocol): boolean {
  return protocol === 'tls' || protocol === 'https';
}
