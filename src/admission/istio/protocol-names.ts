import { isHttp, isTls, namedProtocol } from '../../manifest/istio/protocols';

/** Names of protocols that an object can give a port. */
export const protocols = {
  /** Those of tunnels are Istio's own. */
  isKnown: (name: string): boolean => !['auto', 'hbone', 'doublehbone'].includes(namedProtocol(name)),
  isHttp: (name: string): boolean => isHttp(namedProtocol(name)),
  isTls: (name: string): boolean => isTls(namedProtocol(name)),
};

export const KNOWN_PROTOCOLS = 'HTTP, HTTPS, HTTP2, GRPC, GRPC-WEB, TCP, TLS, MONGO, REDIS or MYSQL';
