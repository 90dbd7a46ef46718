import type { GrpcStatus } from '../../../src';
import type { Channel } from '../shop-in';

/** A program as plain data: what it declares, in whatever order. Services are named by their index. */
export interface Program {
  readonly plane: string;
  readonly channel: Channel;
  readonly services: readonly ServiceDeclaration[];
  readonly intents: readonly IntentDeclaration[];
}

export type PortKind = 'http' | 'http2' | 'grpc' | 'tcp';

/** The port numbers are the same everywhere, so that services can be versions of one another. */
export const PORTS: Readonly<Record<PortKind, number>> = { http: 80, http2: 8080, grpc: 7070, tcp: 6379 };

export interface ServiceDeclaration {
  readonly name: string;
  readonly ports: readonly PortKind[];
  /** Index of an earlier service to whose pods this is a second door. */
  readonly doorOf?: number;
}

export type MatchDeclaration = { readonly kind: 'header' | 'prefix' | 'grpc-service'; readonly value: string };

export interface ShareDeclaration {
  /** Name of a version by label, or index of a service. */
  readonly version: string | number;
  readonly weight: number;
  readonly match: readonly MatchDeclaration[];
}

export type ConditionDeclaration = 'connect-failure' | 'gateway-errors' | number | { readonly grpc: GrpcStatus };

export type IntentDeclaration = { readonly service: number; readonly omit: boolean } & (
  | { readonly kind: 'split'; readonly port: PortKind; readonly shares: readonly ShareDeclaration[] }
  | { readonly kind: 'timeout'; readonly port?: PortKind; readonly ms: number }
  | { readonly kind: 'retries'; readonly port: PortKind; readonly additional: number; readonly on: readonly ConditionDeclaration[]; readonly perTryMs?: number }
  | { readonly kind: 'limits'; readonly maxRequests: number }
  | { readonly kind: 'ejection'; readonly consecutiveErrors: number }
  | { readonly kind: 'calls'; readonly callee: number }
);

/** What a declaration needs to have been declared before. */
export function needs(program: Program, intent: IntentDeclaration): number[] {
  const versions = intent.kind === 'split' ? intent.shares.flatMap(s => (typeof s.version === 'number' ? [s.version] : [])) : [];
  return [intent.service, ...versions, ...(intent.kind === 'calls' ? [intent.callee] : [])].flatMap(index => [...doorOf(program, index), index]);
}

export function doorOf({ services }: Program, index: number): number[] {
  const base = services[index]!.doorOf;
  return base === undefined ? [] : [base];
}

/** Services in front of the same pods. */
export function doors(program: Program, index: number): number[] {
  const workload = (i: number) => program.services[i]!.doorOf ?? i;
  return program.services.flatMap((_, i) => (workload(i) === workload(index) ? [i] : []));
}
