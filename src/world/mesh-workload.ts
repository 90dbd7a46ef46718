import type { IConstruct } from 'constructs';
import type { WorkloadModel } from '../model/model';
import { refused } from '../model/values';

/** Pods that this library knows: a Workload. Not for implementing elsewhere. */
export interface IMeshWorkload extends IConstruct {
  /** Name for messages and reports. */
  readonly workloadName: string;
}

/** Where this library's workloads keep their model. */
export const WORKLOAD = Symbol.for('cdk8s-mesh.workload');

export function workloadModel(path: string, property: string, workload: IMeshWorkload): WorkloadModel {
  const model = (workload as { [WORKLOAD]?: WorkloadModel } | undefined)?.[WORKLOAD];
  return model ?? refused(path, property, workload, 'a Workload; other implementations of IMeshWorkload have no model');
}
