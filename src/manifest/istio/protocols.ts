const HTTP = new Set(['http', 'http2', 'http_proxy', 'grpc', 'grpc-web']);
const TLS = new Set(['https', 'tls']);
const OTHER = new Set(['tcp', 'udp', 'mongo', 'redis', 'mysql']);

/** Names of protocols as Istio reads them, whatever their case. */
export const protocols = {
  isKnown: (name: string): boolean => protocols.isHttp(name) || protocols.isTls(name) || OTHER.has(name.toLowerCase()),
  isHttp: (name: string): boolean => HTTP.has(name.toLowerCase()),
  isTls: (name: string): boolean => TLS.has(name.toLowerCase()),
  /** Carried as bytes by a proxy that does not look into them: TLS is among them. */
  isOpaque: (name: string): boolean => protocols.isKnown(name) && !protocols.isHttp(name) && name.toLowerCase() !== 'udp',
};

export const KNOWN_PROTOCOLS = 'HTTP, HTTPS, HTTP2, GRPC, GRPC-WEB, TCP, TLS, MONGO, REDIS or MYSQL';
