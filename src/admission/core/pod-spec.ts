import { forbidden, inRange, oneOf, oneOfStrictly, required, unique } from './checks';
import { hostNetworkPorts } from './container-ports';
import { containers } from './containers';
import { fileKeyVolumes } from './env';
import type { Field } from './field';
import { shown } from './field';
import { addressOf } from './ip';
import { dns } from './pod-dns';
import { podResources } from './pod-resources';
import { overhead, podResourceClaims } from './resources';
import { affinity, tolerations } from './scheduling';
import { podSecurity } from './security-context';
import { labels } from './selectors';
import { dnsLabel, dnsSubdomain, hasSyntax, hasSyntaxStrictly, qualifiedName } from './syntax';
import { topologySpread } from './topology-spread';
import { volumes } from './volumes';
import { hostProcesses, operatingSystem } from './windows';

export interface PodOptions {
  /** Of a pod that stands for itself; undefined in a template. */
  readonly podName?: string;
  /** The name and subdomain of pods are given by their controller. */
  readonly namesAreGiven?: boolean;
  /** Volumes that the controller adds. */
  readonly addedVolumes?: readonly Field[];
}

export function podSpec(pod: Field, options: PodOptions = {}): void {
  const { podName, namesAreGiven = false, addedVolumes = [] } = options;
  const isPod = podName !== undefined;
  volumes(pod.at('volumes'), podName);
  podResourceClaims(pod.at('resourceClaims'));
  const ownVolumes = [...addedVolumes, ...pod.at('volumes').items];
  const claims = new Set(pod.at('resourceClaims').items.map(claim => claim.at('name').text).filter(name => name !== ''));
  containers({ pod, volumes: ownVolumes, claims, isPod });
  const all = ['initContainers', 'containers'].flatMap(kind => pod.at(kind).items);
  fileKeyVolumes(all, ownVolumes);
  podResources(pod, isPod);
  policies(pod);
  podSecurity(pod);
  affinity(pod.at('affinity'));
  tolerations(pod.at('tolerations'));
  topologySpread(pod.at('topologySpreadConstraints'));
  labels(pod.at('nodeSelector'));
  dns(pod);
  gates(pod, isPod);
  names(pod, namesAreGiven);
  hostNamespaces(pod, all);
  if (pod.at('overhead').isSet) overhead(pod.at('overhead'));
  operatingSystem(pod, all);
  hostProcesses(pod, all);
}

function policies(pod: Field): void {
  oneOf(pod.at('restartPolicy'), ['Always', 'OnFailure', 'Never']);
  oneOfStrictly(pod.at('preemptionPolicy'), ['PreemptLowerPriority', 'Never']);
  inRange(pod.at('activeDeadlineSeconds'), 1, 2 ** 31 - 1);
}

function gates(pod: Field, isPod: boolean): void {
  for (const gate of pod.at('readinessGates').items) {
    const type = gate.at('conditionType');
    if (required(type, 'the type of a condition, such as "example.com/ready"')) hasSyntax(type, qualifiedName);
  }
  const scheduling = pod.at('schedulingGates').items;
  for (const gate of scheduling) {
    if (required(gate.at('name'), 'a name such as "example.com/gate"')) hasSyntax(gate.at('name'), qualifiedName);
  }
  unique(scheduling.map(gate => gate.at('name')), 'scheduling gates');
  if (isPod && scheduling.length > 0 && !pod.at('nodeName').isEmpty) forbidden(pod.at('nodeName'), 'a pod with scheduling gates is on no node');
}

function names(pod: Field, areGiven: boolean): void {
  // The second is the older name of the first, and counts where that is not set.
  const account = ['serviceAccountName', 'serviceAccount'].map(name => pod.at(name)).find(field => !field.isEmpty);
  if (account) hasSyntax(account, dnsSubdomain);
  for (const name of ['nodeName', 'priorityClassName']) hasSyntax(pod.at(name), dnsSubdomain);
  hasSyntaxStrictly(pod.at('runtimeClassName'), dnsSubdomain);
  if (!areGiven) {
    for (const name of ['hostname', 'subdomain']) hasSyntax(pod.at(name), dnsLabel);
  }
  const override = pod.at('hostnameOverride');
  if (hasSyntaxStrictly(override, dnsSubdomain) && override.text.length > 64) {
    override.refuse(`${override.name} has ${String(override.text.length)} characters.`, `Shorten ${override.name} to 64 characters.`);
  }
  for (const name of ['setHostnameAsFQDN', 'hostNetwork']) {
    if (pod.at(name).isTrue) forbidden(override, `${name} is true`);
  }
  for (const alias of pod.at('hostAliases').items) {
    if (required(alias.at('ip'), 'the address that the names stand for')) addressOf(alias.at('ip'));
    alias.at('hostnames').textItems.forEach(name => hasSyntaxStrictly(name, dnsSubdomain));
  }
}

function hostNamespaces(pod: Field, all: readonly Field[]): void {
  if (pod.at('hostNetwork').isTrue) hostNetworkPorts(pod.at('containers').items);
  if (pod.at('hostUsers').value !== false) return;
  for (const name of ['hostNetwork', 'hostPID', 'hostIPC']) {
    if (!pod.at(name).isTrue) continue;
    pod.at(name).refuse(`${pod.at(name).name} is true, but hostUsers is false.`, `Remove ${pod.at(name).name} or ${pod.at('hostUsers').name}.`);
  }
  for (const container of all) {
    const devices = container.at('volumeDevices');
    if (devices.length > 0) devices.refuse(`${devices.name} is set, but hostUsers of the pod is ${shown(false)}.`, `Remove ${devices.name}, or ${pod.at('hostUsers').name}.`);
  }
}
