import type { Construct } from 'constructs';
import { MeshError } from '../model/errors';
import type { Support } from '../model/feature';
import { Feature, unsupported } from '../model/feature';
import type { MatchModel } from '../model/match';
import type { ServiceModel, ServicePortModel, SplitIntent, VersionModel } from '../model/model';
import type { StringMap } from '../model/resource';
import { instance, instances, text } from '../model/values';
import { MeshService } from '../service/mesh-service';
import { ServiceVersion } from '../service/service-version';
import { noDuplicates, nonEmpty, wholeNumber, wrong } from '../world/arguments';
import type { Answer } from '../world/intent';
import { allOrNothing, ask, intentPorts, isGiven, mayBeOmitted, requireHttp, requireSameCluster } from '../world/intent';
import type { WhenUnsupported } from '../world/when-unsupported';
import { World } from '../world/world';
import { HttpMatch, matchFeatures } from './http-match';

/** A split before it is checked. `property` says how its author calls a share. */
export interface SplitRequest {
  readonly service: MeshService;
  readonly port: number | undefined;
  readonly whenUnsupported: WhenUnsupported | undefined;
  readonly shares: readonly { readonly property: string; readonly version: ServiceVersion; readonly weight: number; readonly match: readonly HttpMatch[] | undefined }[];
}

/** Checks a split and enters it into the model. */
export function commitSplit(construct: Construct, request: SplitRequest): void {
  const { path } = construct.node;
  const service = instance(path, 'service', request.service, MeshService)._model;
  requireSameCluster(construct, service.namespace, `service "${service.name}"`);
  const ports = intentPorts(path, service, request.port);
  nonEmpty(path, 'versions', request.shares, 'a split needs at least one version');
  for (const share of request.shares) wholeNumber(path, `${share.property}.weight`, share.weight, 0, 100);
  const sum = request.shares.reduce((total, share) => total + share.weight, 0);
  if (sum !== 100) wrong(path, `the weights ${request.shares.map(s => s.weight).join(' + ')} add up to ${sum} and must add up to 100`);
  const names = request.shares.map(s => text(path, `${s.property}.name`, instance(path, s.property, s.version, ServiceVersion).versionName));
  noDuplicates(path, 'versions', names, 'version');
  const shares = request.shares.map(share => ({
    version: share.version._model(path, share.property, service, ports.map(p => p.port)),
    weight: share.weight,
    match: instances(path, `${share.property}.match`, share.match, HttpMatch).map((match, index) => match._model(path, `${share.property}.match[${index}]`)),
  }));
  samePodsTwice(path, service, shares);
  if (shares.some(share => share.match.length > 0)) requireHttp(path, ports, 'match');
  const world = World.of(construct);
  const mayOmit = mayBeOmitted(path, request.whenUnsupported);
  const { splits, record } = renderable(path, service, ports, shares, mayOmit);
  const held = mayOmit ? splits.map(split => withoutRefusedMatches(world, service, split)) : splits.map(split => ({ split, record: [] }));
  if (splits.length > 0) world.commit(path, service, () => enter(service, held.map(h => h.split)));
  world.record(path, service.namespace, [...record, ...held.flatMap(h => h.record)], { service });
}

type Shares = SplitIntent['shares'];

/** Versions that share pods would share traffic otherwise than their weights say. */
function samePodsTwice(path: string, service: ServiceModel, shares: Shares): void {
  const versions = shares.map(share => share.version);
  for (const version of versions) {
    if (version.kind === 'service' && version.service.workload !== undefined && version.service.workload === service.workload) {
      wrong(path, `version "${version.name}": "${version.service.name}" is another door to the same pods as "${service.name}", all versions of them; tell the version by labels`);
    }
    if (version.kind === 'labels' && isPartOf(version.labels, service.selector)) {
      wrong(path, `version "${version.name}" is all pods of "${service.name}", which have ${JSON.stringify(version.labels)} anyway; name a label that only the version's pods carry`);
    }
  }
  versions.forEach((b, index) => versions.slice(0, index).forEach(a => {
    const same = a.kind === 'service' ? b.kind === 'service' && a.service === b.service
      : b.kind === 'labels' && (isPartOf(a.labels, b.labels) || isPartOf(b.labels, a.labels));
    if (same) wrong(path, `versions "${a.name}" and "${b.name}" are the same pods, or part of them; give them labels that tell them apart`);
  }));
}

