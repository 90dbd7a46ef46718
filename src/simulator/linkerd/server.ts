import { isOpaqueAtPods, listsPort, podAnnotation, portList } from '../../manifest/linkerd/port-list';
import { covers, network } from '../../manifest/linkerd/networks';
import { ACCESS_POLICIES } from '../../manifest/linkerd/server-values';
import { serversOfPort } from '../../manifest/linkerd/servers';
import type { ManifestSet } from '../../manifest/manifest-set';
import { namespaceFacts } from '../../manifest/namespaces';
import type { Workload } from '../../manifest/workloads';
import type { HttpMessage } from '../call';
import type { ServerSide } from '../data-planes';
import type { Admission, Arrival, Decider } from '../outcome';
import type { Trace } from '../trace';
import { placeOf, refusal } from './answers';
import { atServer } from './at-server';
import { byAccessPolicy, callerOf } from './authorizations';
import { isProbePath } from './inbound-routes';
import { skipsInbound } from './port-lists';

const DEFAULT_POLICY = 'config.linkerd.io/default-inbound-policy';
const REQUIRE_IDENTITY = 'config.linkerd.io/proxy-require-identity-inbound-ports';
const SKIP_SUBNETS = 'config.linkerd.io/skip-subnets';

/** Policy of an installation that says nothing else. */
const INSTALLED = 'all-unauthenticated';

/** Linkerd's proxy beside the pods that are called. */
export const linkerdServer: ServerSide = (set, arrival, call, trace) => {
  const { workload, port, sourceIp, kubelet } = arrival;
  const at = placeOf(workload);
  const passed = bypass(set, arrival);
  if (passed !== undefined) {
    trace.add(at, workload.object, () => `is passed by: ${passed}`);
    return { kind: 'allowed', proxy: 'none', reason: `The proxy of ${workload.id} has no say: ${passed}`, decidedBy: [] };
  }
  if (sourceIp === '127.0.0.1' || sourceIp === '::1') return { kind: 'allowed', proxy: 'linkerd', reason: 'Linkerd\'s proxy admits what comes from its own pod', decidedBy: [] };
  // What the caller's proxy did not read may be HTTP all the same.
  const http = arrival.http ?? call.http;
  if (kubelet && !http && call.scheme === 'tcp') {
    trace.add(at, undefined, 'accepts the connection of a TCP probe whatever the policy');
    return { kind: 'allowed', proxy: 'linkerd', reason: 'Linkerd\'s proxy accepts connections before it asks any policy, so that a TCP probe succeeds', decidedBy: [] };
  }
  const [server, ...hidden] = serversOfPort(set, workload, port);
  for (const { object } of hidden) trace.add(at, object, () => `does not count: Server ${server!.name} is older, or of the same age and first by name`);
  if (!server) return toCaller(set, arrival, byDefault(set, arrival, http, trace));
  trace.add(at, server.object, () => `is for port ${port}: ${server.proxyProtocol}, ${server.accessPolicy}`);
  trace.use(server.object, null);
  return toCaller(set, arrival, atServer(set, arrival, server, http, trace));
};

/** A refusal says whom it is for. Where there is no route, nobody is asked who it is. */
function toCaller(set: ManifestSet, arrival: Arrival, admission: Admission): Admission {
  if (admission.kind !== 'denied' || admission.status === 404) return admission;
  const { identity, ip } = callerOf(set, arrival);
  const who = identity === undefined ? `no identity (${arrival.transport})` : `identity ${identity}`;
  return { ...admission, reason: `${admission.reason}; the caller has ${who}${ip === undefined ? '' : `, address ${ip}`}` };
}

/** Why the proxy does not see a connection at all. */
function bypass(set: ManifestSet, { workload, port, sourceIp }: Arrival): string | undefined {
  if (skipsInbound(set, workload, port)) return `port ${port} is among the skipped inbound ports`;
  const address = sourceIp === undefined ? undefined : network(sourceIp);
  if (!address) return undefined;
  const subnets = (podAnnotation(set, workload, SKIP_SUBNETS) ?? '').split(',').flatMap(part => network(part.trim()) ?? []);
  return subnets.some(subnet => covers(subnet, address)) ? `${sourceIp ?? ''} is in the skipped subnets` : undefined;
}

/** No Server is for the port: what the pods were told when they were made. */
function byDefault(set: ManifestSet, arrival: Arrival, http: HttpMessage | undefined, trace: Trace): Admission {
  const { workload, port } = arrival;
  const { policy, says, decidedBy } = defaultPolicy(set, workload, port);
  trace.add(placeOf(workload), decidedBy[0]?.object, () => `no Server is for port ${port}: ${says}`);
  const admitted = byAccessPolicy(policy, callerOf(set, arrival));
  if (admitted === true) return { kind: 'allowed', proxy: 'linkerd', reason: `${says} for ports without a Server`, decidedBy };
  if (http && isProbePath(set, workload, port, http)) return { kind: 'allowed', proxy: 'linkerd', reason: 'Linkerd admits HTTP probes by itself', decidedBy: [] };
  if (admitted !== false) return { kind: 'unknown', proxy: 'linkerd', reason: `${says}, which admits the caller only if ${admitted.unless}` };
  const opaque = isOpaqueAtPods(set, workload, port);
  return { kind: 'denied', proxy: 'linkerd', ...refusal(opaque ? undefined : http), reason: `No Server is for port ${port} of ${workload.id}, and ${says}`, decidedBy };
}

function defaultPolicy(set: ManifestSet, workload: Workload, port: number): { readonly policy: string; readonly says: string; readonly decidedBy: readonly Decider[] } {
  const said = podAnnotation(set, workload, DEFAULT_POLICY);
  const known = said !== undefined && ACCESS_POLICIES.includes(said);
  const policy = known ? said : INSTALLED;
  const object = workload.annotations[DEFAULT_POLICY] === undefined ? namespaceFacts(set, workload.namespace).object : workload.object;
  const decidedBy = known && object ? [{ object, rule: null }] : [];
  const promoted = policy.replace(/-unauthenticated$/, '-authenticated');
  if (promoted !== policy && listsPort(portList(podAnnotation(set, workload, REQUIRE_IDENTITY) ?? ''), port)) {
    return { policy: promoted, says: `port ${port} requires an identity: the default policy ${policy} counts as ${promoted}`, decidedBy };
  }
  return { policy, says: known ? `the default policy of the pods is ${policy}` : `the default policy is the installation's, ${policy}${said === undefined ? '' : ` (${said} is none)`}`, decidedBy };
}
