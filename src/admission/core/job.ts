import { atLeast, forbidden, oneOf, oneOfStrictly, required } from './checks';
import type { Field } from './field';
import { shown } from './field';
import { podFailurePolicy, successPolicy } from './job-policies';
import { podTemplate } from './pod-template';
import { labelMap, labelSelector, selectorMatches } from './selectors';
import { dnsLabel, domainPath, hasSyntaxStrictly } from './syntax';

const JOB_NAME_LABELS = ['job-name', 'batch.kubernetes.io/job-name'];
const UID_LABELS = ['controller-uid', 'batch.kubernetes.io/controller-uid'];
/** Stands for the UID that the server gives the Job. */
const SOME_UID = 'uid\u0000';
const MANY = 100_000;
const MANY_IF_COUNTED = 10_000;
const MOST_MANAGER = 63;

export function job(object: Field): void {
  const spec = object.at('spec');
  jobSpec(spec, true);
  selector(object);
  const completions = spec.at('completions').number ?? 0;
  const name = object.at('metadata', 'name');
  if (spec.at('completionMode').value !== 'Indexed' || completions <= 0 || name.isEmpty) return;
  const last = `${name.text}-${String(completions - 1)}`;
  if (!dnsLabel.accepts(last)) name.refuse(`${name.name} is ${shown(name.text)}, which makes ${shown(last)} the host name of a pod, and that is not a DNS label.`, `Shorten ${name.name}, and write it without ".".`);
}

/** The server makes the selector of a Job and the labels for it, except where the Job says that it has its own. */
function selector(object: Field): void {
  const spec = object.at('spec');
  const field = spec.at('selector');
  const ofTemplate = spec.at('template', 'metadata', 'labels');
  labelSelector(field);
  const own = labelMap(ofTemplate.value);
  if (spec.at('manualSelector').isTrue) {
    if (!field.isSet) field.refuse(`${field.name} is missing, but ${spec.at('manualSelector').name} is true.`, `Set ${field.name} to labels of the template, or remove ${spec.at('manualSelector').name}.`);
    else if (selectorMatches(field.value, own) === false) {
      ofTemplate.refuse(`${ofTemplate.name} is ${shown(own)}, which ${field.name} does not select.`, `Give the template the labels that ${field.name} asks for.`);
    }
    return;
  }
  const name = object.at('metadata', 'name').text;
  for (const key of JOB_NAME_LABELS) {
    const label = ofTemplate.at(key);
    if (label.isSet && label.value !== name && name !== '') label.refuse(`${label.name} is ${shown(label.value)}, but the server sets it to the name of the Job, ${shown(name)}.`, `Remove ${label.name}.`);
  }
  for (const key of UID_LABELS) {
    const label = ofTemplate.at(key);
    if (label.isSet) label.refuse(`${label.name} is set, but the server sets it to the UID of the Job.`, `Remove ${label.name}.`);
  }
  const generated = Object.fromEntries([...JOB_NAME_LABELS.map(key => [key, name]), ...UID_LABELS.map(key => [key, SOME_UID])]);
  const fits = selectorMatches(field.value, generated) !== false && selectorMatches(field.value, { ...generated, ...own }) !== false;
  if (!fits) field.refuse(`${field.name} is ${shown(field.value)}, but the server makes the selector of a Job.`, `Remove ${field.name}, or set ${spec.at('manualSelector').name} to true.`);
}

/** Of a CronJob, there is no selector of one's own at all. */
export function jobOfCronJob(spec: Field): void {
  jobSpec(spec, false);
  forbidden(spec.at('selector'), 'the server makes the selectors of the Jobs of a CronJob');
  if (spec.at('manualSelector').isTrue) forbidden(spec.at('manualSelector'), 'the server makes the selectors of the Jobs of a CronJob');
}

