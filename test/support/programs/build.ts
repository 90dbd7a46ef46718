import { Duration } from 'cdk8s';
import type { MeshServiceProps } from '../../../src';
import {
  CircuitBreaker, HttpMatch, Mesh, MeshChecks, MeshService, RequestTimeout, Retries, RetryOn, RetryPolicy, ServicePort, ServiceVersion, StringMatch, TrafficSplit, WhenUnsupported,
} from '../../../src';
import { MeshError } from '../../../src/model/errors';
import type { Manifest } from '../app';
import { manifests } from '../app';
import type { Shop } from '../shop-in';
import { shopIn } from '../shop-in';
import type { ConditionDeclaration, IntentDeclaration, MatchDeclaration, PortKind, Program } from './program';
import { doorOf, needs, PORTS } from './program';

export interface Built extends Shop {
  readonly services: readonly MeshService[];
}

/** Declares a program with the constructs. `order`: indices of all its declarations, services first; what one needs comes before it. */
export function build(program: Program, order: readonly number[] = allOf(program), idPrefix = ''): Built {
  const shop = shopIn(Mesh.fromName(program.plane), program.channel);
  const services: MeshService[] = [];
  const declared = (index: number): MeshService => (services[index] ??= declareService(shop, program, index, idPrefix, declared));
  for (const index of order) {
    const intent = program.intents[index - program.services.length];
    if (!intent) declared(index);
    else {
      for (const needed of needs(program, intent)) declared(needed);
      declareIntent(shop, `${idPrefix}intent-${index - program.services.length}`, services, intent);
    }
  }
  return { ...shop, services };
}

export const allOf = (program: Program): number[] => [...program.services, ...program.intents].map((_, index) => index);

/**
 * The objects of a program, or that it is refused, wherever: by a constructor or at synth. What the checks of the manifests say of programs is
 * looked at in test/app/rendered-is-clean.test.ts.
 */
export function outcome(make: () => Built): Manifest[] | 'refused' {
  try {
    const { app } = make();
    MeshChecks.of(app).disable();
    return manifests(app);
  } catch (error) {
    if (error instanceof MeshError || (error instanceof Error && error.message.startsWith('Validation failed'))) return 'refused';
    throw error;
  }
}

function declareService(shop: Shop, program: Program, index: number, idPrefix: string, declared: (index: number) => MeshService): MeshService {
  const { name, ports } = program.services[index]!;
  const [base] = doorOf(program, index);
  const props: MeshServiceProps = { namespace: shop.namespace, name, ports: ports.map(port) };
  return new MeshService(shop.chart, `${idPrefix}service-${index}`, base === undefined ? props : { ...props, workload: declared(base).workload! });
}

const port = (kind: PortKind): ServicePort => ServicePort[kind](PORTS[kind]);

function declareIntent({ chart }: Shop, id: string, services: readonly MeshService[], intent: IntentDeclaration): void {
  const service = services[intent.service]!;
  const common = { service, ...(intent.omit && { whenUnsupported: WhenUnsupported.OMIT }) };
  switch (intent.kind) {
    case 'split':
      new TrafficSplit(chart, id, {
        ...common, port: PORTS[intent.port], versions: intent.shares.map(({ version, weight, match }) => ({
          weight, match: match.map(httpMatch),
          version: typeof version === 'string' ? ServiceVersion.labels(version, { version }) : ServiceVersion.service(`service-${version}`, services[version]!),
        })),
      });
      return;
    case 'timeout':
      new RequestTimeout(chart, id, { ...common, ...(intent.port && { port: PORTS[intent.port] }), request: Duration.millis(intent.ms) });
      return;
    case 'retries':
      new RetryPolicy(chart, id, {
        ...common, port: PORTS[intent.port], retries: intent.additional === 0 ? Retries.none() : Retries.of({
          additional: intent.additional, on: intent.on.map(retryOn), ...(intent.perTryMs !== undefined && { perTry: Duration.millis(intent.perTryMs) }),
        }),
      });
      return;
    case 'limits':
      new CircuitBreaker(chart, id, { ...common, limits: { maxRequests: intent.maxRequests } });
      return;
    case 'ejection':
      new CircuitBreaker(chart, id, { ...common, ejection: { consecutiveErrors: intent.consecutiveErrors } });
      return;
    case 'calls':
      service.calls(services[intent.callee]!);
  }
}

function httpMatch({ kind, value }: MatchDeclaration): HttpMatch {
  switch (kind) {
    case 'header': return HttpMatch.header(value, StringMatch.exact('1'));
    case 'prefix': return HttpMatch.pathPrefix(`/${value}`);
    case 'grpc-service': return HttpMatch.all(HttpMatch.pathPrefix(`/shop.${value}`), HttpMatch.header(value, StringMatch.prefix('1')));
  }
}

function retryOn(condition: ConditionDeclaration): RetryOn {
  if (condition === 'connect-failure') return RetryOn.CONNECT_FAILURE;
  if (condition === 'gateway-errors') return RetryOn.GATEWAY_ERRORS;
  return typeof condition === 'number' ? RetryOn.status(condition) : RetryOn.grpc(condition.grpc);
}
