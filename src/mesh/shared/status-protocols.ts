import { unsupported, type Support } from '../../model/feature';
import { Protocol } from '../../model/protocol';

/** Answers to retries on HTTP statuses: every answer to a gRPC call has status 200. */
export function onHttpStatuses(support: Support, protocol: Protocol): Support {
  return protocol === Protocol.GRPC ? unsupported('every answer to a gRPC call has HTTP status 200; use RetryOn.grpc') : support;
}

/** Answers to retries on gRPC statuses, which only answers to gRPC calls have. */
export function onGrpcStatuses(support: Support, protocol: Protocol): Support {
  return protocol === Protocol.GRPC ? support : unsupported(`only answers to gRPC calls have gRPC statuses; use RetryOn.status, or declare the port as ServicePort.grpc if it speaks that`);
}
