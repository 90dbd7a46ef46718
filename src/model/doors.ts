import type { CallModel, ServiceModel, WorkloadModel } from './model';

/** A declared call and who makes it. */
export interface DeclaredCall {
  readonly workload: WorkloadModel;
  readonly call: CallModel;
}

/** The services by whose name requests come to these pods: their own doors, and services that send to one of these as to a version. */
export function servicesLeadingTo(workload: WorkloadModel): ServiceModel[] {
  return [...new Set(workload.services.flatMap(door => [door, ...door.versionOf.map(v => v.service)]))];
}

/** Declared calls to the pods, by the service that is called. */
export function matchesDoor(workload: WorkloadModel): { readonly service: ServiceModel; readonly callers: readonly DeclaredCall[] }[] {
  return servicesLeadingTo(workload).map(service => ({ service, callers: service.callers }));
}
