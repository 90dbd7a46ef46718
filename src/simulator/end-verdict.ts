import type { Arrival, Decider, ProxyName } from './outcome';
import type { Verdict } from './result';
import type { End } from './simulate';

/** Proxies that answer HTTP themselves when they cannot send it on. */
const READS_HTTP: ReadonlySet<ProxyName> = new Set(['istio-sidecar', 'istio-waypoint', 'istio-gateway', 'linkerd', 'gateway-api']);

/** What the caller gets from one target. */
export interface EndVerdict {
  readonly verdict: Verdict;
  /** Undefined: what the backend answers. */
  readonly status: number | null | undefined;
  readonly grpcStatus: number | undefined;
  readonly reason: string;
  readonly decidedBy: readonly Decider[];
  readonly proxy: ProxyName;
  readonly transport: Arrival['transport'] | null;
}

export function endVerdict(end: End): EndVerdict {
  const { target, stopped, arrivals, hop } = end;
  // Where it does not get as far as pods, there are none.
  if (arrivals.length > 0) return together(arrivals.map(arrivalVerdict));
  const proxy = hop?.proxy ?? stopped?.proxy ?? 'none';
  const plain = { grpcStatus: undefined, decidedBy: [], proxy, transport: null };
  if (target.unusable) return { ...plain, verdict: 'unroutable', status: target.unusable.status, reason: target.unusable.reason };
  return stopped ? stoppedVerdict(stopped, plain) : withoutPods(end, plain);
}

function arrivalVerdict({ arrival, admission }: End['arrivals'][number]): EndVerdict {
  return {
    verdict: admission.kind === 'unknown' ? 'indeterminate' : admission.kind === 'answer' ? 'allowed' : admission.kind,
    status: 'status' in admission ? admission.status : undefined,
    grpcStatus: 'grpcStatus' in admission ? admission.grpcStatus : undefined,
    reason: admission.reason, decidedBy: 'decidedBy' in admission ? admission.decidedBy : [], proxy: admission.proxy, transport: arrival.transport,
  };
}

/** Several verdicts as one: the same where they agree, else what is worst to know for sure. */
export function together(verdicts: readonly EndVerdict[]): EndVerdict {
  const [first] = verdicts;
  if (verdicts.length === 1) return first!;
  if (verdicts.every(({ verdict }) => verdict === first!.verdict)) return { ...first!, decidedBy: verdicts.flatMap(({ decidedBy }) => decidedBy) };
  const unknown = verdicts.find(({ verdict }) => verdict === 'indeterminate');
  if (unknown) return unknown;
  const allowed = verdicts.find(({ verdict }) => verdict === 'allowed') ?? first!;
  return { ...allowed, verdict: 'partial', decidedBy: verdicts.flatMap(({ decidedBy }) => decidedBy), reason: [...new Set(verdicts.map(({ reason }) => reason))].join('; ') };
}

function stoppedVerdict(stopped: NonNullable<End['stopped']>, plain: Omit<EndVerdict, 'verdict' | 'status' | 'reason'>): EndVerdict {
  const { reason } = stopped;
  switch (stopped.kind) {
    case 'answer': return { ...plain, verdict: 'allowed', status: stopped.status, reason };
    case 'unroutable': return { ...plain, verdict: 'unroutable', status: stopped.status, reason };
    case 'refused': return { ...plain, verdict: 'denied', status: stopped.status, grpcStatus: stopped.grpcStatus, reason, decidedBy: stopped.decidedBy };
    case 'unknown': return { ...plain, verdict: 'indeterminate', status: null, reason };
  }
}

function withoutPods({ target, hop }: End, plain: Omit<EndVerdict, 'verdict' | 'status' | 'reason'>): EndVerdict {
  const { service, name } = target;
  if (!service && !target.empty) return { ...plain, verdict: 'allowed', status: undefined, reason: name === 'passthrough' ? 'Nothing in the manifests says anything about this host: it is let through' : `${name} is outside the cluster` , transport: target.connection === 'tls' ? 'tls' : 'plaintext' };
  const noPort = target.endpoints.length > 0;
  if (service && !noPort && Object.keys(service.selector).length === 0 && !service.madeBy) {
    return { ...plain, verdict: 'indeterminate', status: null, reason: `Service ${name} has no selector: its endpoints are made elsewhere` };
  }
  const reason = noPort ? `No container behind Service ${name} has the port that it sends to` : `No pods of the manifests stand behind ${name}${target.version ? ` (${target.version})` : ''}`;
  return { ...plain, verdict: 'unroutable', status: hop?.http && READS_HTTP.has(hop.proxy) ? 503 : null, reason };
}
