import { Construct } from 'constructs';
import { MeshError } from '../model/errors';
import { Feature } from '../model/feature';
import type { ServiceModel, WorkloadModel } from '../model/model';
import { containerPortOf, containerProtocol, requestPatterns } from '../model/port-rules';
import { Protocol, speaksHttp } from '../model/protocol';
import type { AllowEntryModel, AllowListModel, CallerModel } from '../model/security';
import { instance, isNothing, list, member, optionalFilter, optionalFlag, optionalList, struct } from '../model/values';
import { Caller } from '../service/caller';
import type { GrpcMethod } from '../service/calls';
import { callPath, grpcMethodTexts, HttpMethod } from '../service/calls';
import { MeshService } from '../service/mesh-service';
import { knownContainerPort, nonEmpty, wholeNumber, wrong } from '../world/arguments';
import type { FeatureAnswer } from '../world/intent';
import { guarded, place, requireSameCluster, supportFor } from '../world/intent';
import { World } from '../world/world';

/** Callers, and what they may send. */
export interface AllowEntry {
  /** Any of these. */
  readonly callers: Caller[];

  /**
   * HTTP methods.
   * @default - all
   */
  readonly methods?: HttpMethod[];

  /**
   * Paths: exact, or with a `*` as the first or last character. `/api/*` is what begins with `/api/`, and not `/api`.
   * @default - all
   */
  readonly paths?: string[];

  /**
   * gRPC services and methods.
   * @default - all
   */
  readonly grpcMethods?: GrpcMethod[];

  /**
   * Ports of the service.
   * @default - all, if `containerPorts` is not given
   */
  readonly servicePorts?: number[];

  /**
   * Ports of the containers, whether the service leads there or not.
   * @default - those that the service leads to
   */
  readonly containerPorts?: number[];
}

/** Who may call a service. */
export interface ServiceAllowListProps {
  /** The service whose pods are called. */
  readonly service: MeshService;

  /**
   * A caller is let in if any entry lets it in. An empty list lets nobody in.
   * @default - nobody beside declared calls
   */
  readonly allow?: AllowEntry[];

  /**
   * Whether calls declared with `calls` are let in too, as they were declared.
   * @default false
   */
  readonly allowDeclaredCalls?: boolean;
}

/**
 * Lets callers in to the pods behind a service, and nobody else on the ports that it names (all ports of the service, if an entry names none, or the
 * list is empty); other ports are left as they were. It holds for the pods: whichever Service a caller goes through, or none. Several lists on one port add up. What
 * one mesh calls a path or a method means the same on all.
 *
 * @see https://istio.io/latest/docs/reference/config/security/authorization-policy/
 * @see https://linkerd.io/2/reference/authorization-policy/
 * @see https://kubernetes.io/docs/concepts/services-networking/network-policies/
 */
export class ServiceAllowList extends Construct {
  /**
   * @param scope the scope
   * @param id the construct's id
   * @param props who may call
   * @throws if neither `allow` nor `allowDeclaredCalls` is given, an entry names nobody, a port or path is none, or the data plane cannot do it
   */
  public constructor(scope: Construct, id: string, props: ServiceAllowListProps) {
    super(...place('ServiceAllowList', scope, id));
    guarded(this, () => {
      const { path } = this.node;
      const service = instance(path, 'service', struct(path, 'props', props, '{ service, allow }').service, MeshService)._model;
      requireSameCluster(this, service.namespace, `service "${service.name}"`);
      const { workload } = service;
      const allow = optionalList(path, 'allow', props.allow, 'entries');
      const allowDeclaredCalls = optionalFlag(path, 'allowDeclaredCalls', props.allowDeclaredCalls) ?? false;
      if (isNothing(props.allow) && !allowDeclaredCalls) wrong(path, 'neither `allow` nor `allowDeclaredCalls` is given; use `allow: []` to let nobody in');
      if (!workload) wrong(path, `the pods of "${service.name}" are not known; give podLabels and serviceAccountName to MeshService.fromAttributes`);
      const world = World.of(this);
      const entries = allow.map((entry, index) => readEntry(world, path, `allow[${index}]`, service, workload, entry));
      const whole = allowDeclaredCalls || allow.length === 0 || entries.some(entry => !entry.named);
      const now = () => {
        const resolved = entries.map(entry => entry.resolve());
        const ports = [...new Set([...(whole ? servicePorts(path, service) : []), ...resolved.flatMap(e => e.model.ports)])].sort((a, b) => a - b);
        const record = [...ports.map(port => supportFor(path, workload.namespace, Feature.ALLOW_IDENTITY, containerProtocol(workload, port))), ...resolved.flatMap(e => e.record)];
        return { said: { ports, entries: resolved.map(e => e.model) }, record };
      };
      const { said, record } = now();
      const model: AllowListModel = { path, ...said, declaredCalls: allowDeclaredCalls };
      world.commitRules(path, workload, () => {
        workload.allowLists.push(model);
        return () => workload.allowLists.pop();
      });
      world.record(path, workload.namespace, record, { workload });
      world.refreshers.push(() => {
        follow(world, workload, model, now().said);
        return [];
      });
    });
  }
}

