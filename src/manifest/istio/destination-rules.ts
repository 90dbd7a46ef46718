import type { PathStep } from '../field-path';
import type { Json, ManifestObject } from '../manifest-object';
import { record, records, text, texts } from '../manifest-object';
import type { ManifestSet } from '../manifest-set';
import { view } from '../manifest-set';
import { meshSetting } from '../mesh-config';
import type { Labels } from '../selectors';
import { matchesLabels } from '../selectors';
import { byAge } from './age';
import { backendRules } from './backend-rules';
import type { Visibility } from './export';
import { visibility } from './export';
import { fullHost, HostIndex } from './hosts';

type Fields = Readonly<Record<string, Json>>;

/** What a DestinationRule says, or several of one host and namespace that istiod made one of. */
export interface DestinationRule {
  /** The oldest first. */
  readonly objects: readonly ManifestObject[];
  readonly namespace: string;
  /** In full, in lower case. */
  readonly host: string;
  /** Undefined where it is for all workloads. */
  readonly workloadSelector: Labels | undefined;
  readonly trafficPolicy: Policy | undefined;
  readonly subsets: readonly Subset[];
  readonly visibility: Visibility;
  /** Whether istiod made the first of it, from policies of the Gateway API: what it says counts only where a younger rule says nothing. */
  readonly fromPolicies?: boolean;
}

/** A `trafficPolicy`, with the object and place that it stands at. */
export interface Policy {
  readonly fields: Fields;
  readonly object: ManifestObject;
  readonly path: readonly PathStep[];
}

export interface Subset {
  readonly name: string;
  readonly labels: Labels;
  readonly trafficPolicy: Policy | undefined;
  readonly object: ManifestObject;
  readonly path: readonly PathStep[];
}

/** Each by itself: those with a selector first, then the oldest first. */
export const destinationRules = view((set): readonly DestinationRule[] => {
  const hasSelector = (object: ManifestObject) => object.spec.workloadSelector !== undefined && object.spec.workloadSelector !== null;
  return [...set.all('networking.istio.io', 'DestinationRule')]
    .sort((a, b) => Number(hasSelector(b)) - Number(hasSelector(a)) || byAge(a, b)).map(object => destinationRuleOf(set, object));
});

const byHost = view(set => {
  const index = new HostIndex<DestinationRule>();
  for (const rule of destinationRules(set)) index.add(rule.host, rule);
  return index;
});

/** By namespace: those that its own proxies see, those that are exported from it, and those that are only its own. */
const merged = view(set => {
  const own = new Map<string, HostIndex<Slot>>();
  const exported = new Map<string, HostIndex<Slot>>();
  const onlyOwn = new Map<string, HostIndex<Slot>>();
  const [selecting, others] = [true, false].map(wanted => destinationRules(set).filter(({ workloadSelector }) => (workloadSelector !== undefined) === wanted));
  // What istiod makes itself has no age, and comes first.
  for (const rule of [...selecting!, ...backendRules(set), ...others!]) {
    const { said } = rule.visibility;
    const names = new Set(rule.workloadSelector ? ['.'] : said);
    if (names.size === 0 || ['*', '.', rule.namespace].some(name => names.has(name))) merge(own, rule, names);
    const isPrivate = names.size === 0 ? isPrivateByDefault(set) : names.size === 1 && (names.has('.') || names.has(rule.namespace));
    merge(isPrivate ? onlyOwn : exported, rule, names);
  }
  return { own, exported, onlyOwn };
});

/** All of exactly this full host, each by itself, whoever sees them. */
export function destinationRulesNamed(set: ManifestSet, host: string): readonly DestinationRule[] {
  return byHost(set).exactly(host);
}

/** All whose host covers this one, each by itself, whoever sees them. */
export function destinationRulesCovering(set: ManifestSet, host: string): readonly DestinationRule[] {
  return byHost(set).covering(host).flatMap(name => byHost(set).exactly(name));
}

/**
 * The one DestinationRule by which a proxy of a namespace calls a full host whose Service stands in `serviceNamespace`: the most specific of
 * the client's namespace; if that has none, of the Service's; if that has none, of the root namespace. Rules in any other are never read.
 */
export function destinationRuleFor(set: ManifestSet, host: string, serviceNamespace: string, client: { readonly namespace: string; readonly labels?: Labels }): DestinationRule | undefined {
  const { own, exported, onlyOwn } = merged(set);
  const { rootNamespace } = set.settings;
  const first = (client.namespace === rootNamespace ? onlyOwn : own).get(client.namespace)?.mostSpecific(host) ?? [];
  if (first.length > 0) return pick(first, client);
  for (const namespace of [serviceNamespace, rootNamespace]) {
    const seen = (exported.get(namespace)?.mostSpecific(host) ?? []).filter(({ names }) => names.size === 0 || names.has('*') || names.has(client.namespace));
    if (seen.length > 0) return pick(seen, client);
  }
  return undefined;
}

/** The blocks that a port can say by itself; what it leaves out of them is not taken over from the rule. */
const PORT_BLOCKS = ['connectionPool', 'loadBalancer', 'outlierDetection', 'tls'] as const;

