import { forbidden } from './checks';
import type { Field } from './field';
import { shown } from './field';
import { dnsSubdomain, hasSyntaxStrictly } from './syntax';

const MOST_SPEC_BYTES = 64 * 1024;
const NETBIOS = /^[^\\/:*?"<>|.][^\\/:*?"<>|]{0,14}$/;
const DNS = /^[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*$/;
const LINUX_ONLY_OF_POD = ['hostUsers', 'shareProcessNamespace'];
const LINUX_ONLY_IF_TRUE = ['hostPID', 'hostIPC'];
const LINUX_ONLY_OF_POD_CONTEXT = [
  'appArmorProfile', 'seLinuxOptions', 'seccompProfile', 'fsGroup', 'fsGroupChangePolicy', 'sysctls', 'runAsUser', 'runAsGroup', 'supplementalGroups',
  'supplementalGroupsPolicy', 'seLinuxChangePolicy',
];
const LINUX_ONLY_OF_CONTAINER = [
  'appArmorProfile', 'seLinuxOptions', 'seccompProfile', 'capabilities', 'readOnlyRootFilesystem', 'privileged', 'allowPrivilegeEscalation', 'procMount',
  'runAsUser', 'runAsGroup',
];

export function windowsOptions(options: Field): void {
  if (!options.isSet) return;
  hasSyntaxStrictly(options.at('gmsaCredentialSpecName'), dnsSubdomain);
  const spec = options.at('gmsaCredentialSpec');
  if (spec.value === '') spec.refuse(`${spec.name} is empty.`, `Remove ${spec.name}, or write the credential spec into it.`);
  else if (Buffer.byteLength(spec.text) > MOST_SPEC_BYTES) spec.refuse(`${spec.name} is longer than 64 KiB.`, `Shorten ${spec.name}.`);
  const user = options.at('runAsUserName');
  if (typeof user.value !== 'string' || isUserName(user.text)) return;
  user.refuse(`${user.name} is ${shown(user.text)}, which is not the name of a Windows user.`, `Write ${user.name} as "USER" or "DOMAIN\\USER", such as "ContainerUser".`);
}

function isUserName(text: string): boolean {
  const parts = text.split('\\');
  const user = parts.pop()!;
  const [domain] = parts;
  // eslint-disable-next-line no-control-regex
  if (/[\x00-\x1f\x7f]/.test(text) || parts.length > 1) return false;
  if (domain !== undefined && (domain.length >= 256 || !(NETBIOS.test(domain) || DNS.test(domain)))) return false;
  return user !== '' && Buffer.byteLength(user) <= 104 && !/^[. ]+$/.test(user) && !/["/\\:;|=,+*?<>@[\]]/.test(user);
}

/** What only pods of one operating system can have. */
export function operatingSystem(pod: Field, containers: readonly Field[]): void {
  const os = pod.at('os');
  if (!os.isSet || typeof os.value !== 'object') return;
  const name = os.at('name');
  if (name.value !== 'linux' && name.value !== 'windows') {
    if (name.isSet && typeof name.value !== 'string') return;
    name.refuse(`${name.name} is ${shown(name.text)}, which is no operating system of nodes.`, `Set ${name.name} to linux or windows.`);
    return;
  }
  if (name.value === 'linux') {
    for (const field of [pod, ...containers]) forbidden(field.at('securityContext', 'windowsOptions'), 'the pod is for Linux');
    return;
  }
  const forWindows = 'the pod is for Windows';
  for (const key of LINUX_ONLY_OF_POD) forbidden(pod.at(key), forWindows);
  for (const key of LINUX_ONLY_IF_TRUE) {
    if (pod.at(key).isTrue) forbidden(pod.at(key), forWindows);
  }
  for (const key of LINUX_ONLY_OF_POD_CONTEXT) {
    if (key !== 'sysctls' || pod.at('securityContext', key).length > 0) forbidden(pod.at('securityContext', key), forWindows);
  }
  for (const container of containers) {
    for (const key of LINUX_ONLY_OF_CONTAINER) forbidden(container.at('securityContext', key), forWindows);
  }
}

/** A pod of which a container runs on the node itself has only such containers, and the node's network. */
export function hostProcesses(pod: Field, containers: readonly Field[]): void {
  const ofPod = pod.at('securityContext', 'windowsOptions', 'hostProcess');
  let onHost = 0;
  for (const container of containers) {
    const own = container.at('securityContext', 'windowsOptions', 'hostProcess');
    if (ofPod.isSet && own.isSet && ofPod.value !== own.value) {
      own.refuse(`${own.name} is ${shown(own.value)}, but ${ofPod.name} is ${shown(ofPod.value)}.`, `Remove ${own.name}.`);
    }
    if (own.isSet ? own.isTrue : ofPod.isTrue) onHost += 1;
  }
  if (onHost === 0) return;
  if (onHost < containers.length) {
    pod.refuse(`${String(onHost)} of the ${String(containers.length)} containers of the pod are host processes.`, `Set ${ofPod.name} to true for all of them.`);
  }
  if (!pod.at('hostNetwork').isTrue) {
    pod.at('hostNetwork').refuse('The pod has host processes, but not the network of its node.', `Set ${pod.at('hostNetwork').name} to true.`);
  }
}
