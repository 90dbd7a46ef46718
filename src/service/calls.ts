import type { IConstruct } from 'constructs';
import { Construct } from 'constructs';
import { MeshError } from '../model/errors';
import type { CallModel, ServiceModel } from '../model/model';
import { Protocol, speaksHttp } from '../model/protocol';
import { instance, isNothing, member, optionalFilter, options as optional, refused, shown, text } from '../model/values';
import { noDuplicates, wholeNumber, wrong } from '../world/arguments';

/** Something that can be called. Made by this library only: a service. */
export interface ICallTarget extends IConstruct {
  /** Name for messages. */
  readonly callTargetName: string;
}

/** HTTP request methods. */
export enum HttpMethod {
  /** GET. */
  GET = 'GET',
  /** HEAD. */
  HEAD = 'HEAD',
  /** POST. */
  POST = 'POST',
  /** PUT. */
  PUT = 'PUT',
  /** PATCH. */
  PATCH = 'PATCH',
  /** DELETE. */
  DELETE = 'DELETE',
  /** OPTIONS. */
  OPTIONS = 'OPTIONS',
  /** CONNECT. */
  CONNECT = 'CONNECT',
  /** TRACE. */
  TRACE = 'TRACE',
}

/** A gRPC service, or one method of it. */
export class GrpcMethod {
  /**
   * One method of a gRPC service, or all of them.
   *
   * @param service full name with its package, `hipstershop.CartService`
   * @param method one of its methods; all of them if left out
   */
  public static of(service: string, method?: string): GrpcMethod {
    return new GrpcMethod(service, method);
  }

  /** Full name of the gRPC service. */
  public readonly service: string;
  /** The method; all of the service's if undefined. */
  public readonly method?: string;

  private constructor(service: string, method?: string) {
    this.service = service;
    if (method !== undefined) this.method = method;
  }
}

/** What a caller asks of a callee. Everything, if nothing is said. */
export interface CallOptions {
  /**
   * Service ports of the callee.
   * @default - all
   */
  readonly ports?: number[];

  /**
   * HTTP methods.
   * @default - all
   */
  readonly methods?: HttpMethod[];

  /**
   * Paths: exact, or with a `*` as the first or last character.
   * @default - all
   */
  readonly paths?: string[];

  /**
   * gRPC services and methods.
   * @default - all
   */
  readonly grpcMethods?: GrpcMethod[];
}

/** Where this library's call targets keep their model. */
export const CALLEE = Symbol.for('cdk8s-mesh.callee');

/** Letters, digits and -._~ need no escape, and with one they mean the same. */
const UNRESERVED = /%(?:2[DE]|3\d|[46][1-9A-F]|5[0-9AF]|7[0-9AE])/i;
const DOT_SEGMENT = /\/\.\.?(?:\/|$)/;
const GRPC_SERVICE = /^[A-Za-z_]\w*(\.[A-Za-z_]\w*)*$/;
const GRPC_METHOD = /^[A-Za-z_]\w*$/;

/** The service that is called. */
export function calleeOf(path: string, target: ICallTarget): ServiceModel {
  if (!Construct.isConstruct(target)) refused(path, 'calls: target', target, 'a MeshService');
  const callee = (target as ICallTarget & { [CALLEE]?: ServiceModel })[CALLEE];
  return callee ?? wrong(path, `calls(${shown(target.callTargetName)}): the target must be a MeshService; a foreign implementation of ICallTarget has no model`);
}