/** What holds for one port of a subset, or of calls to none. A port's own settings replace the rule's; a subset's replace the rule's block by block. */
export function trafficPolicyFor(rule: DestinationRule, port: number, subset?: string): Fields {
  const base = portPolicy(rule.trafficPolicy?.fields, port);
  const own = rule.subsets.find(({ name }) => name === subset)?.trafficPolicy?.fields;
  if (own === undefined) return base;
  if (portSettings(own, port) === undefined) return { ...base, ...portPolicy(own, port) };
  const rest = Object.fromEntries(Object.entries(base).filter(([key]) => !PORT_BLOCKS.some(block => block === key))) as Fields;
  return { ...rest, ...portPolicy(own, port) };
}

/** The entry of `portLevelSettings` for a port. */
export function portSettings(policy: Fields | undefined, port: number): Fields | undefined {
  return records(policy?.['portLevelSettings']).map(([settings]) => settings).find(settings => record(settings['port'])['number'] === port);
}

/** One entry of istiod's list for a host: a rule, grown by the younger ones that merged into it. */
interface Slot {
  rule: DestinationRule;
  readonly names: ReadonlySet<string>;
}

function merge(indexes: Map<string, HostIndex<Slot>>, rule: DestinationRule, names: ReadonlySet<string>): void {
  const index = indexes.get(rule.namespace) ?? new HostIndex<Slot>();
  indexes.set(rule.namespace, index);
  let separate = true;
  for (const slot of index.exactly(rule.host)) {
    const same = sameNames(names, slot.names);
    const more = slot.names.size > 0 && [...slot.names].every(name => names.has(name));
    if (!same && !more) {
      separate = true;
      continue;
    }
    const [one, other] = [slot.rule.workloadSelector, rule.workloadSelector];
    if (one && other && !(matchesLabels(one, other) && matchesLabels(other, one))) {
      separate = true;
      continue;
    }
    separate = (one === undefined) !== (other === undefined) && !same;
    slot.rule = grown(slot.rule, rule);
  }
  if (separate) index.add(rule.host, { rule, names });
}

function grown(older: DestinationRule, newer: DestinationRule): DestinationRule {
  const known = new Set(older.subsets.map(({ name }) => name));
  return {
    ...older, objects: [...older.objects, ...newer.objects],
    trafficPolicy: older.fromPolicies && !newer.fromPolicies ? overlaid(newer.trafficPolicy, older.trafficPolicy) : older.trafficPolicy ?? newer.trafficPolicy,
    subsets: [...older.subsets, ...newer.subsets.filter(({ name }) => !known.has(name))],
  };
}

/** What somebody wrote, with what policies of the Gateway API say where that says nothing: block by block, for the whole host and for ports. */
function overlaid(written: Policy | undefined, made: Policy | undefined): Policy | undefined {
  if (!written || !made) return written ?? made;
  const ports = (policy: Policy) => records(policy.fields['portLevelSettings']).map(([settings]) => settings);
  const numberOf = (settings: Fields): unknown => record(settings['port'])['number'];
  const own = ports(written).map(settings => ({ ...ports(made).find(one => numberOf(one) === numberOf(settings)), ...saidIn(settings) }));
  const rest = ports(made).filter(settings => !own.some(one => numberOf(one) === numberOf(settings)));
  return { ...written, fields: { ...made.fields, ...saidIn(written.fields), ...(own.length + rest.length > 0 && { portLevelSettings: [...own, ...rest] }) } };
}

function saidIn(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null && value !== undefined)) as Fields;
}

/** The first that selects the client, else the last that is for all. */
function pick(slots: readonly Slot[], { namespace, labels }: { readonly namespace: string; readonly labels?: Labels }): DestinationRule | undefined {
  const rules = slots.map(({ rule }) => rule);
  const selected = rules.find(({ workloadSelector, namespace: own }) => workloadSelector && labels && own === namespace && matchesLabels(workloadSelector, labels));
  return selected ?? rules.filter(({ workloadSelector }) => !workloadSelector).at(-1);
}

function sameNames(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  return one.size === other.size && [...one].every(name => other.has(name));
}

function isPrivateByDefault(set: ManifestSet): boolean {
  const setting: unknown = meshSetting(set, 'defaultDestinationRuleExportTo');
  return Array.isArray(setting) && setting.includes('.');
}

function portPolicy(policy: Fields | undefined, port: number): Fields {
  const settings = portSettings(policy, port);
  const said = Object.entries(settings ?? policy ?? {}).filter(([key]) => (settings ? PORT_BLOCKS.some(block => block === key) : key !== 'portLevelSettings'));
  return Object.fromEntries(said) as Fields;
}

function destinationRuleOf(set: ManifestSet, object: ManifestObject): DestinationRule {
  const { host, trafficPolicy, subsets, workloadSelector } = object.spec as Fields;
  const namespace = object.namespace ?? '';
  const policy = (value: unknown, path: readonly PathStep[]): Policy | undefined =>
    (typeof value === 'object' && value !== null ? { fields: record(value), object, path } : undefined);
  return {
    objects: [object], namespace, host: fullHost(text(host) ?? '', namespace, set),
    workloadSelector: workloadSelector === undefined || workloadSelector === null ? undefined : texts(record(workloadSelector)['matchLabels']),
    trafficPolicy: policy(trafficPolicy, ['spec', 'trafficPolicy']),
    subsets: records(subsets).map(([subset, index]): Subset => ({
      name: text(subset['name']) ?? '', labels: texts(subset['labels']), object, path: ['spec', 'subsets', index],
      trafficPolicy: policy(subset['trafficPolicy'], ['spec', 'subsets', index, 'trafficPolicy']),
    })),
    visibility: visibility(set, object, 'defaultDestinationRuleExportTo'),
  };
}

