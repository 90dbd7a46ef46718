import type { Field } from './field';
import { shown } from './field';

const DELETION_COST = 'controller.kubernetes.io/pod-deletion-cost';
const MIRROR = 'kubernetes.io/config.mirror';
const SECCOMP_POD = 'seccomp.security.alpha.kubernetes.io/pod';
const SECCOMP_CONTAINER = 'container.seccomp.security.alpha.kubernetes.io/';
const APP_ARMOR = 'container.apparmor.security.beta.kubernetes.io/';
const SECCOMP_PROFILES = ['runtime/default', 'docker/default', 'unconfined'];

/** Annotations of a pod that the server reads. */
export function podAnnotations(annotations: Field, pod: Field): void {
  const containers = ['initContainers', 'containers', 'ephemeralContainers'].flatMap(kind => pod.at(kind).items);
  const cost = annotations.at(DELETION_COST);
  if (typeof cost.value === 'string' && !(/^(0|-?[0-9]+)$/.test(cost.text) && !/^0./.test(cost.text) && isInt32(cost.text))) {
    cost.refuse(`${cost.name} is ${shown(cost.value)}, not a whole number.`, `Set ${cost.name} to a number such as "100".`);
  }
  if (annotations.at(MIRROR).isSet && pod.at('nodeName').isEmpty) {
    annotations.at(MIRROR).refuse(`${annotations.at(MIRROR).name} is set, but the pod is on no node.`, `Remove ${annotations.at(MIRROR).name}: only a kubelet sets it.`);
  }
  for (const [key, value] of annotations.entries) {
    if (key === SECCOMP_POD || key.startsWith(SECCOMP_CONTAINER)) seccomp(value);
    else if (key.startsWith(APP_ARMOR)) appArmor(key.slice(APP_ARMOR.length), value, containers);
  }
  agreement(annotations, pod, containers);
}

const isInt32 = (text: string) => Math.abs(Number(text) + 0.5) < 2 ** 31;

function seccomp(value: Field): void {
  const local = value.text.startsWith('localhost/') ? value.text.slice('localhost/'.length) : undefined;
  if (local !== undefined ? !local.startsWith('/') && !local.split('/').includes('..') : SECCOMP_PROFILES.includes(value.text)) return;
  value.refuse(`${value.name} is ${shown(value.value)}, which is not a seccomp profile.`, 'Remove the annotation and set securityContext.seccompProfile instead.');
}

function appArmor(container: string, value: Field, containers: readonly Field[]): void {
  if (!containers.some(candidate => candidate.at('name').text === container)) {
    value.refuse(`${value.name} is for the container ${shown(container)}, which the pod does not have.`, `Remove ${value.name}.`);
  }
  if (['', 'runtime/default', 'unconfined'].includes(value.text) || value.text.startsWith('localhost/')) return;
  value.refuse(`${value.name} is ${shown(value.value)}, which is not an AppArmor profile.`, 'Remove the annotation and set securityContext.appArmorProfile instead.');
}

/** Annotations are the older form of fields: where both are set, they must say the same. */
function agreement(annotations: Field, pod: Field, containers: readonly Field[]): void {
  same(annotations.at(SECCOMP_POD), pod.at('securityContext', 'seccompProfile'), ['runtime/default', 'docker/default']);
  const ofPod = pod.at('securityContext', 'appArmorProfile');
  for (const container of containers) {
    const context = container.at('securityContext');
    const name = container.at('name').text;
    same(annotations.at(`${SECCOMP_CONTAINER}${name}`), context.at('seccompProfile'), ['runtime/default', 'docker/default']);
    const profile = context.at('appArmorProfile');
    if (pod.at('os', 'name').value !== 'windows') same(annotations.at(`${APP_ARMOR}${name}`), profile.isSet ? profile : ofPod, ['runtime/default']);
  }
}

function same(annotation: Field, profile: Field, defaults: readonly string[]): void {
  if (!annotation.isSet || !profile.isSet) return;
  const type = profile.at('type').text;
  const wanted = type === 'Unconfined' ? ['unconfined'] : type === 'RuntimeDefault' ? defaults
    : type === 'Localhost' ? [`localhost/${profile.at('localhostProfile').text}`] : undefined;
  if (wanted === undefined || wanted.includes(annotation.text)) return;
  profile.at('type').refuse(`${profile.name} is ${shown(type)}, but ${annotation.name}, its older form, is ${shown(annotation.value)}.`, `Remove ${annotation.name}.`);
}
