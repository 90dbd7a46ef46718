// What the programs must have written.
import yaml from 'js-yaml';
import { unless } from './checks.mjs';

/** The kinds of `programs/shop.cjs` for each mesh, and how many of each. */
export const KINDS = {
  'istio-sidecar': {
    Namespace: 1, Service: 2, ServiceAccount: 2, VirtualService: 1, DestinationRule: 1, PeerAuthentication: 1, AuthorizationPolicy: 1,
  },
  'istio-ambient': {
    Namespace: 1, Service: 4, ServiceAccount: 2, Gateway: 1, HTTPRoute: 1, DestinationRule: 3, PeerAuthentication: 1, AuthorizationPolicy: 5,
  },
  linkerd: {
    Namespace: 1, Service: 4, ServiceAccount: 2, HTTPRoute: 1, Server: 1, GRPCRoute: 1, MeshTLSAuthentication: 1, AuthorizationPolicy: 1,
  },
  'gateway-api': { Namespace: 1, Service: 4, ServiceAccount: 2, HTTPRoute: 1, NetworkPolicy: 1 },
};

export const MESHES = Object.keys(KINDS);

export function objectsOf(text) {
  return yaml.loadAll(text).filter(Boolean);
}

export function kindProblems(mesh, objects) {
  const counts = {};
  for (const { kind } of objects) counts[kind] = (counts[kind] ?? 0) + 1;
  const text = (map) => Object.entries(map).sort().map(([kind, count]) => `${count} ${kind}`).join(', ');
  return unless(text(counts) === text(KINDS[mesh]), `it wrote ${text(counts) || 'nothing'}; expected ${text(KINDS[mesh])}`);
}

/** Nothing, if both are the same set of objects. */
export function differences(objects, expected) {
  const texts = (list) => new Set(list.map((object) => JSON.stringify(sorted(object))));
  const [ours, theirs] = [texts(objects), texts(expected)];
  return [
    ...[...ours].filter((text) => !theirs.has(text)).map((text) => `unexpected: ${text}`),
    ...[...theirs].filter((text) => !ours.has(text)).map((text) => `missing: ${text}`),
    ...unless(objects.length === expected.length, `${objects.length} objects; expected ${expected.length}`),
  ];
}

function sorted(value) {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.keys(value).sort().map((key) => [key, sorted(value[key])]));
}
