/** Who may call where nothing else allows it: values of a Server's `accessPolicy` and of the default policy of pods and of the mesh. */
export const ACCESS_POLICIES: readonly string[] = [
  'all-unauthenticated', 'all-authenticated', 'cluster-unauthenticated', 'cluster-authenticated', 'deny', 'audit',
];

export const PROXY_PROTOCOLS: readonly string[] = ['unknown', 'HTTP/1', 'HTTP/2', 'gRPC', 'opaque', 'TLS'];
