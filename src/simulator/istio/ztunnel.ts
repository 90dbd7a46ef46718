import { authorizationPolicyOf } from '../../manifest/istio/authorization-policies';
import type { KnownHost } from '../../manifest/istio/host-registry';
import { policiesOnPods } from '../../manifest/istio/policy-targets';
import type { ManifestObject } from '../../manifest/manifest-object';
import type { ManifestSet } from '../../manifest/manifest-set';
import { viewOf } from '../../manifest/manifest-set';
import type { ClientSide, ServerSide } from '../data-planes';
import type { Admission, Arrival, Target } from '../outcome';
import { plainServer } from '../plain';
import { unrouted } from '../target';
import type { Trace } from '../trace';
import { selectsOnlyPods } from './clusters';
import type { Decision } from './rbac-decision';
import { actionsOf, together } from './rbac-decision';
import type { RbacSubject } from './rbac-subject';
import { failedConnectionStatus, grpcStatus, podSubject } from './sidecar-inbound';
import { mtlsDenial, mtlsPolicies } from './ztunnel-mtls';
import { policyAtZtunnel } from './ztunnel-rule';

const PROXY = 'istio-ztunnel';

/** The ztunnel of the caller's node: it carries connections where they are addressed to, and reads nothing of them. */
export const ztunnelClient: ClientSide = (_set, call, where, trace) => {
  if (where.kind === 'entry') trace.use(where.known.object, null);
  trace.add('ztunnel of the caller', undefined, 'carries the connection where it is addressed to; routes are a waypoint\'s');
  const outcome = unrouted(where, PROXY, call.http, 'auto');
  return where.kind === 'entry' && outcome.kind === 'forward' ? { ...outcome, targets: outcome.targets.map(target => ({ ...target, ...ofEntry(where.known, call.port) })) } : outcome;
};

/** Pods that a ServiceEntry selects, at the port that its own leads to. */
function ofEntry(known: KnownHost, port: number): Pick<Target, 'endpoints' | 'connection' | 'empty'> {
  const { entry, workloads } = known;
  const target = entry?.ports.find(({ number }) => number === port)?.targetPort;
  return { endpoints: workloads.map(workload => ({ workload, port: target })), connection: workloads.length > 0 ? 'auto' : 'plaintext', empty: workloads.length === 0 && selectsOnlyPods(known) };
}

/** The ztunnel of the pods' node: identities, addresses and ports. */
export const ztunnelServer: ServerSide = (set, arrival, call, trace) => {
  const { workload, port, transport } = arrival;
  const at = `ztunnel of ${workload.id}`;
  if (arrival.kubelet) {
    trace.add(at, undefined, 'the kubelet\'s own address is never captured');
    return { kind: 'allowed', proxy: PROXY, reason: 'Connections of the kubelet pass ztunnel by', decidedBy: [] };
  }
  if (transport !== 'mtls' && workload.annotations['ambient.istio.io/bypass-inbound-capture'] === 'true') {
    trace.add(at, workload.object, 'passed by: annotation ambient.istio.io/bypass-inbound-capture is true');
    return plainServer(set, arrival, call, trace);
  }
  const subject = podSubject(set, arrival, undefined, undefined);
  for (const object of mtlsPolicies(set, workload)) trace.use(object, null);
  const denial = mtlsDenial(set, workload, port, subject.principal !== undefined);
  if (denial) {
    trace.add(at, denial.object, denial.why);
    return denied(arrival, { kind: 'denied', reason: `PeerAuthentication ${denial.object.namespace}/${denial.object.name}: ${denial.why}`, decidedBy: [{ object: denial.object, rule: null }] });
  }
  const decision = decideAtZtunnel(set, arrival, subject, at, trace);
  switch (decision.kind) {
    case 'allowed': return { kind: 'allowed', proxy: PROXY, reason: decision.reason, decidedBy: decision.decidedBy };
    case 'unknown': return { kind: 'unknown', proxy: PROXY, reason: decision.reason };
    case 'denied': return denied(arrival, decision);
  }
};

function denied(arrival: Arrival, { reason, decidedBy }: Decision): Admission {
  const status = failedConnectionStatus(arrival);
  return { kind: 'denied', proxy: PROXY, status, ...grpcStatus(arrival.http, status), reason, decidedBy };
}

/** What acts on pods, apart from what istiod keeps to itself. */
const sorted = viewOf((set, objects: readonly ManifestObject[]) => {
  const policies = objects.flatMap(object => authorizationPolicyOf(set, object) ?? []).map(policy => {
    const { action, dryRun } = policy;
    return { policy, kept: dryRun ? 'dry run' : action === 'CUSTOM' || action === 'AUDIT' ? action : undefined };
  });
  return { kept: policies.filter(({ kept }) => kept !== undefined), sent: actionsOf(policies.filter(({ kept }) => kept === undefined).map(({ policy }) => policyAtZtunnel(set, policy))) };
});

function decideAtZtunnel(set: ManifestSet, { workload }: Arrival, subject: RbacSubject, at: string, trace: Trace): Decision {
  const { kept, sent } = sorted(set, policiesOnPods(set, 'AuthorizationPolicy', workload));
  for (const { policy: { object }, kept: why } of kept) trace.add(at, object, () => `${why}: is not sent to ztunnel`);
  return together(sent, subject, at, trace);
}
