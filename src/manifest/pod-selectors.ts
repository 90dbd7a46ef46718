import type { PathStep } from './field-path';
import { valueAt } from './field-path';
import type { ManifestObject } from './manifest-object';
import { record, texts } from './manifest-object';
import type { ManifestSet } from './manifest-set';
import { view } from './manifest-set';
import type { Labels } from './selectors';
import { matchesSelector } from './selectors';

/** An object that picks out pods by their labels. */
export interface PodSelector {
  readonly object: ManifestObject;
  /** In the form of Kubernetes: `matchLabels` and `matchExpressions`. */
  readonly selector: Record<string, unknown>;
  /** Where the plain labels stand. */
  readonly path: readonly PathStep[];
  /** Whether it decides who may call, or how calls are secured. */
  readonly guards: boolean;
  /** Whether it picks pods of other namespaces too. */
  readonly everywhere: boolean;
}

interface Form {
  readonly at: readonly string[];
  /** Whether the labels stand there directly, or under a field. */
  readonly under?: 'matchLabels' | 'labels';
  readonly guards?: boolean;
}

const FORMS: Readonly<Record<string, Form>> = {
  'security.istio.io/AuthorizationPolicy': { at: ['spec', 'selector'], under: 'matchLabels', guards: true },
  'security.istio.io/PeerAuthentication': { at: ['spec', 'selector'], under: 'matchLabels', guards: true },
  'security.istio.io/RequestAuthentication': { at: ['spec', 'selector'], under: 'matchLabels', guards: true },
  'networking.istio.io/Sidecar': { at: ['spec', 'workloadSelector'], under: 'labels' },
  'networking.istio.io/EnvoyFilter': { at: ['spec', 'workloadSelector'], under: 'labels' },
  'networking.istio.io/ServiceEntry': { at: ['spec', 'workloadSelector'], under: 'labels' },
  'networking.istio.io/DestinationRule': { at: ['spec', 'workloadSelector'], under: 'matchLabels' },
  'telemetry.istio.io/Telemetry': { at: ['spec', 'selector'], under: 'matchLabels' },
  'extensions.istio.io/WasmPlugin': { at: ['spec', 'selector'], under: 'matchLabels' },
  'policy.linkerd.io/Server': { at: ['spec', 'podSelector'], under: 'matchLabels', guards: true },
  'networking.k8s.io/NetworkPolicy': { at: ['spec', 'podSelector'], under: 'matchLabels', guards: true },
  'policy/PodDisruptionBudget': { at: ['spec', 'selector'], under: 'matchLabels' },
  '/Service': { at: ['spec', 'selector'] },
};

/** Objects that say which pods they are for; those for all pods of a namespace are not among them. */
export const podSelectors = view((set): readonly PodSelector[] => Object.entries(FORMS).flatMap(([kind, form]) => {
  const [group, name] = kind.split('/') as [string, string];
  return set.all(group, name).flatMap(object => podSelectorOf(set, object, form) ?? []);
}));

const byLabel = view(set => {
  const selectors = new Map<string, PodSelector[]>();
  for (const selector of podSelectors(set)) {
    const home = selector.everywhere ? '' : selector.object.namespace ?? '';
    const pairs = Object.entries(texts(selector.selector['matchLabels']));
    for (const key of pairs.length > 0 ? pairs.map(([label, value]) => `${home} ${label}=${value}`) : [`${home} `]) {
      const known = selectors.get(key);
      if (known) known.push(selector);
      else selectors.set(key, [selector]);
    }
  }
  return selectors;
});

/** Selectors that pick pods of a namespace with these labels. */
export function selectorsOf(set: ManifestSet, namespace: string, labels: Labels): readonly PodSelector[] {
  const pairs = ['', ...Object.entries(labels).map(([label, value]) => `${label}=${value}`)];
  const near = [namespace, ''].flatMap(home => pairs.flatMap(pair => byLabel(set).get(`${home} ${pair}`) ?? []));
  return [...new Set(near)].filter(({ selector }) => matchesSelector(selector, labels));
}

function podSelectorOf(set: ManifestSet, object: ManifestObject, { at, under, guards = false }: Form): PodSelector | undefined {
  const written = record(valueAt(object.body, at));
  const selector = under === 'matchLabels' ? written : { matchLabels: under ? written[under] : written };
  if (Object.keys(record(selector['matchLabels'])).length === 0 && selector['matchExpressions'] === undefined) return undefined;
  return { object, selector, path: under ? [...at, under] : at, guards, everywhere: object.group.endsWith('istio.io') && object.namespace === set.settings.rootNamespace };
}
