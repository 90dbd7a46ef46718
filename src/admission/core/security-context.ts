import { forbidden, inRange, oneOfStrictly, required, requiredOneOf, unique } from './checks';
import type { Field } from './field';
import { shown } from './field';
import { relativePath } from './paths';
import { windowsOptions } from './windows';

const MAX_ID = 2 ** 31 - 1;
const PROFILES = ['RuntimeDefault', 'Unconfined', 'Localhost'];
const SYSCTL = /^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$/;

export function containerSecurity(context: Field, pod: Field): void {
  inRange(context.at('runAsUser'), 0, MAX_ID);
  inRange(context.at('runAsGroup'), 0, MAX_ID);
  const proc = context.at('procMount');
  oneOfStrictly(proc, ['Default', 'Unmasked']);
  if (proc.value === 'Unmasked' && pod.at('hostUsers').value !== false) {
    proc.refuse(`${proc.name} is "Unmasked", but the pod has the users of its node.`, 'Set hostUsers of the pod to false, or remove procMount.');
  }
  escalation(context);
  seccomp(context.at('seccompProfile'));
  appArmor(context.at('appArmorProfile'));
  windowsOptions(context.at('windowsOptions'));
}

function escalation(context: Field): void {
  const allow = context.at('allowPrivilegeEscalation');
  if (allow.value !== false) return;
  if (context.at('privileged').isTrue) {
    context.refuse(`${context.name} is privileged, but allowPrivilegeEscalation is false.`, `Remove ${allow.name}, or set ${context.at('privileged').name} to false.`);
  }
  for (const capability of context.at('capabilities', 'add').items) {
    if (capability.value !== 'CAP_SYS_ADMIN') continue;
    context.refuse(`${capability.name} adds CAP_SYS_ADMIN, but allowPrivilegeEscalation is false.`, `Remove ${allow.name} or ${capability.name}.`);
  }
}

export function podSecurity(pod: Field): void {
  const context = pod.at('securityContext');
  for (const name of ['fsGroup', 'runAsUser', 'runAsGroup']) inRange(context.at(name), 0, MAX_ID);
  context.at('supplementalGroups').items.forEach(group => { inRange(group, 0, MAX_ID); });
  const share = pod.at('shareProcessNamespace');
  if (share.isTrue && pod.at('hostPID').isTrue) share.refuse(`${share.name} is true, but so is hostPID.`, `Remove ${share.name} or ${pod.at('hostPID').name}.`);
  sysctls(context.at('sysctls'), pod);
  oneOfStrictly(context.at('fsGroupChangePolicy'), ['OnRootMismatch', 'Always']);
  oneOfStrictly(context.at('supplementalGroupsPolicy'), ['Merge', 'Strict']);
  oneOfStrictly(context.at('seLinuxChangePolicy'), ['Recursive']);
  seccomp(context.at('seccompProfile'));
  appArmor(context.at('appArmorProfile'));
  windowsOptions(context.at('windowsOptions'));
}

function sysctls(field: Field, pod: Field): void {
  for (const sysctl of field.items) {
    const name = sysctl.at('name');
    if (!required(name, 'the name of a kernel parameter, such as "net.core.somaxconn"') || name.text === '') continue;
    if (name.text.length > 253 || !SYSCTL.test(name.text)) {
      name.refuse(`${name.name} is ${shown(name.text)}, which is not the name of a kernel parameter.`, `Write ${name.name} like "net.core.somaxconn".`);
    }
    const plain = normalized(name.text);
    const shared = pod.at('hostNetwork').isTrue && plain.startsWith('net.') ? 'hostNetwork'
      : pod.at('hostIPC').isTrue && (/^kernel\.(sem|shm|msg)/.test(plain) || plain.startsWith('fs.mqueue.')) ? 'hostIPC' : undefined;
    if (shared !== undefined) name.refuse(`${name.name} is ${shown(name.text)}, a parameter of the node itself, as the pod has ${shared}.`, `Remove ${sysctl.name} or ${shared}.`);
  }
  unique(field.items.map(sysctl => sysctl.at('name')), 'kernel parameters');
}

/** A name with "/" between its parts, written with ".". */
function normalized(name: string): string {
  const first = /[./]/.exec(name)?.[0];
  return first === '/' ? name.replace(/[./]/g, separator => (separator === '/' ? '.' : '/')) : name;
}

function seccomp(profile: Field): void {
  if (!profile.isSet || typeof profile.value !== 'object') return;
  const local = profile.at('localhostProfile');
  requiredOneOf(profile.at('type'), PROFILES);
  if (profile.at('type').value !== 'Localhost') forbidden(local, `${profile.at('type').name} is not Localhost`);
  else if (!local.isSet) local.refuse(`${local.name} is missing, but ${profile.at('type').name} is Localhost.`, `Set ${local.name} to the path of a profile on the node.`);
  else relativePath(local);
}

function appArmor(profile: Field): void {
  if (!profile.isSet || typeof profile.value !== 'object') return;
  const type = profile.at('type');
  const local = profile.at('localhostProfile');
  requiredOneOf(type, PROFILES);
  if (type.value === 'Localhost') {
    const path = local.text;
    if (path.trim() === '' && (!local.isSet || typeof local.value === 'string')) {
      local.refuse(`${local.name} is missing, but ${type.name} is Localhost.`, `Set ${local.name} to the name of a profile that the node has loaded.`);
    } else if (path.trim() !== path) local.refuse(`${local.name} is ${shown(path)}, with spaces around it.`, `Set ${local.name} to ${shown(path.trim())}.`);
    else if (path.length > 4095) local.refuse(`${local.name} has ${String(path.length)} characters.`, `Shorten ${local.name} to 4095 characters.`);
  } else if (type.value === 'RuntimeDefault' || type.value === 'Unconfined') forbidden(local, `${type.name} is not Localhost`);
}