/** Objects of others may lead the service to other container ports than when the list was made. */
function follow(world: World, workload: WorkloadModel, model: AllowListModel, said: Pick<AllowListModel, 'ports' | 'entries'>): void {
  const ports = (list: Pick<AllowListModel, 'ports' | 'entries'>) => JSON.stringify([list.ports, list.entries.map(entry => entry.ports)]);
  if (ports(said) === ports(model)) return;
  Object.assign(model, said);
  world.touchWorkload(workload);
}

interface ReadEntry {
  /** Whether it names ports. */
  readonly named: boolean;
  /** The entry for the container ports that are meant as things stand; throws if what it asks for does not fit them. */
  readonly resolve: () => { readonly model: AllowEntryModel; readonly record: readonly FeatureAnswer[] };
}

function readEntry(world: World, path: string, property: string, service: ServiceModel, workload: WorkloadModel, entry: AllowEntry): ReadEntry {
  const callersGiven = list(path, `${property}.callers`, struct(path, property, entry, '{ callers }').callers, 'Callers').map((caller, i) => instance(path, `${property}.callers[${i}]`, caller, Caller));
  nonEmpty(path, `${property}.callers`, callersGiven, 'an entry lets somebody in; use `allow: []` to let nobody in');
  const portsNow = entryPorts(path, property, service, workload, entry);
  portsNow();
  const named = namesPorts(entry);
  const methods = optionalFilter(path, `${property}.methods`, entry.methods, 'HttpMethods').map((method, i) => member(path, `${property}.methods[${i}]`, method, 'HttpMethod', HttpMethod));
  const paths = optionalFilter(path, `${property}.paths`, entry.paths, 'texts').map((one, i) => callPath(path, `${property}.paths[${i}]`, one));
  const grpcMethods = grpcMethodTexts(path, `${property}.grpcMethods`, entry.grpcMethods);
  if ((methods.length > 0 || paths.length > 0) && grpcMethods.length > 0) wrong(path, `${property} has methods or paths beside grpcMethods; make it two entries`);
  const requests = requestPatterns(methods, paths, grpcMethods);
  const callers = callersGiven.map((caller, i) => caller._model(world, path, `${property}.callers[${i}]`, workload));
  const resolve = () => {
    const ports = portsNow();
    const protocols = ports.map(port => containerProtocol(workload, port));
    const meant = ports.map((port, i) => `${port} (${protocols[i]})`).join(', ');
    const fits = (test: (protocol: Protocol) => boolean) => (named ? protocols.every(test) : protocols.some(test));
    if ((methods.length > 0 || paths.length > 0) && !fits(speaksHttp)) {
      throw new MeshError('protocol-mismatch', path, `${property}: methods and paths need ports that speak HTTP, and the entry is for ${meant}; name ports that do with servicePorts, or leave methods and paths out`);
    }
    if (grpcMethods.length > 0 && !fits(p => p === Protocol.GRPC)) {
      throw new MeshError('protocol-mismatch', path, `${property}: grpcMethods need ports that speak gRPC, and the entry is for ${meant}; name ports that do with servicePorts, or use methods and paths`);
    }
    if (methods.length > 0 && !methods.includes(HttpMethod.POST) && protocols.includes(Protocol.GRPC)) {
      throw new MeshError('protocol-mismatch', path, `${property}: methods leaves out POST, and every gRPC call is one, so nothing could be called on port ${ports[protocols.indexOf(Protocol.GRPC)]}; use grpcMethods, or name other ports`);
    }
    const kept = grpcMethods.length > 0 ? ports.filter((_, i) => protocols[i] === Protocol.GRPC) : requests.length > 0 ? ports.filter((_, i) => speaksHttp(protocols[i]!)) : ports;
    const record = features(callers, requests.length > 0).flatMap(feature =>
      kept.map(port => supportFor(path, workload.namespace, feature, containerProtocol(workload, port))));
    return { model: { path, callers, ports: kept, requests }, record };
  };
  return { named, resolve };
}

