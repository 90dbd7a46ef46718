import type { ContainerPortModel, ServicePortModel } from '../model/model';
import { labelNameProblem } from '../model/names';
import { Protocol } from '../model/protocol';
import { instance, instances, list, member, options, optionalText } from '../model/values';
import { noDuplicates, nonEmpty, validName, wholeNumber } from '../world/arguments';

/** Options of a Service port. */
export interface ServicePortOptions {
  /**
   * Port of the pods, 1 to 65535.
   * @default - the Service port
   */
  readonly targetPort?: number;

  /**
   * Name of the port.
   * @default - the protocol, with the port number if several ports speak it
   */
  readonly name?: string;
}

/**
 * A port of a Service and what it speaks. A mesh that is not told guesses, so each port says it, by name and by what the data plane reads in
 * `appProtocol`.
 *
 * @see https://istio.io/latest/docs/ops/configuration/traffic-management/protocol-selection/
 * @see https://linkerd.io/2/features/protocol-detection/
 */
export class ServicePort {
  /** HTTP/1.1. */
  public static http(port: number, options: ServicePortOptions = {}): ServicePort {
    return new ServicePort(port, Protocol.HTTP, options);
  }

  /** HTTP/2 without TLS. */
  public static http2(port: number, options: ServicePortOptions = {}): ServicePort {
    return new ServicePort(port, Protocol.HTTP2, options);
  }

  /** gRPC without TLS. */
  public static grpc(port: number, options: ServicePortOptions = {}): ServicePort {
    return new ServicePort(port, Protocol.GRPC, options);
  }

  /** HTTP inside TLS of the application's own: no intent can look into its requests. */
  public static https(port: number, options: ServicePortOptions = {}): ServicePort {
    return new ServicePort(port, Protocol.HTTPS, options);
  }

  /** Any protocol inside TLS of the application's own. */
  public static tls(port: number, options: ServicePortOptions = {}): ServicePort {
    return new ServicePort(port, Protocol.TLS, options);
  }

  /** Bytes. */
  public static tcp(port: number, options: ServicePortOptions = {}): ServicePort {
    return new ServicePort(port, Protocol.TCP, options);
  }

  /** The Service port. */
  public readonly port: number;
  /** What it speaks. */
  public readonly protocol: Protocol;
  /** @internal */
  public readonly _options: ServicePortOptions;

  private constructor(port: number, protocol: Protocol, options: ServicePortOptions) {
    this.port = port;
    this.protocol = protocol;
    this._options = options;
  }
}

/** A port of a container that no Service need lead to. */
export class ContainerPort {
  /** HTTP/1.1. */
  public static http(name: string, port: number): ContainerPort {
    return new ContainerPort(name, port, Protocol.HTTP);
  }

  /** HTTP/2 without TLS. */
  public static http2(name: string, port: number): ContainerPort {
    return new ContainerPort(name, port, Protocol.HTTP2);
  }

  /** gRPC without TLS. */
  public static grpc(name: string, port: number): ContainerPort {
    return new ContainerPort(name, port, Protocol.GRPC);
  }

  /** HTTP inside TLS of the application's own. */
  public static https(name: string, port: number): ContainerPort {
    return new ContainerPort(name, port, Protocol.HTTPS);
  }

  /** Any protocol inside TLS of the application's own. */
  public static tls(name: string, port: number): ContainerPort {
    return new ContainerPort(name, port, Protocol.TLS);
  }

  /** Bytes. */
  public static tcp(name: string, port: number): ContainerPort {
    return new ContainerPort(name, port, Protocol.TCP);
  }

  /** Name of the container port, at most 15 characters. */
  public readonly portName: string;
  /** The port, 1 to 65535. */
  public readonly port: number;
  /** What it speaks. */
  public readonly protocol: Protocol;

  private constructor(portName: string, port: number, protocol: Protocol) {
    this.portName = portName;
    this.port = port;
    this.protocol = protocol;
  }
}

/** The ports of a Service, checked and named. */
export function servicePorts(path: string, ports: readonly ServicePort[]): ServicePortModel[] {
  const given = list(path, 'ports', ports, 'ServicePorts, for example [ServicePort.http(80)]').map((one, index) => declared(path, `ports[${index}]`, one));
  nonEmpty(path, 'ports', given, 'a Service needs a port, for example ServicePort.http(80)');
  const alone = (protocol: Protocol) => given.filter(p => p.protocol === protocol && p.name === undefined).length === 1;
  const models = given.map((p, index) => ({
    name: validName(path, `ports[${index}].name`, p.name ?? (alone(p.protocol) ? p.protocol : `${p.protocol}-${p.port}`), n => labelNameProblem(n)),
    port: p.port,
    targetPort: wholeNumber(path, `ports[${index}].targetPort`, p.targetPort ?? p.port, 1, 65535),
    protocol: p.protocol,
  }));
  noDuplicates(path, 'ports', models.map(p => p.port), 'port');
  noDuplicates(path, 'ports', models.map(p => p.name), 'name');
  return models;
}

function declared(path: string, property: string, given: ServicePort) {
  const { port, protocol, _options } = instance(path, property, given, ServicePort);
  const { name, targetPort } = options(path, `${property}.options`, _options) ?? {};
  return {
    port: wholeNumber(path, property, port, 1, 65535), protocol: member(path, `${property}.protocol`, protocol, 'Protocol', Protocol),
    name: optionalText(path, `${property}.name`, name), targetPort,
  };
}

/** Container ports, checked; together with those that Service ports lead to. */
export function containerPorts(path: string, given: readonly ContainerPort[] | undefined, behind: readonly ServicePortModel[] = []): ContainerPortModel[] {
  // A service names those of its pods `containerPorts`; its own `ports` lie before them.
  const property = behind.length > 0 ? 'containerPorts' : 'ports';
  const models: ContainerPortModel[] = instances(path, property, given, ContainerPort).map((p, index) => ({
    name: validName(path, `${property}[${index}].name`, p.portName, n => labelNameProblem(n, 15)),
    number: wholeNumber(path, `${property}[${index}]`, p.port, 1, 65535),
    protocol: member(path, `${property}[${index}].protocol`, p.protocol, 'Protocol', Protocol),
  }));
  noDuplicates(path, property, models.map(p => p.number), 'container port');
  const more = behind.filter(p => typeof p.targetPort === 'number' && !models.some(m => m.number === p.targetPort));
  return [...models, ...more.map(p => ({ number: p.targetPort as number, protocol: p.protocol }))];
}
