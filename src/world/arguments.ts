import type { Duration } from 'cdk8s';
import { MAX_DURATION_MS } from '../model/duration';
import { MeshError } from '../model/errors';
import type { WorkloadModel } from '../model/model';
import { labelProblem } from '../model/names';
import type { StringMap } from '../model/resource';

/** Checks of constructor arguments. Each throws with the construct path, the property, what is wrong and what to write. */

export function wrong(path: string, problem: string): never {
  throw new MeshError('invalid-argument', path, problem);
}

export function wholeNumber(path: string, property: string, value: number, min: number, max: number): number {
  if (!Number.isInteger(value) || value < min || value > max) wrong(path, `${property} ${value} must be a whole number from ${min} to ${max}`);
  return value;
}

export function optionalWholeNumber(path: string, property: string, value: number | undefined, min: number, max: number): number | undefined {
  return value === undefined ? undefined : wholeNumber(path, property, value, min, max);
}

export function milliseconds(path: string, property: string, duration: Duration): number {
  const value = duration.toMilliseconds({ integral: false });
  if (value <= 0) wrong(path, `${property} must be longer than zero; leave it out for no limit`);
  if (!Number.isInteger(value)) wrong(path, `${property} ${value} ms is finer than a mesh can say; use whole milliseconds`);
  if (value > MAX_DURATION_MS) wrong(path, `${property} is longer than a mesh can say; use at most 99999 hours`);
  return value;
}

export function validName(path: string, property: string, name: string, problem: (name: string) => string | undefined): string {
  const found = problem(name);
  if (found) throw new MeshError('invalid-name', path, `${property} "${name}" ${found}`);
  return name;
}

export function validLabels(path: string, property: string, labels: StringMap): StringMap {
  for (const [key, value] of Object.entries(labels)) {
    const problem = labelProblem(key, value);
    if (problem) throw new MeshError('invalid-name', path, `${property}: ${problem}`);
  }
  return labels;
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
