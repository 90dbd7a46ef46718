import { Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { MeshError } from '../model/errors';
import type { Feature } from '../model/feature';
import type { Support } from '../model/feature';
import { SupportLevel } from '../model/feature';
import type { NamespaceModel, ServiceModel, ServicePortModel } from '../model/model';
import type { Protocol } from '../model/protocol';
import { speaksHttp } from '../model/protocol';
import type { RetryCondition } from '../model/retries';
import { isNothing, optionalMember, refused, shown } from '../model/values';
import { WhenUnsupported } from './when-unsupported';
import { World } from './world';

/** Scope and id of a construct, checked before it enters the tree. */
export function place(type: string, scope: Construct, id: string): [scope: Construct, id: string] {
  const path = `${type} ${typeof id === 'string' ? id : ''}`.trim();
  if (!Construct.isConstruct(scope)) refused(path, 'scope', scope, 'the Chart, or another construct, that it stands in');
  const within = [scope.node.path, type].filter(part => part !== '').join('/');
  if (!scope.node.scopes.some(Chart.isChart)) throw new MeshError('invalid-argument', within, 'scope stands in no Chart, and objects are written by charts; give a Chart, or a construct inside one');
  if (typeof id !== 'string' || id === '') refused(within, 'id', id, 'a text that no other construct of the scope has');
  // The construct tree keeps children by id in a plain object.
  if (id in Object.prototype) throw new MeshError('invalid-argument', within, `id "${id}" cannot be used in a construct tree; give another`);
  return [scope, id];
}

/**
 * Runs a constructor's body; if it throws, the construct leaves the tree, so that its id can be used again. What the checks of single arguments
 * did not foresee is put down to the arguments too.
 */
export function guarded(construct: Construct, body: () => void): void {
  try {
    body();
  } catch (error) {
    construct.node.scope?.node.tryRemoveChild(construct.node.id);
    throw asMeshError(construct.node.path, construct.constructor.name, error);
  }
}

function asMeshError(path: string, type: string, error: unknown): unknown {
  if (error instanceof MeshError || (error as Error | undefined)?.name === 'MeshError') return error;
  const message = error instanceof Error ? `${error.name}: ${error.message}` : shown(error);
  return new MeshError('invalid-argument', path, `${type} cannot be made of what it was given (${message}); give every property a value of the type that it is documented with`, { cause: error });
}

/** Whether the intent says that what is unsupported may be left out. */
export function mayBeOmitted(path: string, whenUnsupported: WhenUnsupported | undefined): boolean {
  return optionalMember(path, 'whenUnsupported', whenUnsupported, 'WhenUnsupported', WhenUnsupported) === WhenUnsupported.OMIT;
}

/** Refuses what belongs to another App or another cluster than the construct that speaks of it. */
export function requireSameCluster(construct: Construct, namespace: NamespaceModel, what: string): void {
  const { path } = construct.node;
  const world = World.of(construct);
  if (world.namespace(namespace.cluster, namespace.name) !== namespace) {
    throw new MeshError('invalid-argument', path, `${what} belongs to another App; declare both in one`);
  }
  const here = world.clusters.of(construct);
  if (here !== namespace.cluster) {
    throw new MeshError('invalid-argument', path, `${what} is in cluster "${namespace.cluster.name}", this construct in "${here.name}"; declare it below the scope that Cluster.assign gave "${namespace.cluster.name}"`);
  }
}

/** The port that an intent names, or every port that speaks HTTP. */
export function intentPorts(path: string, service: ServiceModel, port: number | undefined): ServicePortModel[] {
  const known = service.ports.map(p => `${p.port} (${p.protocol})`).join(', ');
  if (!isNothing(port)) {
    if (typeof port !== 'number') refused(path, 'port', port, `a port of service "${service.name}"; it has ${known}`);
    const found = service.ports.find(p => p.port === port);
    if (!found) throw new MeshError('unknown-port', path, `port ${port} is not a port of service "${service.name}"; it has ${known}`);
    return [found];
  }
  const http = service.ports.filter(p => speaksHttp(p.protocol));
  if (http.length === 0) {
    throw new MeshError('protocol-mismatch', path, `service "${service.name}" has no port that speaks HTTP or gRPC (it has ${known}); declare the port with ServicePort.http, http2 or grpc, or name a port with \`port\``);
  }
  return http;
}

/** Refuses ports on which no mesh sees requests. */
export function requireHttp(path: string, ports: readonly ServicePortModel[], what: string): void {
  const port = ports.find(p => !speaksHttp(p.protocol));
  if (port) throw new MeshError('protocol-mismatch', path, `${what} needs requests to look at, and port ${port.port} speaks ${port.protocol}; declare the port with ServicePort.http, http2 or grpc if that is what it speaks, or name another \`port\``);
}

/** What the report is told about a feature. */
export interface FeatureAnswer {
  readonly feature: Feature;
  readonly support: Support;
}

/** Asks for a feature that is never left out, and enters the answer into the report. */
export function requireSupport(world: World, path: string, namespace: Pick<NamespaceModel, 'dataPlane' | 'cluster' | 'name'>, feature: Feature, protocol: Protocol, meshWide = false): void {
  world.record(path, namespace, [supportFor(path, namespace, feature, protocol, meshWide)], { namespace: namespace.name });
}

/** Asks for a feature that is never left out. */
export function supportFor(path: string, { dataPlane, cluster }: Pick<NamespaceModel, 'dataPlane' | 'cluster'>, feature: Feature, protocol: Protocol, meshWide = false): FeatureAnswer {
  const support = dataPlane.support(feature, { cluster, protocol, meshWide });
  if (support.level === SupportLevel.UNSUPPORTED) {
    throw new MeshError('unsupported-feature', path, `${dataPlane.name} does not support ${feature}: ${support.alternative}`);
  }
  return { feature, support };
}

/** What the data plane says to a feature on a port. */
export interface Answer {
  readonly feature: Feature;
  readonly port: ServicePortModel;
  readonly support: Support;
}

/** Asks for a feature on each port. Where the data plane cannot do it, that is an error, unless the intent may be left out. */
export function ask(
  path: string, service: ServiceModel, ports: readonly ServicePortModel[], feature: Feature, mayOmit: boolean, condition?: RetryCondition,
): Answer[] {
  const { dataPlane, cluster } = service.namespace;
  return ports.map(port => {
    const support = dataPlane.support(feature, { cluster, protocol: port.protocol, ...(condition && { condition }) });
    if (support.level === SupportLevel.UNSUPPORTED && !mayOmit) {
      throw new MeshError('unsupported-feature', path,
        `${dataPlane.name} does not support ${feature} on port ${port.port} (${port.protocol}) of service "${service.name}": ${support.alternative}; `
        + 'or leave it out there with whenUnsupported: WhenUnsupported.OMIT');
    }
    return { feature, port, support };
  });
}

export function isGiven({ support }: Answer): boolean {
  return support.level !== SupportLevel.UNSUPPORTED;
}

/** What of an intent goes together: either all of it is given, or it is left out, and the report says for want of what. */
export function allOrNothing(answers: readonly Answer[]): { readonly given: boolean; readonly record: readonly Answer[] } {
  const lacking = answers.filter(answer => !isGiven(answer));
  return lacking.length === 0 ? { given: true, record: answers } : { given: false, record: lacking };
}
