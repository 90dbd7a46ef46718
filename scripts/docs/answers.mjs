// What the data planes answer about a feature: asked for every version and channel, and put together where nothing differs.
import { Cluster, GatewayApiChannel, Protocol } from 'cdk8s-mesh';
import { GATEWAY_API_VERSIONS } from './data-planes.mjs';

/** One of each sort. */
export const PROTOCOLS = { HTTP: Protocol.HTTP, gRPC: Protocol.GRPC, TCP: Protocol.TCP };

const CHANNELS = { standard: GatewayApiChannel.STANDARD, experimental: GatewayApiChannel.EXPERIMENTAL };

/** The circumstances that a Cluster and a Mesh settle. */
function circumstances(plane) {
  return plane.versions.flatMap((mesh) => GATEWAY_API_VERSIONS.flatMap((api) => Object.keys(CHANNELS).map((channel) => ({ mesh, api, channel }))));
}

function ask(plane, feature, { mesh, api, channel }) {
  const cluster = Cluster.of('docs', { gatewayApiVersion: api, gatewayApiChannel: CHANNELS[channel] });
  const answer = (protocol) => {
    const { level, difference, alternative } = plane.make(mesh).support(feature, { cluster, protocol });
    return { level, words: difference ?? alternative };
  };
  return Object.fromEntries(Object.entries(PROTOCOLS).map(([title, protocol]) => [title, answer(protocol)]));
}

/**
 * The answers of a data plane: one entry for each set of circumstances (`of`) with equal answers, `condition` saying which in words (empty:
 * all), `answers` by protocol.
 */
export function answersOf(plane, feature) {
  const all = circumstances(plane).map((of) => ({ of, answers: ask(plane, feature, of) }));
  const groups = groupBy(all, ({ answers }) => JSON.stringify(answers)).flatMap((group) => (isProduct(group) ? [group] : groupBy(group, ({ of }) => of.channel)));
  return groups.map((group) => {
    if (!isProduct(group)) throw new Error(`${plane.name}, ${feature}: the circumstances of an answer take more words than there are here`);
    return { of: group.map(({ of }) => of), condition: condition(group, all), answers: group[0].answers };
  });
}

const values = (group, dimension) => [...new Set(group.map(({ of }) => of[dimension]))];

function isProduct(group) {
  return group.length === ['mesh', 'api', 'channel'].reduce((product, dimension) => product * values(group, dimension).length, 1);
}

function condition(group, all) {
  const some = (dimension, say) => (values(group, dimension).length === values(all, dimension).length ? [] : [say(values(group, dimension))]);
  return [
    ...some('mesh', (versions) => `version ${versions.join(', ')}`),
    ...some('channel', ([channel]) => `${channel} channel`),
    ...some('api', (versions) => `Gateway API ${versions.length > 2 ? `${versions[0]} to ${versions.at(-1)}` : versions.join(', ')}`),
  ].join(', ');
}

function groupBy(list, key) {
  const groups = new Map();
  for (const item of list) groups.set(key(item), [...(groups.get(key(item)) ?? []), item]);
  return [...groups.values()];
}
