import type { Duration } from 'cdk8s';
import { Feature } from '../model/feature';
import type { GrpcStatusName, RetryCondition, RetryModel } from '../model/retries';
import { conditionKey } from '../model/retries';
import { milliseconds, noDuplicates, nonEmpty, wholeNumber } from '../world/arguments';

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
    return new Retries(options);
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
    nonEmpty(path, 'retries.on', on, 'name when another attempt is made, for example RetryOn.CONNECT_FAILURE');
    const conditions = on.map(o => o._model);
    conditions.forEach((c, index) => c.kind === 'http-status' && wholeNumber(path, `retries.on[${index}]: status`, c.code, 400, 599));
    noDuplicates(path, 'retries.on', conditions.map(conditionKey), 'condition');
    return { additional, on: conditions, ...(perTry && { perTryMs: milliseconds(path, 'retries.perTry', perTry) }) };
  }
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
