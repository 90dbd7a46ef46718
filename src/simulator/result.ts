import type { ObjectRef } from '../manifest/object-ref';
import type { ProxyName } from './outcome';
import type { TraceStep } from './trace';

/** allowed; denied: a policy or mTLS said no; unroutable: no route, no such host, no backend; partial: different per destination; indeterminate: the manifests do not say. */
export type Verdict = 'allowed' | 'denied' | 'unroutable' | 'partial' | 'indeterminate';

/** The answer to one request, as results are written. Durations are text, "1m30s". */
export interface SimulationResult {
  readonly name: string | null;
  readonly verdict: Verdict;
  readonly status: number | null;
  readonly grpcStatus: number | null;
  readonly reason: string;
  readonly decidedBy: readonly DecidedBy[];
  readonly dataPlane: ProxyName;
  readonly transport: 'mtls' | 'tls' | 'plaintext' | null;
  readonly route: ResultRoute | null;
  readonly destinations: readonly ResultDestination[];
  readonly mirrors: readonly ResultMirror[];
  readonly request: ResultRequest | null;
  readonly responseHeaders: ResultHeaderChanges;
  readonly response: { readonly headers: Record<string, string> };
  readonly redirect: { readonly status: number; readonly location: string } | null;
  readonly timeout: string | null;
  readonly retries: ResultRetries | null;
  readonly fault: ResultFault | null;
  readonly limits: Readonly<Record<string, unknown>> | null;
  readonly trace: readonly TraceStep[];
}

export interface DecidedBy extends ObjectRef {
  readonly rule: number | null;
}

export interface ResultRoute {
  readonly kind: string;
  readonly namespace: string | null;
  readonly name: string;
  readonly rule: number;
  readonly ruleName: string | null;
  readonly match: number | null;
}

export interface ResultDestination {
  readonly service: string;
  readonly port: number;
  readonly version: string | null;
  readonly share: number;
  readonly verdict: Verdict;
  /** Where filters, or the proxies beside the pods, differ per destination. */
  readonly request?: ResultRequest;
  readonly responseHeaders?: ResultHeaderChanges;
}

/** Of the answer. */
export interface ResultHeaderChanges {
  readonly set: Record<string, string>;
  readonly add: Record<string, string>;
  readonly remove: readonly string[];
}

export interface ResultMirror {
  readonly service: string;
  readonly port: number;
  readonly version: string | null;
  readonly percent: number;
}

export interface ResultRequest {
  readonly method: string;
  readonly host: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

export interface ResultRetries {
  readonly additional: number;
  readonly on: readonly string[];
  readonly perTryTimeout: string | null;
  readonly from: 'route' | 'default';
}

export interface ResultFault {
  readonly abort?: { readonly status: number; readonly percent: number };
  readonly delay?: { readonly duration: string; readonly percent: number };
}
