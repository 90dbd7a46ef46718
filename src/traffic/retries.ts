import type { Duration } from 'cdk8s';
import { Feature } from '../model/feature';
import type { GrpcStatusName, RetryCondition, RetryModel } from '../model/retries';
import { conditionKey } from '../model/retries';
import { list, instance, member, struct } from '../model/values';
import { noDuplicates, nonEmpty, optionalMilliseconds, wholeNumber } from '../world/arguments';

/** The gRPC statuses on which a call may be tried again. */
export enum GrpcStatus {
  /** CANCELLED (1). */
  CANCELLED = 'cancelled',
  /** DEADLINE_EXCEEDED (4). */
  DEADLINE_EXCEEDED = 'deadline-exceeded',
  /** RESOURCE_EXHAUSTED (8). */
  RESOURCE_EXHAUSTED = 'resource-exhausted',
  /** INTERNAL (13). */
  INTERNAL = 'internal',
  /** UNAVAILABLE (14). */
  UNAVAILABLE = 'unavailable',
}

/** When another attempt is made. */
export class RetryOn {
  /** No connection could be made: the request was not sent. */
  public static readonly CONNECT_FAILURE = new RetryOn({ kind: 'connect-failure' });
  /** The server refused the HTTP/2 stream: the request was not processed. */
  public static readonly REFUSED_STREAM = new RetryOn({ kind: 'refused-stream' });
  /** The connection broke before an answer; the request may have been processed. */
  public static readonly RESET = new RetryOn({ kind: 'reset' });
  /** An answer with a status from 500 to 599. */
  public static readonly SERVER_ERRORS = new RetryOn({ kind: 'server-errors' });
  /** An answer with status 502, 503 or 504. */
  public static readonly GATEWAY_ERRORS = new RetryOn({ kind: 'gateway-errors' });

  /**
   * An answer with this HTTP status.
   *
   * @param code 400 to 599
   */
  public static status(code: number): RetryOn {
    return new RetryOn({ kind: 'http-status', code });
  }

  /** An answer with this gRPC status. */
  public static grpc(status: GrpcStatus): RetryOn {
    return new RetryOn({ kind: 'grpc-status', status: status as GrpcStatusName });
  }

  /** @internal */
  public readonly _model: RetryCondition;

  private constructor(model: RetryCondition) {
    this._model = model;
  }
}

/** How attempts are repeated. */
export interface RetryOptions {
  /** Attempts after the first, 1 to 100. */
  readonly additional: number;

  /** When another attempt is made. Each condition must be one that the port's protocol has. */
  readonly on: RetryOn[];

  /**
   * The longest that each attempt may take.
   * @default - as long as the request
   */
  readonly perTry?: Duration;
}

/** Additional attempts after a failed one. */
export class Retries {
  /** Repeats attempts. */
  public static of(options: RetryOptions): Retries {
    return new Retries(struct('Retries.of', 'options', options, '{ additional, on }'));
  }

  /** One attempt only, also where the mesh would make more by itself (Istio makes two). */
  public static none(): Retries {
    return new Retries(undefined);
  }

  private readonly options: RetryOptions | undefined;

  private constructor(options: RetryOptions | undefined) {
    this.options = options;
  }

  /** @internal */
  public _model(path: string): RetryModel {
    if (!this.options) return { additional: 0, on: [] };
    const { additional, on, perTry } = this.options;
    wholeNumber(path, 'retries.additional', additional, 1, 100);
    const given = list(path, 'retries.on', on, 'RetryOns');
    nonEmpty(path, 'retries.on', given, 'name when another attempt is made, for example RetryOn.CONNECT_FAILURE');
    const conditions = given.map((condition, index) => checked(path, `retries.on[${index}]`, condition));
    noDuplicates(path, 'retries.on', conditions.map(conditionKey), 'condition');
    const perTryMs = optionalMilliseconds(path, 'retries.perTry', perTry);
    return { additional, on: conditions, ...(perTryMs !== undefined && { perTryMs }) };
  }
}

function checked(path: string, property: string, on: RetryOn): RetryCondition {
  const condition = instance(path, property, on, RetryOn)._model;
  if (condition.kind === 'http-status') wholeNumber(path, `${property}: status`, condition.code, 400, 599);
  if (condition.kind === 'grpc-status') member(path, `${property}: status`, condition.status as GrpcStatus, 'GrpcStatus', GrpcStatus);
  return condition;
}

/** The feature that a condition asks for. */
export function conditionFeature(condition: RetryCondition): Feature {
  switch (condition.kind) {
    case 'connect-failure':
    case 'refused-stream':
    case 'reset':
      return Feature.RETRY_ON_CONNECTION;
    case 'grpc-status':
      return Feature.RETRY_ON_GRPC_STATUS;
    case 'server-errors':
    case 'gateway-errors':
    case 'http-status':
      return Feature.RETRY_ON_HTTP_STATUS;
  }
}
