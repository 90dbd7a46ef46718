import type { Construct } from 'constructs';
import { MeshError } from '../model/errors';
import { Feature } from '../model/feature';
import type { MatchModel } from '../model/match';
import type { ServiceModel, ServicePortModel, SplitIntent } from '../model/model';
import type { MeshService } from '../service/mesh-service';
import type { ServiceVersion } from '../service/service-version';
import { noDuplicates, nonEmpty, wholeNumber, wrong } from '../world/arguments';
import type { Answer } from '../world/intent';
import { allOrNothing, ask, intentPorts, isGiven, requireHttp } from '../world/intent';
import { WhenUnsupported } from '../world/when-unsupported';
import { World } from '../world/world';
import type { HttpMatch } from './http-match';
import { matchFeatures } from './http-match';

/** A split before it is checked. `property` says how its author calls a share. */
export interface SplitRequest {
  readonly service: MeshService;
  readonly port?: number;
  readonly whenUnsupported?: WhenUnsupported;
  readonly shares: readonly { readonly property: string; readonly version: ServiceVersion; readonly weight: number; readonly match: readonly HttpMatch[] }[];
}

/** Checks a split and enters it into the model. */
export function commitSplit(construct: Construct, request: SplitRequest): void {
  const { path } = construct.node;
  const service = request.service._model;
  const ports = intentPorts(path, service, request.port);
  nonEmpty(path, 'versions', request.shares, 'a split needs at least one version');
  for (const share of request.shares) wholeNumber(path, `${share.property}.weight`, share.weight, 0, 100);
  const sum = request.shares.reduce((total, share) => total + share.weight, 0);
  if (sum !== 100) wrong(path, `the weights ${request.shares.map(s => s.weight).join(' + ')} add up to ${sum} and must add up to 100`);
  noDuplicates(path, 'versions', request.shares.map(s => s.version.versionName), 'version');
  const shares = request.shares.map(share => ({
    version: share.version._model(path, share.property, service, ports.map(p => p.port)),
    weight: share.weight,
    match: share.match.map((match, index) => match._model(path, `${share.property}.match[${index}]`)),
  }));
  samePodsTwice(path, shares);
  if (shares.some(share => share.match.length > 0)) requireHttp(path, ports, 'match');
  const world = World.of(construct);
  const { splits, record } = renderable(path, service, ports, shares, request.whenUnsupported === WhenUnsupported.OMIT);
  if (splits.length > 0) world.commit(path, service, () => enter(service, splits));
  world.record(path, service.namespace, record);
}

type Shares = SplitIntent['shares'];

function samePodsTwice(path: string, shares: Shares): void {
  const pods = shares.map(({ version }) => (version.kind === 'labels' ? JSON.stringify(Object.entries(version.labels).sort()) : version.service.path));
  const twice = pods.findIndex((text, index) => pods.indexOf(text) !== index);
  if (twice >= 0) {
    wrong(path, `versions "${shares[pods.indexOf(pods[twice]!)]!.version.name}" and "${shares[twice]!.version.name}" are the same pods; give them labels that tell them apart`);
  }
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
