import type { PathStep } from './field-path';
import type { Json, ManifestObject } from './manifest-object';
import { list, record, records, text } from './manifest-object';
import type { ManifestSet } from './manifest-set';
import { view } from './manifest-set';
import type { Workload } from './workloads';
import { workloadOfObject } from './workloads';

/** An object that a Rollout names. */
export interface RolloutRef {
  readonly namespace: string;
  readonly name: string;
  readonly path: readonly PathStep[];
}

/** A VirtualService that a Rollout writes weights into. */
export interface RolloutVirtualService extends RolloutRef {
  /** Names of its http routes; none: it has one. */
  readonly routes: readonly string[];
  /** Whether its tcp or tls routes are named instead. */
  readonly belowHttp: boolean;
}

/** A Rollout of Argo: the pods of two versions, and what steers traffic between them. */
export interface Rollout {
  readonly object: ManifestObject;
  readonly namespace: string;
  readonly workload: Workload | undefined;
  readonly canary: Record<string, Json>;
  readonly trafficRouting: Record<string, Json> | undefined;
  readonly canaryService: RolloutRef | undefined;
  readonly stableService: RolloutRef | undefined;
  /** Those two, and those of blue-green and ping-pong. */
  readonly services: readonly RolloutRef[];
  readonly virtualServices: readonly RolloutVirtualService[];
  readonly destinationRule: (RolloutRef & { readonly canarySubset: string; readonly stableSubset: string; readonly additional: readonly string[] }) | undefined;
  /** Routes that the Gateway API plugin writes weights into. */
  readonly routes: readonly (RolloutRef & { readonly kind: 'HTTPRoute' | 'GRPCRoute' })[];
}

const CANARY = ['spec', 'strategy', 'canary'] as const;
const ROUTING = [...CANARY, 'trafficRouting'] as const;
const PLUGIN = 'argoproj-labs/gatewayAPI';

/** The label that tells the pods of one version from those of another; the controller writes it into selectors. */
export const ROLLOUT_HASH_LABEL = 'rollouts-pod-template-hash';

export const rollouts = view((set): readonly Rollout[] => set.all('argoproj.io', 'Rollout').map(object => rolloutOf(set, object)));

const byService = view(set => new Map(rollouts(set).flatMap(rollout => rollout.services.map(({ namespace, name }) => [`${namespace}/${name}`, rollout] as const))));

/** The Rollout that writes a Service's selector. */
export function rolloutOfService(set: ManifestSet, namespace: string, name: string): Rollout | undefined {
  return byService(set).get(`${namespace}/${name}`);
}

function rolloutOf(set: ManifestSet, object: ManifestObject): Rollout {
  const namespace = object.namespace ?? 'default';
  const { canary, blueGreen } = record(object.spec['strategy']);
  const { canaryService, stableService, trafficRouting, pingPong } = record(canary);
  const { apiVersion, kind, name } = record(object.spec['workloadRef']);
  const referred = set.find((text(apiVersion) ?? '').split('/')[0] ?? '', text(kind) ?? '', namespace, text(name) ?? '');
  const ref = (value: unknown, ...path: PathStep[]) => (text(value) ? { namespace, name: text(value)!, path } : undefined);
  const [one, other] = [ref(canaryService, ...CANARY, 'canaryService'), ref(stableService, ...CANARY, 'stableService')];
  const blue = ['activeService', 'previewService'].map(field => ref(record(blueGreen)[field], 'spec', 'strategy', 'blueGreen', field));
  const pong = ['pingService', 'pongService'].map(field => ref(record(pingPong)[field], ...CANARY, 'pingPong', field));
  const istio = record(record(trafficRouting)['istio']);
  return {
    object, namespace,
    workload: workloadOfObject(set, object) ?? (referred && workloadOfObject(set, referred)),
    canary: record(canary), trafficRouting: trafficRouting === undefined ? undefined : record(trafficRouting),
    canaryService: one, stableService: other,
    services: [one, other, ...blue, ...pong].flatMap(service => service ?? []),
    virtualServices: [
      ...(istio['virtualService'] === undefined ? [] : [virtualServiceOf(record(istio['virtualService']), namespace, [...ROUTING, 'istio', 'virtualService'])]),
      ...records(istio['virtualServices']).map(([entry, index]) => virtualServiceOf(entry, namespace, [...ROUTING, 'istio', 'virtualServices', index])),
    ],
    destinationRule: istio['destinationRule'] === undefined ? undefined : destinationRuleOf(record(istio['destinationRule']), namespace),
    routes: pluginRoutes(record(record(record(trafficRouting)['plugins'])[PLUGIN]), namespace),
  };
}

/** One of another namespace is written "name.namespace". */
function virtualServiceOf(entry: Record<string, Json>, namespace: string, path: readonly PathStep[]): RolloutVirtualService {
  const [name = '', elsewhere] = (text(entry['name']) ?? '').split('.');
  return {
    namespace: elsewhere ?? namespace, name, path,
    routes: list(entry['routes']).flatMap(route => text(route) ?? []),
    belowHttp: list(entry['tcpRoutes']).length + list(entry['tlsRoutes']).length > 0,
  };
}

function destinationRuleOf(entry: Record<string, Json>, namespace: string): Rollout['destinationRule'] {
  return {
    namespace, name: text(entry['name']) ?? '', path: [...ROUTING, 'istio', 'destinationRule'],
    canarySubset: text(entry['canarySubsetName']) ?? '', stableSubset: text(entry['stableSubsetName']) ?? '',
    additional: list(entry['additionalSubsetNames']).flatMap(subset => text(subset) ?? []),
  };
}

function pluginRoutes(config: Record<string, Json>, own: string): Rollout['routes'] {
  const namespace = text(config['namespace']) || own;
  return (['HTTPRoute', 'GRPCRoute'] as const).flatMap(kind => {
    const field = kind === 'HTTPRoute' ? 'httpRoute' : 'grpcRoute';
    const path = [...ROUTING, 'plugins', PLUGIN] as const;
    return [
      ...(text(config[field]) ? [{ kind, namespace, name: text(config[field])!, path: [...path, field] }] : []),
      ...records(config[`${field}s`]).flatMap(([entry, index]) => (text(entry['name']) ? [{ kind, namespace, name: text(entry['name'])!, path: [...path, `${field}s`, index, 'name'] }] : [])),
    ];
  });
}
