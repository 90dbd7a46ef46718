import type { Json, ManifestObject } from './manifest-object';
import { record, text } from './manifest-object';
import { view } from './manifest-set';
import type { Workload } from './workloads';
import { workloads } from './workloads';

/** A Canary of Flagger: it copies a workload, and writes the Services and routes in front of the two. */
export interface Canary {
  readonly object: ManifestObject;
  readonly namespace: string;
  /** The apex Service, after which everything that Flagger makes is named. */
  readonly serviceName: string;
  readonly targetKind: string;
  readonly targetName: string;
  readonly target: Workload | undefined;
  /** The copy that carries the traffic while no release is under way. */
  readonly primary: Workload | undefined;
  /** Undefined where the controller's own setting holds. */
  readonly provider: string | undefined;
  readonly service: Record<string, Json>;
  readonly analysis: Record<string, Json>;
  /** `analysis`, or `canaryAnalysis` in older manifests. */
  readonly analysisField: string;
}

export const canaries = view((set): readonly Canary[] => {
  const all = set.all('flagger.app', 'Canary');
  if (all.length === 0) return [];
  const declared = new Map(workloads(set).filter(({ madeBy }) => !madeBy).map(workload => [workload.id, workload]));
  const copies = new Map(workloads(set).flatMap(workload => (workload.madeBy ? [[workload.madeBy, workload] as const] : [])));
  return all.map((object): Canary => {
    const { targetRef, service, provider, analysis, canaryAnalysis } = object.spec as Record<string, Json>;
    const [targetKind, targetName] = [text(record(targetRef)['kind']) ?? '', text(record(targetRef)['name']) ?? ''];
    const namespace = object.namespace ?? 'default';
    const analysisField = analysis === undefined && canaryAnalysis !== undefined ? 'canaryAnalysis' : 'analysis';
    return {
      object, namespace, targetKind, targetName, analysisField,
      serviceName: text(record(service)['name']) || targetName,
      target: declared.get(`${namespace}/${targetKind}/${targetName}`),
      primary: copies.get(object),
      provider: text(provider) || undefined,
      service: record(service), analysis: record(object.spec[analysisField]),
    };
  });
});

/** Whether Flagger writes HTTPRoutes for it. */
export function usesGatewayApi({ provider }: Canary): boolean {
  return provider?.startsWith('gatewayapi:') ?? false;
}

/** Whether it says that Flagger is to write Istio's objects. */
export function usesIstio({ provider }: Canary): boolean {
  return provider === 'istio';
}
