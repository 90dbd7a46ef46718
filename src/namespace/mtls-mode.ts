/** Whether pods take plaintext beside mutual TLS. */
export enum MtlsMode {
  /** Mutual TLS only: every caller has an identity of the mesh. */
  STRICT = 'strict',
  /** Mutual TLS from callers in the mesh, plaintext from others. */
  PERMISSIVE = 'permissive',
}
