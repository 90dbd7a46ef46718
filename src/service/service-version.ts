import { MeshError } from '../model/errors';
import type { ServiceModel, VersionModel } from '../model/model';
import { labelNameProblem } from '../model/names';
import { instance } from '../model/values';
import { validLabels, validName, wrong } from '../world/arguments';
import { MeshService } from './mesh-service';

type Pods =
  | { readonly kind: 'labels'; readonly labels: { readonly [key: string]: string } }
  | { readonly kind: 'service'; readonly service: MeshService };

/** A part of a service's pods that traffic can be sent to: by labels of the pods, or as a Service of its own. */
export class ServiceVersion {
  /**
   * The pods of the service that carry these labels too. Data planes that need a Service for each version make it, named
   * `<service>-<version>`.
   *
   * @param name of the version, the same wherever it is meant
   * @param labels in addition to those that the service selects by
   */
  public static labels(name: string, labels: { readonly [key: string]: string }): ServiceVersion {
    return new ServiceVersion(name, { kind: 'labels', labels });
  }

  /**
   * The pods of another service. Requests that come to it by way of the split are subject to the intents of the service that was called, not to
   * the routes, timeouts and retries declared on the version's own.
   *
   * @param name of the version
   * @param service has a port of the same number
   */
  public static service(name: string, service: MeshService): ServiceVersion {
    return new ServiceVersion(name, { kind: 'service', service });
  }

  /** Name of the version. */
  public readonly versionName: string;
  private readonly is: Pods;

  private constructor(versionName: string, is: Pods) {
    this.versionName = versionName;
    this.is = is;
  }

  /**
   * The version as one of a service, checked.
   *
   * @internal
   */
  public _model(path: string, property: string, of: ServiceModel, ports: readonly number[]): VersionModel {
    const name = validName(path, `${property}.name`, this.versionName, n => labelNameProblem(n));
    if (this.is.kind === 'labels') return labelVersion(path, property, name, this.is.labels, of);
    return serviceVersion(path, property, name, instance(path, `${property} "${name}": service`, this.is.service, MeshService)._model, of, ports);
  }
}

function labelVersion(path: string, property: string, name: string, given: { readonly [key: string]: string }, of: ServiceModel): VersionModel {
  const labels = validLabels(path, `${property} "${name}"`, given);
  if (Object.keys(labels).length === 0) wrong(path, `${property} "${name}" has no labels and would be all pods; name a label that its pods carry`);
  if (Object.keys(of.selector).length === 0) {
    wrong(path, `${property} "${name}" is told by labels, and the pods of "${of.name}" are not known; give podLabels to MeshService.fromAttributes, or use ServiceVersion.service`);
  }
  const contradicted = Object.entries(labels).find(([key, value]) => Object.hasOwn(of.selector, key) && of.selector[key] !== value);
  if (contradicted) {
    wrong(path, `${property} "${name}" has ${contradicted[0]}: ${contradicted[1]}, but "${of.name}" selects pods with ${contradicted[0]}: ${of.selector[contradicted[0]]}; no pod has both`);
  }
  return { name, kind: 'labels', labels };
}

function serviceVersion(path: string, property: string, name: string, service: ServiceModel, of: ServiceModel, ports: readonly number[]): VersionModel {
  if (service === of) wrong(path, `${property} "${name}" is the service itself; name another Service, or use ServiceVersion.labels`);
  if (service.namespace.cluster !== of.namespace.cluster || service.namespace.dataPlane.name !== of.namespace.dataPlane.name) {
    wrong(path, `${property} "${name}": service "${service.namespace.name}/${service.name}" is in another cluster or on another data plane than "${of.name}"; versions share both`);
  }
  const missing = ports.find(port => !service.ports.some(p => p.port === port && p.protocol === of.ports.find(o => o.port === port)!.protocol));
  if (missing !== undefined) {
    throw new MeshError('unknown-port', path, `${property} "${name}": service "${service.name}" has no port ${missing} that speaks what "${of.name}" speaks there; traffic keeps its port number`);
  }
  return { name, kind: 'service', service };
}
