import type { IConstruct } from 'constructs';
import type { WorkloadModel } from '../model/model';
import { wrong } from './arguments';

/** Pods that this library knows: a Workload. Not for implementing elsewhere. */
export interface IMeshWorkload extends IConstruct {
  /** Name for messages and reports. */
  readonly workloadName: string;
}

/** Where this library's workloads keep their model. */
export const WORKLOAD = Symbol.for('cdk8s-mesh.workload');

export function workloadModel(path: string, workload: IMeshWorkload): WorkloadModel {
  const model = (workload as IMeshWorkload & { [WORKLOAD]?: WorkloadModel })[WORKLOAD];
  if (!model) wrong(path, `"${workload.workloadName}" is no Workload of this library; a foreign implementation of IMeshWorkload has no model`);
  return model;
}
