/** Whom the pods of a Linkerd mesh let in where nothing else is said: the Helm value `proxy.defaultInboundPolicy`. */
export enum LinkerdInboundPolicy {
  /** Everybody. */
  ALL_UNAUTHENTICATED = 'all-unauthenticated',
  /** Whoever has an identity in the mesh. */
  ALL_AUTHENTICATED = 'all-authenticated',
  /** Nobody. */
  DENY = 'deny',
}
