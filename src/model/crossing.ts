import type { DataPlaneName } from './data-plane';

/** What is left of a call from one data plane to another. */
export interface Crossing {
  /** Whether the callee learns who calls, by mutual TLS. */
  readonly identity: boolean;
  /** Whether the routes, timeouts, retries and breakers of the callee act on the call. */
  readonly trafficRules: boolean;
  readonly words: string;
}

const SAME: Crossing = { identity: true, trafficRules: true, words: 'One mesh: identity and all rules hold.' };
const LOST = (words: string): Crossing => ({ identity: false, trafficRules: false, words });
const TO_ISTIO = LOST('Another mesh: the call arrives in plaintext, without identity, and skips the rules of the callee, which its callers\' proxies carry out.');
const TO_LINKERD = LOST('Another mesh: the call arrives in plaintext, without identity, and skips the rules of the callee, which its callers\' proxies carry out.');
const FROM_PLAIN = LOST('The caller has no proxy: plaintext, without identity, and no rule of the callee that a caller\'s proxy or a waypoint carries out.');
const TO_PLAIN = LOST('The callee has no proxy: the call leaves the mesh in plaintext. Gateway API routes act only if the caller\'s mesh reads them.');

/** All sixteen pairs: caller, then callee. */
export const CROSSINGS: Readonly<Record<DataPlaneName, Readonly<Record<DataPlaneName, Crossing>>>> = {
  'istio-sidecar': {
    'istio-sidecar': SAME,
    'istio-ambient': {
      identity: true, trafficRules: false,
      words: 'Identity is kept, but a sidecar sends straight to the pods and skips waypoints: what a waypoint does for the callee does not happen.',
    },
    linkerd: TO_LINKERD,
    'gateway-api': TO_PLAIN,
  },
  'istio-ambient': {
    'istio-sidecar': {
      identity: true, trafficRules: false,
      words: 'Identity is kept, but rules of a sidecar service are carried out by the caller\'s sidecar, and an ambient caller has none.',
    },
    'istio-ambient': SAME,
    linkerd: TO_LINKERD,
    'gateway-api': TO_PLAIN,
  },
  linkerd: { 'istio-sidecar': TO_ISTIO, 'istio-ambient': TO_ISTIO, linkerd: SAME, 'gateway-api': TO_PLAIN },
  'gateway-api': {
    'istio-sidecar': FROM_PLAIN,
    'istio-ambient': FROM_PLAIN,
    linkerd: FROM_PLAIN,
    'gateway-api': {
      identity: false, trafficRules: true,
      words: 'The implementation of the Gateway API carries the rules out; whether it gives identity is its own affair, so none is counted on.',
    },
  },
};

/** What is left of a call from `caller` to `callee`. */
export function crossing(caller: DataPlaneName, callee: DataPlaneName): Crossing {
  return CROSSINGS[caller][callee];
}