function isPartOf(part: StringMap, labels: StringMap): boolean {
  return Object.entries(part).every(([key, value]) => labels[key] === value);
}

/** The split of each port as the data plane can do it; ports with the same result share an intent. */
function renderable(path: string, service: ServiceModel, ports: readonly ServicePortModel[], shares: Shares, mayOmit: boolean): { splits: SplitIntent[]; record: Answer[] } {
  const answers = ask(path, service, ports, Feature.WEIGHTED_SPLIT, mayOmit);
  const record = [...answers];
  const byShares = new Map<string, { shares: Shares; ports: number[] }>();
  for (const { port } of answers.filter(isGiven)) {
    // A match is left out as a whole: without one of its conditions it would catch more requests.
    const supported = (match: MatchModel) => {
      const asked = allOrNothing(matchFeatures(match).flatMap(feature => ask(path, service, [port], feature, mayOmit)));
      record.push(...asked.record);
      return asked.given;
    };
    const kept = shares.map(share => ({ ...share, match: share.match.filter(supported) }));
    const key = JSON.stringify(kept.map(k => k.match));
    const same = byShares.get(key);
    if (same) same.ports.push(port.port);
    else byShares.set(key, { shares: kept, ports: [port.port] });
  }
  return { splits: [...byShares.values()].map(s => ({ path, ...s })), record };
}

/** A data plane may have the features of a match and yet no place for it; then it is left out like one without support. */
function withoutRefusedMatches(world: World, service: ServiceModel, split: SplitIntent): { split: SplitIntent; record: { feature: Feature; support: Support }[] } {
  const record: { feature: Feature; support: Support }[] = [];
  const only = (version: VersionModel, match: MatchModel): SplitIntent => ({ ...split, shares: split.shares.map(s => ({ ...s, match: s.version === version ? [match] : [] })) });
  const fits = (version: VersionModel) => (match: MatchModel) => {
    const problem = world.refusal(service, () => enter(service, [only(version, match)]));
    if (problem?.id === 'unsupported-feature' || problem?.id === 'ambiguous-rules') {
      record.push(...matchFeatures(match).map(feature => ({ feature, support: unsupported(problem.message) })));
      return false;
    }
    return true;
  };
  return { split: { ...split, shares: split.shares.map(s => ({ ...s, match: s.match.filter(fits(s.version)) })) }, record };
}

function enter(service: ServiceModel, splits: readonly SplitIntent[]): () => void {
  const targets = [...new Set(splits.flatMap(s => s.shares.flatMap(({ version }) => (version.kind === 'service' ? [version.service] : []))))];
  const cyclic = targets.find(target => sendsTo(target, service));
  if (cyclic) throw new MeshError('conflicting-intents', splits[0]!.path, `"${service.name}" is itself a version of "${cyclic.name}"; traffic would go round in a circle`);
  const entry = { service, path: splits[0]!.path };
  service.splits.push(...splits);
  for (const target of targets) target.versionOf.push(entry);
  return () => {
    service.splits.splice(service.splits.length - splits.length, splits.length);
    for (const target of targets) target.versionOf.pop();
  };
}

/** Whether requests to a service can end at another one, by way of versions that are services. */
function sendsTo(from: ServiceModel, to: ServiceModel): boolean {
  return from === to || from.splits.some(split => split.shares.some(({ version }) => version.kind === 'service' && sendsTo(version.service, to)));
}
