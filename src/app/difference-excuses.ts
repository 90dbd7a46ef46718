import { Feature, SupportLevel } from '../model/feature';
import type { ServiceModel } from '../model/model';
import { isOutside } from '../simulator/callers';
import type { Difference, DifferingSide } from '../simulator/compare';
import type { FeatureUse } from '../world/world';

/** A difference, seen from the side whose data plane does not do something exactly. */
export interface SeenDifference {
  readonly difference: Difference;
  readonly own: DifferingSide;
  readonly other: DifferingSide;
  /** The called services, as the App of that side knows them. */
  readonly called: readonly ServiceModel[];
}

type Excuse = (seen: SeenDifference, use: FeatureUse) => boolean;

/** Whether what a data plane does in another way is what makes the difference. */
export function excuses(use: FeatureUse, seen: SeenDifference): boolean {
  const excuse = seen.difference.kind === 'verdict' ? VERDICTS[use.feature] : EFFECTS[use.feature];
  return excuse?.(seen, use) ?? false;
}

const opens = ({ own, other }: SeenDifference): boolean => isAllowed(own) && !isAllowed(other);
const closes = ({ own, other }: SeenDifference): boolean => !isAllowed(own) && isAllowed(other);

/** Linkerd answers probes to whoever asks; without mutual TLS, callers without an identity come in. */
const strict: Excuse = (seen, { dataPlane }) => (dataPlane === 'linkerd' ? isProbe(seen) : dataPlane === 'gateway-api' && opens(seen) && seen.other.client.dataPlane === 'none');

const VERDICTS: Readonly<Partial<Record<Feature, Excuse>>> = {
  [Feature.MTLS_STRICT]: strict,
  // NetworkPolicies close the namespaces that the App declares, whatever was asked for the whole mesh.
  [Feature.DEFAULT_DENY]: (seen, { dataPlane, about }) => (dataPlane === 'linkerd' ? isProbe(seen) : dataPlane === 'gateway-api' && about === undefined && opens(seen) && seen.called.length === 0),
  // Pods that are told by their labels are others than those of an account only where the App does not know them.
  [Feature.ALLOW_IDENTITY]: (seen, { dataPlane }) => {
    const { workload, serviceAccount, labels, kind } = seen.own.client;
    if (dataPlane !== 'gateway-api' || kind !== 'pod' || workload !== undefined) return false;
    return closes(seen) ? serviceAccount !== 'default' : opens(seen) && Object.keys(labels).length > 0;
  },
  [Feature.ALLOW_REQUEST]: (seen, { dataPlane, support: { level } }) => {
    const { difference: { caller, probe }, own, other } = seen;
    // Where nobody looks into requests, who may ask for something may ask for everything.
    if (level === SupportLevel.UNSUPPORTED) return opens(seen) && other.isAdmitted;
    if (dataPlane === 'linkerd') return isProbe(seen) || isNormalised(probe.request.to);
    return dataPlane === 'istio-ambient' && closes(seen) && (isOutside(caller) || own.client.dataPlane !== 'istio-ambient');
  },
  [Feature.ALLOW_IP_RANGE]: ({ own, other }) => own.client.ip !== undefined || [own, other].some(({ result }) => result.verdict === 'indeterminate' && result.reason.includes('address')),
};

const omitted: Excuse = (_, { support: { level } }) => level === SupportLevel.UNSUPPORTED;
const of = (...kinds: Difference['kind'][]): Excuse => (seen, use) => kinds.includes(seen.difference.kind) && omitted(seen, use);
/** A rule that was left out, or is read in another way, may have any effect on what it is for. */
const matching = (asks: (condition: NonNullable<Difference['probe']['condition']>) => boolean): Excuse => ({ difference: { kind, probe: { condition } } }) => kind !== 'limits' && condition !== undefined && asks(condition);

const EFFECTS: Readonly<Partial<Record<Feature, Excuse>>> = {
  [Feature.WEIGHTED_SPLIT]: of('destinations'),
  [Feature.REQUEST_TIMEOUT]: of('timeout'),
  [Feature.PER_TRY_TIMEOUT]: ({ difference: { kind } }) => kind === 'retries',
  [Feature.RETRIES]: of('retries'),
  [Feature.NO_RETRIES]: of('retries'),
  [Feature.RETRY_ON_CONNECTION]: of('retries'),
  [Feature.RETRY_ON_HTTP_STATUS]: of('retries'),
  [Feature.RETRY_ON_GRPC_STATUS]: of('retries'),
  [Feature.REQUEST_LIMITS]: ({ difference: { kind } }) => kind === 'limits',
  [Feature.EJECTION]: ({ difference: { kind } }) => kind === 'limits',
  [Feature.MATCH_PATH]: (seen, use) => omitted(seen, use) && matching(({ paths }) => paths.length > 0)(seen, use),
  [Feature.MATCH_METHOD]: (seen, use) => omitted(seen, use) && matching(({ methods }) => methods.length > 0)(seen, use),
  [Feature.MATCH_HEADER]: (seen, use) => omitted(seen, use) && matching(({ headers }) => Object.keys(headers).length > 0)(seen, use),
  [Feature.MATCH_QUERY]: (seen, use) => omitted(seen, use) && matching(({ query }) => Object.keys(query).length > 0)(seen, use),
  [Feature.MATCH_REGEX]: matching(({ paths, headers, query }) => [...paths, ...Object.values(headers), ...Object.values(query)].some(pattern => pattern.startsWith('~') || pattern.includes('*'))),
};

function isAllowed({ result: { verdict } }: DifferingSide): boolean {
  return verdict === 'allowed' || verdict === 'partial';
}

const HEALTH_CHECK = '/grpc.health.v1.Health/Check';

/** Whether the data plane lets in what a probe of the called pods asks for, and the other keeps it out. */
function isProbe({ difference: { probe: { request }, port }, own, other, called }: SeenDifference): boolean {
  if (isAllowed(other) || !isAllowed(own) && own.result.verdict !== 'indeterminate') return false;
  const [, path = '/'] = /^[a-z]+:\/\/[^/]*(\/[^?]*)?/.exec(request.to) ?? [];
  const method = request.method ?? 'GET';
  return called.some(({ workload, ports }) => {
    const targets = ports.filter(one => one.port === port).map(({ targetPort }) => targetPort);
    return (workload?.probes ?? []).some(probe => (targets.includes(probe.port) || targets.some(target => typeof target === 'string'))
      && (probe.kind === 'tcp' ? request.to.startsWith('tcp:') : probe.kind === 'http' ? method === 'GET' && path === probe.path : path === HEALTH_CHECK));
  });
}

/** Whether a proxy that puts paths in order sees another path than one that takes them as they are sent. */
function isNormalised(url: string): boolean {
  return /\/\.{1,2}(?:\/|$)|%|\\/.test(url) || /^[a-z]+:\/\/[^/]*.*\/\//.test(url);
}
