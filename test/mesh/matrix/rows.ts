import { ApiObject, Duration } from 'cdk8s';
import type { HttpMatch } from '../../../src';
import {
  CanaryRelease, CircuitBreaker, Feature, GrpcStatus, HttpMatch as Match, HttpMethod, Protocol, RequestTimeout, Retries, RetryOn, RetryPolicy,
  StringMatch, TrafficSplit, Workload,
} from '../../../src';
import type { DataPlaneName } from '../../../src/model/data-plane';
import { v1, v2 } from '../../support/app';
import type { Shop } from '../../support/shop-in';
import * as access from './access-rows';
import type { Cell, Row } from './row';
import { PORT, portOf } from './row';

const cartOf = (shop: Shop, { protocol }: Cell) => shop.service('cart', portOf(protocol));
const grpc = ({ protocol }: Cell) => protocol === Protocol.GRPC;
const planes = <T>(answers: Readonly<Record<DataPlaneName, T>>) => ({ plane }: Cell): T => answers[plane];

/** A condition that the data plane knows for the protocol, where a row needs any. */
function anyCondition(cell: Cell): { readonly on: RetryOn; readonly words: string } {
  if (!grpc(cell)) return { on: RetryOn.GATEWAY_ERRORS, words: ' on gateway errors' };
  if (cell.plane === 'gateway-api') return { on: RetryOn.CONNECT_FAILURE, words: '' };
  // A waypoint retries on this one whatever is said, and an HTTPRoute has no word for it.
  return { on: RetryOn.grpc(GrpcStatus.UNAVAILABLE), words: cell.plane === 'istio-ambient' ? '' : ' on unavailable' };
}

function matching(match: HttpMatch, words: string): Row {
  return {
    asker: 'canary',
    ask: (shop, cell) => new CanaryRelease(shop.chart, 'canary', { service: cartOf(shop, cell), port: PORT, stable: v1, canary: v2, weight: 0, match: [match] }),
    means: () => [`port 7070: ${words} → v2`, 'port 7070: else → v1'],
  };
}

function retrying(on: (cell: Cell) => RetryOn, words: (cell: Cell) => string): Row {
  return {
    asker: 'retries',
    ask: (shop, cell) => new RetryPolicy(shop.chart, 'retries', { service: cartOf(shop, cell), port: PORT, retries: Retries.of({ additional: 2, on: [on(cell)] }) }),
    means: cell => [`port 7070: all → cart; 2 more${words(cell)}`],
  };
}

