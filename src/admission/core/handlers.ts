import { atLeast, atMostOneOf, forbidden, oneOf, requiredItems } from './checks';
import { portNumberOrName } from './container-ports';
import type { Field } from './field';
import { shown } from './field';
import { hasSyntaxStrictly, headerName } from './syntax';

const GRACE_SECONDS = 30;

export function probes(container: Field): void {
  for (const name of ['livenessProbe', 'readinessProbe', 'startupProbe']) {
    const probe = container.at(name);
    if (probe.isSet) checkProbe(probe, name === 'readinessProbe');
  }
}

function checkProbe(probe: Field, isReadiness: boolean): void {
  handler(probe, ['exec', 'httpGet', 'tcpSocket', 'grpc'], undefined);
  for (const name of ['initialDelaySeconds', 'timeoutSeconds', 'periodSeconds', 'successThreshold', 'failureThreshold']) atLeast(probe.at(name), 0);
  const grace = probe.at('terminationGracePeriodSeconds');
  atLeast(grace, 1);
  const successes = probe.at('successThreshold');
  if (isReadiness) forbidden(grace, 'a readiness probe never ends a container');
  else if ((successes.number ?? 0) > 1) {
    successes.refuse(`${successes.name} is ${shown(successes.value)}, but one success is enough for this probe.`, `Set ${successes.name} to 1, or remove it.`);
  }
}

/** What runs after the start and before the end of a container. */
export function lifecycle(container: Field, pod: Field): void {
  for (const name of ['postStart', 'preStop']) {
    const hook = container.at('lifecycle', name);
    if (hook.isSet) handler(hook, ['exec', 'httpGet', 'tcpSocket', 'sleep'], pod);
  }
}

function handler(field: Field, kinds: readonly string[], pod: Field | undefined): void {
  if (typeof field.value !== 'object') return;
  const [kind] = atMostOneOf(field, kinds, 'handler');
  if (kind === undefined) {
    field.refuse(`${field.name} has no handler.`, `Set one of ${kinds.join(', ')} in ${field.name}.`);
    return;
  }
  const action = field.at(kind);
  if (typeof action.value !== 'object') return;
  if (kind === 'exec') requiredItems(action.at('command'), 'word of the command to run');
  else if (kind === 'sleep') sleep(action.at('seconds'), pod!);
  else if (kind !== 'grpc' || action.at('port').isSet) portNumberOrName(action.at('port'));
  else action.at('port').refuse(`${action.at('port').name} is missing.`, `Set ${action.at('port').name} to the port of the gRPC server, from 1 to 65535.`);
  if (kind !== 'httpGet') return;
  oneOf(action.at('scheme'), ['HTTP', 'HTTPS']);
  for (const header of action.at('httpHeaders').items) {
    if (header.at('name').isEmpty) {
      header.at('name').refuse(`${header.at('name').name} is missing or empty.`, `Set ${header.at('name').name} to the name of a header, such as "X-Probe".`);
    } else hasSyntaxStrictly(header.at('name'), headerName);
  }
}

function sleep(seconds: Field, pod: Field): void {
  const { number } = seconds;
  const grace = pod.at('terminationGracePeriodSeconds').number ?? GRACE_SECONDS;
  if (number === undefined || (number >= 0 && number <= grace)) return;
  seconds.refuse(`${seconds.name} is ${String(number)}, but the pod has ${String(grace)} seconds to end.`,
    `Set ${seconds.name} to 0 to ${String(Math.max(grace, 0))}, or raise terminationGracePeriodSeconds.`);
}
