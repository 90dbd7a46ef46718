import type { ServiceModel, VersionModel } from './model';
import { MAX_LABEL, objectName } from './names';
import { versionsOf } from './routes';

/** Name of the Kubernetes Service that stands for a version: the existing one, or the one made for the version's labels. */
export function versionServiceName(service: ServiceModel, version: VersionModel): string {
  return version.kind === 'service' ? version.service.name : objectName([service.name, version.name], MAX_LABEL);
}

export function versionServiceNamespace(service: ServiceModel, version: VersionModel): string {
  return version.kind === 'service' ? version.service.namespace.name : service.namespace.name;
}

/** The Service and those that are made for its versions. */
export function serviceNames(service: ServiceModel): string[] {
  return [service.name, ...versionsOf(service).filter(version => version.kind === 'labels').map(version => versionServiceName(service, version))];
}