/** A row without its feature, or a feature without its row, does not compile. */
export const ROWS: Readonly<Record<Feature, Row>> = {
  [Feature.ENROLMENT]: {
    asker: 'ns',
    ask: cartOf,
    means: planes({
      'istio-sidecar': ['label istio-injection: enabled'], 'istio-ambient': ['label istio.io/dataplane-mode: ambient'],
      linkerd: ['annotation linkerd.io/inject: enabled'], 'gateway-api': [],
    }),
  },
  [Feature.WORKLOAD_OPT_OUT]: {
    asker: 'pods',
    ask: ({ chart, namespace }) => {
      const apiObject = new ApiObject(chart, 'job', {
        apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'import', namespace: 'shop' },
        spec: { template: { metadata: { labels: { app: 'import' } }, spec: { restartPolicy: 'Never', containers: [{ name: 'main', image: 'example.com/import' }] } } },
      });
      return Workload.fromApiObject(chart, 'pods', { apiObject, namespace, enrolled: false });
    },
    means: planes({
      'istio-sidecar': ['label sidecar.istio.io/inject: false'], 'istio-ambient': ['label istio.io/dataplane-mode: none'],
      linkerd: ['annotation linkerd.io/inject: disabled'], 'gateway-api': [],
    }),
  },
  [Feature.WEIGHTED_SPLIT]: {
    asker: 'split',
    ask: (shop, cell) => new TrafficSplit(shop.chart, 'split', { service: cartOf(shop, cell), port: PORT, versions: [{ version: v1, weight: 90 }, { version: v2, weight: 10 }] }),
    means: () => ['port 7070: all → v1 90, v2 10'],
  },
  [Feature.MATCH_PATH]: matching(Match.pathPrefix('/shop.Cart'), 'path under /shop.Cart'),
  [Feature.MATCH_METHOD]: matching(Match.method(HttpMethod.POST), 'method POST'),
  [Feature.MATCH_HEADER]: matching(Match.header('X-Canary', StringMatch.exact('true')), 'header x-canary = true'),
  [Feature.MATCH_QUERY]: matching(Match.query('canary', StringMatch.exact('true')), 'query canary = true'),
  [Feature.MATCH_REGEX]: matching(Match.header('x-canary', StringMatch.regex('t(rue)?')), 'header x-canary ~ t(rue)?'),
  [Feature.REQUEST_TIMEOUT]: {
    asker: 'timeout',
    ask: (shop, cell) => new RequestTimeout(shop.chart, 'timeout', { service: cartOf(shop, cell), port: PORT, request: Duration.millis(1500) }),
    means: () => ['port 7070: all → cart; within 1500ms'],
  },
  [Feature.PER_TRY_TIMEOUT]: {
    asker: 'retries',
    ask: (shop, cell) => new RetryPolicy(shop.chart, 'retries', {
      service: cartOf(shop, cell), port: PORT, retries: Retries.of({ additional: 1, on: [anyCondition(cell).on], perTry: Duration.seconds(2) }),
    }),
    means: cell => [`port 7070: all → cart; 1 more${anyCondition(cell).words}, each within 2s`],
  },
  [Feature.RETRIES]: retrying(cell => anyCondition(cell).on, cell => anyCondition(cell).words),
  [Feature.NO_RETRIES]: {
    asker: 'retries',
    ask: (shop, cell) => new RetryPolicy(shop.chart, 'retries', { service: cartOf(shop, cell), port: PORT, retries: Retries.none() }),
    // Linkerd makes none by itself.
    means: ({ plane }) => [`port 7070: all → cart${plane === 'linkerd' ? '' : '; no further attempt'}`],
  },
  // Routes of the Gateway API have no word for connections: whoever retries at all retries these.
  [Feature.RETRY_ON_CONNECTION]: retrying(() => RetryOn.CONNECT_FAILURE, ({ plane }) => (plane === 'istio-sidecar' ? ' on connect-failure' : '')),
  [Feature.RETRY_ON_HTTP_STATUS]: retrying(() => RetryOn.status(503), () => ' on 503'),
  [Feature.RETRY_ON_GRPC_STATUS]: retrying(() => RetryOn.grpc(GrpcStatus.UNAVAILABLE), ({ plane }) => (plane === 'istio-ambient' ? '' : ' on unavailable')),
  [Feature.REQUEST_LIMITS]: {
    asker: 'breaker',
    ask: (shop, cell) => new CircuitBreaker(shop.chart, 'breaker', { service: cartOf(shop, cell), limits: { maxConnections: 100, maxPendingRequests: 50, maxRequests: 500 } }),
    means: () => ['cart: at most 100 connections, 50 waiting, 500 requests'],
  },
  [Feature.EJECTION]: {
    asker: 'breaker',
    ask: (shop, cell) => new CircuitBreaker(shop.chart, 'breaker', {
      service: cartOf(shop, cell), ejection: { consecutiveErrors: 5, interval: Duration.seconds(20), baseEjectionTime: Duration.seconds(30), maxEjectionPercent: 50 },
    }),
    // Linkerd counts in its own way; only under a GRPCRoute do its proxies count gRPC statuses.
    means: cell => (cell.plane !== 'linkerd' ? ['cart: out for 30s after 5 errors, looked at each 20s, at most 50 %']
      : [...(grpc(cell) ? ['port 7070: all → cart'] : []), 'cart: out for 30s up to 5m after 5 errors']),
  },
  [Feature.MTLS_STRICT]: access.MTLS_STRICT,
  [Feature.MTLS_PERMISSIVE]: access.MTLS_PERMISSIVE,
  [Feature.MTLS_EXCEPTION]: access.MTLS_EXCEPTION,
  [Feature.DEFAULT_DENY]: access.DEFAULT_DENY,
  [Feature.ALLOW_IDENTITY]: access.ALLOW_IDENTITY,
  [Feature.ALLOW_REQUEST]: access.ALLOW_REQUEST,
  [Feature.ALLOW_IP_RANGE]: access.ALLOW_IP_RANGE,
};