/** `hasDefaults`: without completions and parallelism, each is 1; in a CronJob they stay unset. */
function jobSpec(spec: Field, hasDefaults: boolean): void {
  for (const name of [
    'parallelism', 'completions', 'activeDeadlineSeconds', 'backoffLimit', 'ttlSecondsAfterFinished', 'backoffLimitPerIndex', 'maxFailedIndexes',
  ]) atLeast(spec.at(name), 0);
  if (spec.at('maxFailedIndexes').isSet) required(spec.at('backoffLimitPerIndex'), 'the number of retries of each index, as maxFailedIndexes is set');
  managedBy(spec.at('managedBy'));
  oneOfStrictly(spec.at('completionMode'), ['NonIndexed', 'Indexed']);
  if (spec.at('completionMode').value === 'Indexed') indexed(spec, hasDefaults);
  else notIndexed(spec);
  const failures = spec.at('podFailurePolicy');
  if (failures.isSet) podFailurePolicy(spec);
  oneOfStrictly(spec.at('podReplacementPolicy'), failures.isSet ? ['Failed'] : ['Failed', 'TerminatingOrFailed']);
  podTemplate(spec.at('template'));
  restartPolicy(spec);
}

function managedBy(field: Field): void {
  if (!field.isSet || typeof field.value !== 'string' || !hasSyntaxStrictly(field, domainPath) || field.text.length <= MOST_MANAGER) return;
  field.refuse(`${field.name} has ${String(field.text.length)} characters.`, `Shorten ${field.name} to ${String(MOST_MANAGER)} characters.`);
}

function indexed(spec: Field, hasDefaults: boolean): void {
  const [completions, parallelism, failed] = ['completions', 'parallelism', 'maxFailedIndexes'].map(name => spec.at(name)) as [Field, Field, Field];
  const perIndex = spec.at('backoffLimitPerIndex').isSet;
  const known = completions.isSet || (hasDefaults && !parallelism.isSet);
  if (!known) completions.refuse(`${completions.name} is missing, but the Job is Indexed.`, `Set ${completions.name} to the number of indexes.`);
  const total = completions.number ?? 1;
  const counted = perIndex && total > MANY;
  atMost(parallelism, counted ? MANY_IF_COUNTED : MANY, 'of an Indexed Job');
  if (failed.isSet) atMost(failed, Math.min(counted ? MANY_IF_COUNTED : MANY, known ? total : MANY), 'of an Indexed Job with so many completions');
  else if (counted) failed.refuse(`${failed.name} is missing, but there are ${String(total)} completions and a backoffLimitPerIndex.`, `Set ${failed.name} to at most ${String(MANY_IF_COUNTED)}.`);
  if (spec.at('successPolicy').isSet) successPolicy(spec.at('successPolicy'), known ? total : undefined);
}

function atMost(field: Field, most: number, where: string): void {
  const { number } = field;
  if (number !== undefined && number > most) field.refuse(`${field.name} is ${String(number)}, more than the ${String(most)} ${where}.`, `Set ${field.name} to ${String(most)} or less.`);
}

function notIndexed(spec: Field): void {
  for (const name of ['backoffLimitPerIndex', 'maxFailedIndexes', 'successPolicy']) {
    forbidden(spec.at(name), `${spec.at('completionMode').name} is not Indexed`);
  }
}

function restartPolicy(spec: Field): void {
  const policy = spec.at('template', 'spec', 'restartPolicy');
  if (policy.isEmpty || policy.value === 'Always') {
    policy.refuse(`${policy.name} is ${policy.isEmpty ? 'missing, which means Always' : 'Always'}, but the pods of a Job have to end.`, `Set ${policy.name} to Never or OnFailure.`);
  } else if (spec.at('podFailurePolicy').isSet && policy.value === 'OnFailure') {
    policy.refuse(`${policy.name} is OnFailure, but ${spec.at('podFailurePolicy').name} is set.`, `Set ${policy.name} to Never.`);
  } else oneOf(policy, ['Never', 'OnFailure']);
}