/** The edge of the call graph, checked. `path` is the caller's. */
export function callModel(path: string, target: ICallTarget, given: CallOptions | undefined): CallModel {
  const callee = calleeOf(path, target);
  const where = `calls(${callee.namespace.name}/${callee.name})`;
  const options = optional(path, `${where}: options`, given) ?? {};
  const ports = optionalFilter(path, `${where}: ports`, options.ports, 'port numbers').map((port, index) => wholeNumber(path, `${where}: ports[${index}]`, port, 1, 65535));
  const unknown = ports.find(port => !callee.ports.some(p => p.port === port));
  if (unknown !== undefined) {
    throw new MeshError('unknown-port', path, `${where}: port ${unknown} is not a port of the service; it has ${callee.ports.map(p => p.port).join(', ')}`);
  }
  noDuplicates(path, `${where}: ports`, ports, 'port');
  const called = callee.ports.filter(p => ports.length === 0 || ports.includes(p.port));
  const paths = optionalFilter(path, `${where}: paths`, options.paths, 'texts').map((one, index) => callPath(path, `${where}: paths[${index}]`, one));
  const methods = optionalFilter(path, `${where}: methods`, options.methods, 'HttpMethods')
    .map((method, index) => member(path, `${where}: methods[${index}]`, method, 'HttpMethod', HttpMethod));
  if ((paths.length > 0 || methods.length > 0) && !called.some(p => speaksHttp(p.protocol))) {
    throw new MeshError('protocol-mismatch', path, `${where}: methods and paths need a port that speaks HTTP, and it has ${called.map(p => `${p.port} (${p.protocol})`).join(', ')}; name ports only`);
  }
  const grpcMethods = grpcMethodTexts(path, `${where}: grpcMethods`, options.grpcMethods);
  if (grpcMethods.length > 0 && !called.some(p => p.protocol === Protocol.GRPC)) {
    throw new MeshError('protocol-mismatch', path, `${where}: grpcMethods need a port that speaks gRPC, and it has ${called.map(p => `${p.port} (${p.protocol})`).join(', ')}; use methods and paths, or declare the port with ServicePort.grpc`);
  }
  return { path, callee, ports, methods, paths, grpcMethods };
}

/** A path, exact or with one `*` at its start or end. */
export function callPath(path: string, property: string, value: string): string {
  const star = text(path, property, value).indexOf('*');
  if (star >= 0 && (value.lastIndexOf('*') !== star || (star !== 0 && star !== value.length - 1))) {
    wrong(path, `${property} "${value}" may have one "*", as its first or last character`);
  }
  if (/[?#]/.test(value)) wrong(path, `${property} "${value}" has a query string or fragment, which no rule looks at; end it before the "?" or "#"`);
  if (star !== 0 && !value.startsWith('/')) wrong(path, `${property} "${value}" must start with "/"`);
  if (/[^!-~]/.test(value)) wrong(path, `${property} "${value}" has characters that no path has; write them as they are sent, %XX for each byte in UTF-8`);
  const escape = UNRESERVED.exec(value)?.[0];
  if (escape) wrong(path, `${property} "${value}" has "${escape}", which meshes may decode before they compare; write "${decodeURIComponent(escape)}"`);
  if (DOT_SEGMENT.test(value)) wrong(path, `${property} "${value}" has a "." or ".." between slashes, which meshes may resolve before they compare; write the path that it leads to`);
  return value;
}

/** gRPC methods, as texts. */
export function grpcMethodTexts(path: string, property: string, value: readonly GrpcMethod[] | undefined): string[] {
  return optionalFilter(path, property, value, 'GrpcMethods').map((one, index) => grpcMethod(path, `${property}[${index}]`, instance(path, `${property}[${index}]`, one, GrpcMethod)));
}

/** `package.Service/Method`, or `package.Service`. */
function grpcMethod(path: string, property: string, { service, method }: GrpcMethod): string {
  if (!GRPC_SERVICE.test(text(path, `${property}: service`, service))) wrong(path, `${property}: service "${service}" must be a full gRPC service name such as "hipstershop.CartService"`);
  if (isNothing(method)) return service;
  if (!GRPC_METHOD.test(text(path, `${property}: method`, method))) wrong(path, `${property}: method "${method}" must be a gRPC method name such as "GetCart"`);
  return `${service}/${method}`;
}
