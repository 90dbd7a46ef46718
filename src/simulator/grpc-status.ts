import type { ProxyName } from './outcome';

/** Status of a gRPC call, by the HTTP status in its place: what Envoy says, and what clients make of answers that are no gRPC. */
const BY_HTTP: Readonly<Record<number, number>> = { 200: 0, 400: 13, 401: 16, 403: 7, 404: 12, 429: 14, 502: 14, 503: 14, 504: 14 };
const UNKNOWN = 2;

/** Linkerd has its own; those of other answers differ between its versions. */
const BY_LINKERD: Readonly<Record<number, number>> = { 200: 0, 403: 7, 404: 5, 502: 14, 503: 14, 504: 4 };

/** What a gRPC caller is told where a proxy or the backend answers with an HTTP status; null: not known. */
export function grpcStatusOf(proxy: ProxyName, status: number): number | null {
  if (proxy === 'linkerd') return BY_LINKERD[status] ?? null;
  // For the Gateway API no backend is none that is there.
  return proxy === 'gateway-api' && status === 500 ? 14 : BY_HTTP[status] ?? UNKNOWN;
}
