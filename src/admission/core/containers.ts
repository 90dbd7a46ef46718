import { forbidden, oneOf, oneOfStrictly, required, requiredItems, requiredOneOf, unique } from './checks';
import { containerPorts, uniqueHostPorts } from './container-ports';
import { environment } from './env';
import type { Field } from './field';
import { shown } from './field';
import { lifecycle, probes } from './handlers';
import { containerResources } from './resources';
import { containerSecurity } from './security-context';
import { dnsLabel, hasSyntax } from './syntax';
import { volumeMounts } from './volume-mounts';

/** What all containers of a pod have in common. */
export interface PodFacts {
  readonly pod: Field;
  readonly volumes: readonly Field[];
  readonly claims: ReadonlySet<string>;
  /** A pod that stands for itself, not the template of one. */
  readonly isPod: boolean;
}

const RESTARTS = ['Always', 'Never', 'OnFailure'];
const MOST_RULES = 20;
const MOST_EXIT_CODES = 255;

export function containers(facts: PodFacts): void {
  const { pod } = facts;
  const list = pod.at('containers').items;
  requiredItems(pod.at('containers'), 'container');
  for (const container of list) {
    common(container, facts);
    lifecycle(container, pod);
    probes(container);
    restarts(container);
  }
  uniqueHostPorts(list, facts.isPod && pod.at('hostNetwork').isTrue);
  initContainers(facts);
  unique([...list, ...pod.at('initContainers').items].map(container => container.at('name')), 'names of containers in a pod');
  const ephemeral = pod.at('ephemeralContainers');
  if (ephemeral.length > 0) forbidden(ephemeral, 'ephemeral containers can only be added to a pod that runs');
}

function initContainers(facts: PodFacts): void {
  const { pod } = facts;
  for (const container of pod.at('initContainers').items) {
    common(container, facts);
    restarts(container);
    uniqueHostPorts([container], facts.isPod && pod.at('hostNetwork').isTrue);
    // With this policy it is a sidecar, which runs beside the containers.
    if (container.at('restartPolicy').value === 'Always') {
      lifecycle(container, pod);
      probes(container);
      continue;
    }
    for (const name of ['lifecycle', 'livenessProbe', 'readinessProbe', 'startupProbe']) {
      forbidden(container.at(name), `${container.at('restartPolicy').name} is not Always, so that the container ends before the others start`);
    }
    for (const policy of container.at('resizePolicy').items) {
      const restart = policy.at('restartPolicy');
      if (restart.value !== 'RestartContainer') continue;
      restart.refuse(`${restart.name} is RestartContainer, but an init container is not started again.`, `Set ${restart.name} to NotRequired.`);
    }
  }
}

function common(container: Field, facts: PodFacts): void {
  if (required(container.at('name'), 'a name such as "server"')) hasSyntax(container.at('name'), dnsLabel);
  const image = container.at('image');
  if (required(image, 'the image to run') && facts.isPod && image.text !== image.text.trim()) {
    image.refuse(`${image.name} is ${shown(image.value)}, with spaces around it.`, `Set ${image.name} to ${shown(image.text.trim())}.`);
  }
  oneOf(container.at('terminationMessagePolicy'), ['File', 'FallbackToLogsOnError']);
  oneOf(container.at('imagePullPolicy'), ['Always', 'IfNotPresent', 'Never']);
  containerPorts(container.at('ports'));
  environment(container);
  volumeMounts(container, facts.volumes);
  containerResources(container.at('resources'), facts.claims);
  resizePolicies(container.at('resizePolicy'), facts.pod);
  containerSecurity(container.at('securityContext'), facts.pod);
}

function resizePolicies(policies: Field, pod: Field): void {
  for (const policy of policies.items) {
    requiredOneOf(policy.at('resourceName'), ['cpu', 'memory']);
    const restart = policy.at('restartPolicy');
    requiredOneOf(restart, ['NotRequired', 'RestartContainer']);
    if (pod.at('restartPolicy').value !== 'Never' || restart.isEmpty || restart.value === 'NotRequired') continue;
    restart.refuse(`${restart.name} is ${shown(restart.value)}, but restartPolicy of the pod is Never.`, `Set ${restart.name} to NotRequired.`);
  }
  unique(policies.items.map(policy => policy.at('resourceName')), 'resources');
}

/** Whether a container is started again, and rules for exit codes that say otherwise. */
function restarts(container: Field): void {
  const policy = container.at('restartPolicy');
  const rules = container.at('restartPolicyRules');
  oneOfStrictly(policy, RESTARTS);
  if (rules.length > 0 && !policy.isSet) policy.refuse(`${policy.name} is missing, but ${rules.name} is set.`, `Set ${policy.name} to ${RESTARTS.join(' or ')}.`);
  tooMany(rules, MOST_RULES);
  for (const rule of rules.items) {
    requiredOneOf(rule.at('action'), ['Restart', 'RestartAllContainers']);
    const codes = rule.at('exitCodes');
    if (!codes.isSet) codes.refuse(`${codes.name} is missing.`, `Set ${codes.name} to the exit codes that the rule is for.`);
    else if (typeof codes.value === 'object') requiredOneOf(codes.at('operator'), ['In', 'NotIn']);
    tooMany(codes.at('values'), MOST_EXIT_CODES);
  }
}

export function tooMany(list: Field, most: number): void {
  if (list.length > most) list.refuse(`${list.name} has ${String(list.length)} entries, more than ${String(most)}.`, `Keep at most ${String(most)} in ${list.name}.`);
}