function features(callers: readonly CallerModel[], requests: boolean): Feature[] {
  return [...(callers.some(c => c.kind === 'ip-range') ? [Feature.ALLOW_IP_RANGE] : []), ...(requests ? [Feature.ALLOW_REQUEST] : [])];
}

function namesPorts(entry: AllowEntry): boolean {
  return !isNothing(entry.servicePorts) || !isNothing(entry.containerPorts);
}

/** What the entry names, to be asked for anew whenever the objects of others may have changed. */
function entryPorts(path: string, property: string, service: ServiceModel, workload: WorkloadModel, entry: AllowEntry): () => number[] {
  if (!namesPorts(entry)) return () => servicePorts(path, service);
  const [byService, byContainer] = (['servicePorts', 'containerPorts'] as const).map(key =>
    optionalList(path, `${property}.${key}`, entry[key], 'port numbers').map((port, i) => wholeNumber(path, `${property}.${key}[${i}]`, port, 1, 65535))) as [number[], number[]];
  nonEmpty(path, `${property}.${!isNothing(entry.servicePorts) ? 'servicePorts' : 'containerPorts'}`, [...byService, ...byContainer], 'leave it out to mean all ports of the service');
  for (const port of byService) {
    if (!service.ports.some(p => p.port === port)) {
      throw new MeshError('unknown-port', path, `${property}.servicePorts: ${port} is not a port of service "${service.name}"; it has ${service.ports.map(p => p.port).join(', ')}`);
    }
  }
  return () => {
    for (const port of byContainer) knownContainerPort(path, `${property}.containerPorts`, workload, port);
    return [...new Set([...byService.map(port => containerPort(path, service, port)), ...byContainer])].sort((a, b) => a - b);
  };
}

function servicePorts(path: string, service: ServiceModel): number[] {
  return [...new Set(service.ports.map(p => containerPort(path, service, p.port)))].sort((a, b) => a - b);
}

function containerPort(path: string, service: ServiceModel, port: number): number {
  const found = containerPortOf(service, port);
  const name = service.ports.find(p => p.port === port)?.targetPort;
  if (found === undefined) {
    throw new MeshError('unknown-port', path, `port ${port} of service "${service.name}" leads to a named container port that is not known; declare it with \`ports\` of the workload, for example ContainerPort.http(name, number)`);
  }
  // What the pods call so is where they listen, whatever was said about it; a rule for one number would leave another open.
  const numbers = new Set([...(service.workload?.ports ?? []), ...(service.workload?.namedPorts ?? [])].filter(p => p.name === name).map(p => p.number));
  if (typeof name === 'string' && numbers.size > 1) {
    throw new MeshError('unknown-port', path, `port ${port} of service "${service.name}" leads to the container port called "${name}", which is ${[...numbers].join(' and ')}; `
      + `give it one number in all objects of workload "${service.workload!.name}" and in its \`ports\``);
  }
  return found;
}
