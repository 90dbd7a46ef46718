import * as fc from 'fast-check';
import { GrpcStatus } from '../../../src';
import { CHANNELS } from '../shop-in';
import { allOf } from './build';
import type { ConditionDeclaration, IntentDeclaration, MatchDeclaration, PortKind, Program, ServiceDeclaration, ShareDeclaration } from './program';

const HTTP_KINDS: readonly PortKind[] = ['http', 'http2', 'grpc'];
export const VERSIONS = ['v1', 'v2', 'v3', 'v4'] as const;

/** Names short and long, some of which could be taken for those of generated objects. */
const serviceName = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('a', 'b', 'c', 'cart', 'web-api') },
  { weight: 1, arbitrary: fc.constantFrom('a-v1', 'a-http', 'waypoint') },
  { weight: 2, arbitrary: fc.stringMatching(/^[a-z][a-z0-9-]{45,60}[a-z0-9]$/) },
);

const ports = fc.subarray<PortKind>(['http', 'http2', 'grpc', 'tcp'], { minLength: 1 });
/** Mostly the same ports, so that services can be versions of one another. */
const somePorts = fc.oneof({ weight: 3, arbitrary: fc.constant<PortKind[]>(['http', 'grpc', 'tcp']) }, { weight: 1, arbitrary: ports });

const services = fc.uniqueArray(fc.record({ name: serviceName, ports: somePorts, door: fc.nat({ max: 9 }) }), { minLength: 1, maxLength: 4, selector: s => s.name })
  .map(list => list.map(({ name, ports: own, door }, index): ServiceDeclaration => {
    // One in five is a second door, always to the pods of the first.
    return index > 0 && door < 2 ? { name, ports: own, doorOf: 0 } : { name, ports: own };
  }));

export const weights = (count: number): fc.Arbitrary<number[]> => fc.array(fc.integer({ min: 0, max: 100 }), { minLength: count - 1, maxLength: count - 1 }).map(cuts => {
  const bounds = [0, ...cuts.sort((a, b) => a - b), 100];
  return bounds.slice(1).map((bound, i) => bound - bounds[i]!);
});

const match = (port: PortKind) => fc.record<MatchDeclaration>({
  kind: port === 'grpc' ? fc.constantFrom('header', 'grpc-service') : fc.constantFrom('header', 'prefix', 'grpc-service'), value: fc.constantFrom('x', 'y', 'z'),
});

function shares(port: PortKind, others: readonly number[]): fc.Arbitrary<ShareDeclaration[]> {
  const version = fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom<string | number>(...VERSIONS) },
    ...(others.length > 0 ? [{ weight: 1, arbitrary: fc.constantFrom<string | number>(...others) }] : []),
  );
  const matches = port === 'tcp' ? fc.constant([]) : fc.oneof({ weight: 4, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: fc.array(match(port), { minLength: 1, maxLength: 2 }) });
  return fc.uniqueArray(version, { minLength: 1, maxLength: 4 }).chain(versions => fc.tuple(weights(versions.length), fc.array(matches, { minLength: versions.length, maxLength: versions.length }))
    .map(([list, all]) => versions.map((v, i) => ({ version: v, weight: list[i]!, match: all[i]! }))));
}

function conditions(port: PortKind): fc.Arbitrary<ConditionDeclaration[]> {
  const grpc = fc.constantFrom<ConditionDeclaration>('connect-failure', { grpc: GrpcStatus.UNAVAILABLE }, { grpc: GrpcStatus.CANCELLED });
  const http = fc.constantFrom<ConditionDeclaration>('connect-failure', 'gateway-errors', 503, 429);
  return fc.uniqueArray(port === 'grpc' ? grpc : http, { minLength: 1, maxLength: 3 });
}

function intent(list: readonly ServiceDeclaration[], service: number): fc.Arbitrary<IntentDeclaration> {
  const http = list[service]!.ports.filter(p => HTTP_KINDS.includes(p));
  const others = list.flatMap((_, i) => (i === service ? [] : [i]));
  const base = { service: fc.constant(service), omit: fc.boolean().chain(no => (no ? fc.boolean() : fc.constant(true))) };
  const port = <T>(kinds: readonly PortKind[], make: (p: PortKind) => fc.Arbitrary<T>) => fc.constantFrom(...kinds).chain(make);
  return fc.oneof(
    port(list[service]!.ports, p => fc.record({ ...base, kind: fc.constant('split' as const), port: fc.constant(p), shares: shares(p, others) })),
    fc.record({ ...base, kind: fc.constant('limits' as const), maxRequests: fc.integer({ min: 1, max: 9 }) }),
    fc.record({ ...base, kind: fc.constant('ejection' as const), consecutiveErrors: fc.integer({ min: 1, max: 9 }) }),
    fc.record({ ...base, kind: fc.constant('calls' as const), callee: fc.nat({ max: list.length - 1 }) }),
    ...(http.length === 0 ? [] : [
      fc.record({ ...base, kind: fc.constant('timeout' as const), ms: fc.integer({ min: 1000, max: 400_000_000 }) }),
      port(http, p => fc.record({ ...base, kind: fc.constant('timeout' as const), port: fc.constant(p), ms: fc.integer({ min: 1000, max: 9999 }) })),
      port(http, p => fc.record({ ...base, kind: fc.constant('retries' as const), port: fc.constant(p), additional: fc.nat({ max: 3 }), on: conditions(p) })),
      port(http, p => fc.record({
        ...base, kind: fc.constant('retries' as const), port: fc.constant(p), additional: fc.integer({ min: 1, max: 3 }), on: conditions(p), perTryMs: fc.integer({ min: 1, max: 999 }),
      })),
    ]),
  );
}

/** One of a kind on a service, but for calls: most programs are such that a mesh can carry them out. */
const place = (i: IntentDeclaration) => (i.kind === 'calls' ? `calls ${i.service} ${i.callee}` : `${i.kind} ${i.service} ${'port' in i && i.kind === 'split' ? i.port : ''}`);

/** Programs over one to four services with ports, splits, matches, timeouts, retries, breakers, calls, second doors and Services that are versions. */
export function programs(plane: string): fc.Arbitrary<Program> {
  return services.chain(list => fc.record({
    plane: fc.constant(plane), channel: fc.constantFrom(...CHANNELS), services: fc.constant(list),
    intents: fc.uniqueArray(fc.nat({ max: list.length - 1 }).chain(s => intent(list, s)), { maxLength: 7, selector: place }),
  }));
}

/** A program and an order of all its declarations. */
export function shuffled(plane: string): fc.Arbitrary<readonly [Program, readonly number[]]> {
  return programs(plane).chain(program => fc.tuple(fc.constant(program), fc.shuffledSubarray(allOf(program), { minLength: allOf(program).length })));
}
