/** What a port speaks. A mesh that is not told guesses, so every port says it. */
export enum Protocol {
  /** HTTP/1.1 (a mesh also takes an upgrade to HTTP/2). */
  HTTP = 'http',
  /** HTTP/2 without TLS (prior knowledge). */
  HTTP2 = 'http2',
  /** gRPC over HTTP/2 without TLS. */
  GRPC = 'grpc',
  /** HTTP inside TLS of the application's own: the mesh sees the server name only. */
  HTTPS = 'https',
  /** Any protocol inside TLS of the application's own. */
  TLS = 'tls',
  /** Bytes. */
  TCP = 'tcp',
}

/** Whether a mesh can see requests on such a port. */
export function speaksHttp(protocol: Protocol): boolean {
  return protocol === Protocol.HTTP || protocol === Protocol.HTTP2 || protocol === Protocol.GRPC;
}
