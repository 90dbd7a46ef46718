// What webhooks look at in metadata.

const ANNOTATIONS = [
  ['istio.io/dry-run', ['true', 'false', 'yes', '', '1', 'TRUE']],
  ['internal.istio.io/parents', ['HTTPRoute/a.b', '']],
  ['internal.istio.io/parent-namespace', ['shop']],
  ['internal.istio.io/webhook-always-reject', ['true', '']],
  ['internal.istio.io/route-semantics', ['gateway']],
  ['internal.istio.io/service-semantics', ['a']],
  ['internal.istio.io/x', ['y']],
  ['networking.istio.io/exportTo', ['*', '~', 'a,b']],
];
const LABELS = [
  ['istio.io/use-waypoint', ['waypoint', 'none', '']],
  ['istio.io/rev', ['a', 'A_']],
];
const NAMES = ['cart', 'a.b.c', 'a', '1', 'a'.repeat(63), 'a'.repeat(64), 'a'.repeat(253)];
const NAMESPACES = ['shop', 'istio-system', 'default'];

/** Metadata with one change. */
export function mutateMetadata(metadata, kind, random) {
  const field = random.pick(['annotations', 'annotations', 'annotations', 'labels', 'name', 'namespace']);
  if (field === 'name') return { ...metadata, name: random.inTurn(`${kind} name`, NAMES) };
  if (field === 'namespace') return { ...metadata, namespace: random.pick(NAMESPACES) };
  const [key, values] = random.inTurn(`${kind} ${field}`, field === 'labels' ? LABELS : ANNOTATIONS);
  return { ...metadata, [field]: { ...metadata[field], [key]: random.pick(values) } };
}
