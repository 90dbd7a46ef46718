import { MeshError } from '../model/errors';
import { isNothing, text } from '../model/values';
import { durationText } from '../simulator/duration';
import type { RequestCaller, SimulatedRequest } from '../simulator/request';
import { REQUEST_FIELDS } from '../simulator/request-shape';
import { shapeProblems } from '../simulator/shape';
import { pathText } from '../manifest/field-path';
import { knownOptions } from './known-options';
import type { Simulation } from './simulation';
import type { SimulatedRequestOptions, SimulatedToken } from './simulation-options';

/** Somebody who calls, in a simulation. */
export class SimulatedCaller {
  /** @internal */
  public static _of(send: (request: SimulatedRequest) => Simulation, sender: RequestCaller, gateway: SimulatedRequest['through']): SimulatedCaller {
    return new SimulatedCaller(send, sender, gateway);
  }

  private readonly send: (request: SimulatedRequest) => Simulation;
  private readonly sender: RequestCaller;
  private readonly gateway: SimulatedRequest['through'];

  private constructor(send: (request: SimulatedRequest) => Simulation, sender: RequestCaller, gateway: SimulatedRequest['through']) {
    this.send = send;
    this.sender = sender;
    this.gateway = gateway;
  }

  /**
   * The same caller, at the address of a Gateway: Istio's or the Gateway API's.
   *
   * @param namespace namespace of the Gateway
   * @param name name of the Gateway
   */
  public through(namespace: string, name: string): SimulatedCaller {
    return new SimulatedCaller(this.send, this.sender, { namespace: text(PATH, 'namespace', namespace), name: text(PATH, 'name', name) });
  }

  /**
   * A GET request.
   *
   * @param url "http://cart.shop:7070/cart/1", or with https
   * @param options what else it says
   */
  public get(url: string, options: SimulatedRequestOptions = {}): Simulation {
    return this.request(ofScheme('get', ['http', 'https'], url), options);
  }

  /**
   * A POST request.
   *
   * @param url "http://cart.shop:7070/cart/1", or with https
   * @param options what else it says
   */
  public post(url: string, options: SimulatedRequestOptions = {}): Simulation {
    return this.request(ofScheme('post', ['http', 'https'], url), { method: 'POST', ...given(options) });
  }

  /**
   * A request of any scheme: http, https, grpc, tcp or tls.
   *
   * @param url "http://cart.shop:7070/cart/1", "grpc://cart.shop:7070/package.Service/Method", "tcp://db.shop:5432"
   * @param options what else it says
   * @throws if the URL is none, or names what does not exist
   */
  public request(url: string, options: SimulatedRequestOptions = {}): Simulation {
    return this.send(this.read(text(PATH, 'url', url), given(options)));
  }

  /**
   * A gRPC call.
   *
   * @param url "grpc://cart.shop:7070/package.Service/Method"; the scheme may be left out
   * @param options what else it says
   */
  public grpc(url: string, options: SimulatedRequestOptions = {}): Simulation {
    return this.request(ofScheme('grpc', ['grpc'], url), options);
  }

  /**
   * A TCP connection.
   *
   * @param url "tcp://db.shop:5432"; the scheme may be left out
   * @param options what else is to be known
   */
  public tcp(url: string, options: SimulatedRequestOptions = {}): Simulation {
    return this.request(ofScheme('tcp', ['tcp'], url), options);
  }

  private read(to: string, said: SimulatedRequestOptions): SimulatedRequest {
    const { method, headers, directTo, address, token } = said;
    const backend = knownOptions('backend', said.backend, ['status', 'delay', 'headers']);
    // Nothing is left that could be wrong.
    if (Object.keys(said).length === 0) return { to, from: this.sender, through: this.gateway };
    const delay = backend?.delay;
    const fields = {
      to, from: this.sender, through: this.gateway, method, headers, directTo, address,
      ...tokenFields(token),
      ...(!isNothing(backend) && {
        backend: defined({ status: backend.status, headers: backend.headers, delay: isNothing(delay) ? undefined : typeof delay.toMilliseconds === 'function' ? durationText(delay.toMilliseconds({ integral: false })) : delay }),
      }),
    };
    const request = defined(fields);
    const [problem] = shapeProblems(request, { is: 'object', fields: REQUEST_FIELDS });
    if (problem) throw new MeshError('invalid-argument', PATH, `${pathText(problem.path)}: ${problem.message}`);
    return request as unknown as SimulatedRequest;
  }
}

const PATH = 'MeshSimulator';

function given(value: SimulatedRequestOptions): SimulatedRequestOptions {
  return knownOptions('options', value, ['method', 'headers', 'directTo', 'address', 'token', 'backend']) ?? {};
}

/** A URL without a scheme gets that of a method that has only one. */
function ofScheme(method: string, schemes: readonly string[], url: string): string {
  const [, scheme] = /^([^:/?#]*):\/\//.exec(text(PATH, 'url', url)) ?? [];
  if (scheme === undefined) return schemes.length === 1 ? `${schemes[0]}://${url}` : url;
  if (schemes.includes(scheme.toLowerCase())) return url;
  throw new MeshError('invalid-argument', PATH, `${method} is for ${schemes.join(' and ')}, and url is ${JSON.stringify(url)}; give a URL of ${schemes.length === 1 ? 'that scheme' : 'these schemes'}, or call request, which takes any`);
}

function tokenFields(token: SimulatedToken | undefined): object {
  if (isNothing(token)) return {};
  const { issuer, subject, audiences, claims, listClaims, state, header, prefix, queryParameter } = knownOptions('token', token, ['issuer', 'subject', 'audiences', 'claims', 'listClaims', 'state', 'header', 'prefix', 'queryParameter'])!;
  text(PATH, 'token.issuer', issuer);
  if (!isNothing(queryParameter) && !(isNothing(header) && isNothing(prefix))) throw new MeshError('invalid-argument', PATH, 'token has queryParameter and a header or prefix; give the place of one of both');
  return {
    token: defined({ iss: issuer, sub: subject, aud: audiences, ...claims, ...listClaims }),
    tokenState: state,
    ...((!isNothing(header) || !isNothing(prefix) || !isNothing(queryParameter)) && {
      tokenIn: defined(isNothing(queryParameter) ? { header: header ?? 'authorization', prefix: prefix ?? (isNothing(header) ? 'Bearer ' : undefined) } : { param: queryParameter }),
    }),
  };
}

/** Without what was left out: of optional properties, null is as good. */
function defined(fields: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => !isNothing(value)));
}
