import { atLeast, forbidden, oneOf } from './checks';
import type { Field } from './field';
import { shown } from './field';
import { intOrPercent, isNone } from './int-or-percent';
import { podTemplate, runsForever, templateSelector } from './pod-template';

const PROGRESS_SECONDS = 600;

export function deployment(object: Field): void {
  const spec = object.at('spec');
  replicaSet(object);
  atLeast(spec.at('revisionHistoryLimit'), 0);
  deploymentStrategy(spec.at('strategy'));
  const deadline = spec.at('progressDeadlineSeconds');
  atLeast(deadline, 0);
  const ready = spec.at('minReadySeconds');
  if ((deadline.number ?? PROGRESS_SECONDS) > (ready.number ?? 0)) return;
  deadline.refuse(`${deadline.name} is ${String(deadline.number ?? PROGRESS_SECONDS)}, not more than ${ready.name}, which is ${String(ready.number ?? 0)}.`,
    `Set ${deadline.name} to more than ${String(ready.number ?? 0)}.`);
}

export function replicaSet(object: Field): void {
  const spec = object.at('spec');
  atLeast(spec.at('replicas'), 0);
  atLeast(spec.at('minReadySeconds'), 0);
  templateSelector(spec);
  podTemplate(spec.at('template'));
  runsForever(spec.at('template'));
}

function deploymentStrategy(strategy: Field): void {
  const type = strategy.at('type');
  const update = strategy.at('rollingUpdate');
  oneOf(type, ['Recreate', 'RollingUpdate']);
  if (type.value === 'Recreate') forbidden(update, `${type.name} is Recreate`);
  if (!type.isEmpty && type.value !== 'RollingUpdate') return;
  const [unavailable, surge] = [update.at('maxUnavailable'), update.at('maxSurge')];
  intOrPercent(unavailable);
  intOrPercent(surge, true);
  if (!isNone(unavailable, false) || !isNone(surge, false)) return;
  unavailable.refuse(`${unavailable.name} and ${surge.name} are both 0, so that nothing could ever be replaced.`, `Set ${surge.name} to 1 or more.`);
}

export function daemonSet(object: Field): void {
  const spec = object.at('spec');
  templateSelector(spec);
  podTemplate(spec.at('template'));
  runsForever(spec.at('template'));
  atLeast(spec.at('minReadySeconds'), 0);
  atLeast(spec.at('revisionHistoryLimit'), 0);
  const strategy = spec.at('updateStrategy');
  const type = strategy.at('type');
  oneOf(type, ['OnDelete', 'RollingUpdate']);
  if (!type.isEmpty && type.value !== 'RollingUpdate') return;
  const [unavailable, surge] = ['maxUnavailable', 'maxSurge'].map(name => strategy.at('rollingUpdate', name)) as [Field, Field];
  intOrPercent(unavailable);
  intOrPercent(surge);
  const noneUnavailable = isNone(unavailable, false);
  const noSurge = isNone(surge, true);
  if (noneUnavailable && noSurge) {
    unavailable.refuse(`${unavailable.name} is 0 and there is no maxSurge, so that nothing could ever be replaced.`, `Set ${unavailable.name} or ${surge.name} to 1 or more.`);
  } else if (!noneUnavailable && !noSurge) {
    surge.refuse(`${surge.name} is ${shown(surge.value)}, but ${unavailable.name} is ${unavailable.isSet ? shown(unavailable.value) : '1, its default'}.`,
      `Set ${unavailable.name} to 0, or remove ${surge.name}.`);
  }
}
