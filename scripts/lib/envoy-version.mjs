/** Of the Envoy that runs what istiod configures. */
export const ENVOY_VERSION = '1.40.0';
