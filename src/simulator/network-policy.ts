import { enrolment } from '../manifest/enrolment';
import type { ManifestObject, Json } from '../manifest/manifest-object';
import { inKeyOrder, record, records } from '../manifest/manifest-object';
import type { ManifestSet } from '../manifest/manifest-set';
import { view } from '../manifest/manifest-set';
import { namespaceFacts } from '../manifest/namespaces';
import type { Direction, NetworkRule } from '../manifest/network-policies';
import { admitsPort, isolates, isolatingPolicies, networkRules } from '../manifest/network-policies';
import type { Labels } from '../manifest/selectors';
import { matchesSelector } from '../manifest/selectors';
import { isInBlock } from './addresses';
import type { Call } from './call';
import type { DataPlanes, HopSender, NetworkCut } from './data-planes';
import type { Known, Undecided } from './known';
import { any, all } from './known';
import type { Arrival } from './outcome';
import { HBONE, portOnWire } from './port-on-wire';
import type { NetworkPods } from './sender-pods';
import { senderPods } from './sender-pods';
import type { Trace } from './trace';

/** One end of a connection, as policies of the other end see it. */
interface NetworkPeer {
  /** Undefined outside the cluster. */
  readonly namespace: string | undefined;
  /** Undefined: not known. */
  readonly labels: Labels | undefined;
  readonly ip: string | undefined;
  /** What has to be known before anything but an address can be asked. */
  readonly unsure?: Undecided | undefined;
}

const NAME_LABEL = 'kubernetes.io/metadata.name';

/** The status that a caller gets from a proxy whose connections come to nothing. */
const STATUS_OF: Readonly<Partial<Record<HopSender['proxy'], number>>> = { 'istio-sidecar': 503, 'istio-waypoint': 503, 'istio-gateway': 503, 'gateway-api': 503, 'linkerd': 504 };

/**
 * What the network does with a connection before any proxy of the called pods sees it: their policies and those of the pods that it comes from. What the
 * node itself asks its pods always arrives.
 */
export const networkAdmission: DataPlanes['network'] = (set, arrival, call, sender, trace) => {
  if (call.client.kind === 'kubelet' || !hasPolicies(set)) return undefined;
  const from = senderPods(set, call, sender);
  const { workload } = arrival;
  const to: NetworkPods = { namespace: workload.namespace, labels: workload.labels, workload };
  const named = (name: string) => workload.ports.find(declared => declared.name === name && declared.protocol === 'TCP')?.number;
  const cuts = portsOnWire(set, arrival, sender).map(port => {
    const legs = [...toWaypoint(set, call, sender, from, trace), ...leg(set, from, arrival.sourceIp, to, port, named, trace)];
    return admission(legs, sender, arrival.http !== undefined, `port ${port} of ${workload.id}`);
  });
  const [first, other = first] = cuts;
  if (first?.kind === other?.kind || !sender.unsure) return first;
  return { kind: 'unknown', proxy: 'none', reason: `Whether NetworkPolicies admit this to ${workload.id} depends on the port by which it comes, which cannot be told unless ${sender.unsure.unless}` };
};

const hasPolicies = view(set => set.all('networking.k8s.io', 'NetworkPolicy').length > 0);

/** Of a sender that may be in the mesh or not, both ports by which it may come. */
function portsOnWire(set: ManifestSet, arrival: Arrival, sender: HopSender): readonly number[] {
  const port = portOnWire(set, arrival, sender);
  const { dataPlane } = enrolment(set, arrival.workload);
  if (!sender.unsure || dataPlane !== 'linkerd' && dataPlane !== 'istio-ambient') return [port];
  const meshed = portOnWire(set, { ...arrival, transport: 'mtls' }, { proxy: dataPlane === 'linkerd' ? 'linkerd' : 'istio-ztunnel', peer: undefined });
  return meshed === port ? [port] : [port, meshed];
}

/** A call through a waypoint is two connections, and the network is asked about both. */
function toWaypoint(set: ManifestSet, call: Call, { proxy }: HopSender, waypoint: NetworkPods, trace: Trace): Judgement[] {
  const { client } = call;
  return proxy === 'istio-waypoint' && client.kind === 'pod' ? leg(set, client, client.ip, waypoint, HBONE, () => undefined, trace) : [];
}

function leg(set: ManifestSet, from: NetworkPods, ip: string | undefined, to: NetworkPods, port: number, named: (name: string) => number | undefined, trace: Trace): Judgement[] {
  const { namespace, labels, unsure } = from;
  const isolated = policiesOf(set, from, 'egress')[0];
  if (isolated) trace.add('network', isolated, 'isolates egress: that the name is found at all is not looked at, and needs a rule that admits DNS on port 53 too');
  const out = judge(set, from, 'egress', { namespace: to.namespace, labels: to.labels, ip: undefined }, port, named, trace);
  return [
    judge(set, to, 'ingress', { namespace, labels, ip, unsure }, port, named, trace),
    unsure && out.known === false ? { ...out, known: unsure } : out,
  ];
}

/** The same for what goes to places outside the cluster, which only policies of the caller's pods are about. */
export const egressAdmission: DataPlanes['egress'] = (set, call, target, sender, http, trace) => {
  if (!hasPolicies(set)) return undefined;
  const from = senderPods(set, call, sender);
  const address = call.address ?? (/^[\d.]+$|:/.test(target.name) ? target.name : undefined);
  const out = judge(set, from, 'egress', { namespace: undefined, labels: {}, ip: address }, target.port || call.port, () => undefined, trace);
  return admission([out], sender, http, `${target.name === 'passthrough' ? call.host : target.name} port ${target.port || call.port}`);
};

