import { ApiObject, Duration } from 'cdk8s';
import { MAX_DURATION_MS } from '../model/duration';
import { MeshError } from '../model/errors';
import type { WorkloadModel } from '../model/model';
import { labelKeyProblem, labelProblem } from '../model/names';
import type { StringMap } from '../model/resource';
import { instance, isNothing, refused, shown, struct, text } from '../model/values';

/** Checks of constructor arguments. Each throws with the construct path, the property, what is wrong and what to write. */

export function wrong(path: string, problem: string): never {
  throw new MeshError('invalid-argument', path, problem);
}

export function wholeNumber(path: string, property: string, value: number, min: number, max: number): number {
  if (typeof value !== 'number') refused(path, property, value, `a whole number from ${min} to ${max}`);
  if (!Number.isInteger(value) || value < min || value > max) wrong(path, `${property} ${value} must be a whole number from ${min} to ${max}`);
  return value;
}

export function optionalWholeNumber(path: string, property: string, value: number | undefined, min: number, max: number): number | undefined {
  return isNothing(value) ? undefined : wholeNumber(path, property, value, min, max);
}

export function milliseconds(path: string, property: string, duration: Duration): number {
  const value = instance(path, property, duration, Duration, 'a Duration of cdk8s, for example Duration.seconds(5)').toMilliseconds({ integral: false });
  if (!(value > 0)) wrong(path, `${property} must be longer than zero; leave it out for no limit`);
  if (value > MAX_DURATION_MS) wrong(path, `${property} is longer than a mesh can say; use at most 99999 hours`);
  if (!Number.isInteger(value)) wrong(path, `${property} ${value} ms is finer than a mesh can say; use whole milliseconds`);
  return value;
}

export function optionalMilliseconds(path: string, property: string, duration: Duration | undefined): number | undefined {
  return isNothing(duration) ? undefined : milliseconds(path, property, duration);
}

export function validName(path: string, property: string, name: string, problem: (name: string) => string | undefined): string {
  const found = problem(text(path, property, name));
  if (found) throw new MeshError('invalid-name', path, `${property} "${name}" ${found}`);
  return name;
}

/** A copy of the labels; none if they are left out. */
export function validLabels(path: string, property: string, labels: StringMap | undefined): StringMap {
  return validMap(path, property, labels, labelProblem);
}

/** A copy of the annotations; none if they are left out. */
export function validAnnotations(path: string, property: string, annotations: StringMap | undefined): StringMap {
  return validMap(path, property, annotations, labelKeyProblem);
}

function validMap(path: string, property: string, map: StringMap | undefined, problemOf: (key: string, value: string) => string | undefined): StringMap {
  if (isNothing(map)) return {};
  const entries = Object.entries(struct(path, property, map, 'an object of texts'));
  for (const [key, value] of entries) {
    if (typeof value !== 'string') wrong(path, `${property}: value ${shown(value)} of "${key}" is no text; give a text, a number in quotes`);
    const problem = problemOf(key, value);
    if (problem) throw new MeshError('invalid-name', path, `${property}: ${problem}`);
  }
  return Object.fromEntries(entries);
}

export function apiObject(path: string, property: string, object: ApiObject): ApiObject {
  return ApiObject.isApiObject(object) ? object : refused(path, property, object, 'an ApiObject of cdk8s');
}

/** At least one entry. */
export function nonEmpty<T>(path: string, property: string, list: readonly T[], remedy: string): readonly T[] {
  if (list.length === 0) wrong(path, `${property} is empty; ${remedy}`);
  return list;
}

export function noDuplicates(path: string, property: string, values: readonly (string | number)[], what: string): void {
  const twice = values.find((value, index) => values.indexOf(value) !== index);
  if (twice !== undefined) wrong(path, `${property} has ${what} ${twice} twice; keep one`);
}

/** Refuses a container port that neither the workload nor a Service in front of it is known to have. */
export function knownContainerPort(path: string, property: string, workload: WorkloadModel, port: number): void {
  wholeNumber(path, property, port, 1, 65535);
  const known = [...workload.ports.map(p => p.number), ...workload.services.flatMap(s => s.ports.map(p => p.targetPort))];
  if (!known.includes(port)) {
    throw new MeshError('unknown-port', path, `${property}: ${port} is no port that workload "${workload.name}" is known to have (${[...new Set(known)].join(', ') || 'none is known'}); declare it as a ContainerPort of the workload`);
  }
}