interface Judgement {
  readonly known: Known;
  readonly direction: Direction;
  readonly policies: readonly ManifestObject[];
}

/** Pods that no policy is for take and send everything; others what one of the rules admits. */
function judge(set: ManifestSet, pods: NetworkPods, direction: Direction, peer: NetworkPeer, port: number, named: (name: string) => number | undefined, trace: Trace): Judgement {
  const policies = policiesOf(set, pods, direction);
  if (policies.length === 0) return { known: true, direction, policies };
  const judged = policies.flatMap(policy => {
    const rules = networkRules(policy, direction).map((rule, index) => ({ policy, index, known: (admitsPort(rule, port, named) ? admitsPeer(set, rule, peer) : false) as Known }));
    const granted = rules.find(({ known }) => known === true);
    const open = rules.map(({ known }) => known).find(known => typeof known === 'object');
    trace.use(policy, granted?.index ?? null);
    trace.add('network', policy, () => {
      const whose = pods.workload?.id ?? `pods of namespace ${pods.namespace}`;
      if (granted) return `${direction} rule ${granted.index} of ${whose} admits port ${port}`;
      return open ? `admits this ${direction} of ${whose} only if ${open.unless}` : `has no ${direction} rule of ${whose} that admits this on port ${port}`;
    });
    return rules;
  });
  return { known: any(judged.map(({ known }) => known)), direction, policies };
}

function admitsPeer(set: ManifestSet, { peers, policy }: NetworkRule, peer: NetworkPeer): Known {
  return peers.length === 0 || any(peers.map(entry => isPeer(set, entry, policy.namespace ?? 'default', peer)));
}

function isPeer(set: ManifestSet, { ipBlock, namespaceSelector, podSelector }: Record<string, Json>, home: string, peer: NetworkPeer): Known {
  if (ipBlock !== undefined) return isInBlock(record(ipBlock)['cidr'], record(ipBlock)['except'], peer.ip);
  if (peer.unsure && (namespaceSelector ?? podSelector) !== undefined) return peer.unsure;
  if (peer.namespace === undefined || (namespaceSelector === undefined && podSelector === undefined)) return false;
  const inNamespace = namespaceSelector === undefined ? peer.namespace === home : isSelected(set, namespaceSelector, peer.namespace);
  const isPod: Known = podSelector === undefined ? true : peer.labels === undefined ? { unless: 'the labels of the pods that it comes from are known' } : matchesSelector(podSelector, peer.labels);
  return all([inNamespace, isPod]);
}

/** Of a namespace that no manifest declares, only its name is known. */
function isSelected(set: ManifestSet, selector: Json, namespace: string): Known {
  const { labels, object } = namespaceFacts(set, namespace);
  if (matchesSelector(selector, labels)) return true;
  return object === undefined && matchesSelector(aboutNames(selector), labels) ? { unless: `the labels of namespace ${namespace} are known` } : false;
}

/** What a selector asks of the name alone. */
function aboutNames(selector: Json): Json {
  const { matchLabels, matchExpressions } = record(selector);
  return {
    matchLabels: Object.fromEntries(Object.entries(record(matchLabels)).filter(([key]) => key === NAME_LABEL)),
    matchExpressions: records(matchExpressions).map(([expression]) => expression).filter(({ key }) => key === NAME_LABEL),
  };
}

/** Policies that isolate pods in a direction, also those that no manifest declares. */
function policiesOf(set: ManifestSet, { workload, namespace, labels, unsure }: NetworkPods, direction: Direction): readonly ManifestObject[] {
  if (workload) return isolatingPolicies(set, workload, direction);
  if (namespace !== undefined && unsure) return inKeyOrder(set.inNamespace('networking.k8s.io', 'NetworkPolicy', namespace)).filter(policy => isolates(policy, direction));
  if (namespace === undefined || labels === undefined) return [];
  return inKeyOrder(set.inNamespace('networking.k8s.io', 'NetworkPolicy', namespace)).filter(policy => isolates(policy, direction) && matchesSelector(policy.spec['podSelector'], labels));
}

function admission(judgements: readonly Judgement[], sender: HopSender, http: boolean, place: string): NetworkCut | undefined {
  const known = all(judgements.map(judgement => judgement.known));
  if (known === true) return undefined;
  const cut = judgements.filter(judgement => judgement.known !== true);
  const names = (some: readonly Judgement[]) => some.flatMap(({ policies }) => policies).map(({ namespace, name }) => `${namespace ?? ''}/${name}`).join(', ');
  if (known !== false) return { kind: 'unknown', proxy: 'none', reason: `NetworkPolicy ${names(cut)} admits this to ${place} only if ${known.unless}` };
  const refusing = cut.filter(judgement => judgement.known === false);
  return {
    kind: 'denied', proxy: 'none', status: http ? STATUS_OF[sender.proxy] ?? null : null,
    reason: `No rule of NetworkPolicy ${names(refusing)} admits this ${refusing.map(({ direction }) => direction).join(' and ')} to ${place}`,
    decidedBy: refusing.flatMap(({ policies }) => policies).map(object => ({ object, rule: null })),
  };
}
