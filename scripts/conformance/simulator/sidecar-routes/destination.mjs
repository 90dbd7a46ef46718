// Where the connection of a request goes before any proxy has a say, as the cluster's DNS has it.

/** `{ address, port, place }`: of what is let through, `place` is how results name it; undefined where nothing has the name. Addresses of pods, and of what is outside the mesh, are made up. */
export function destinationOf(objects, pods, { from, to }) {
  const [, scheme, name, number] = /^(\w+):\/\/([^/:]*):?(\d*)/.exec(to);
  const port = Number(number || { http: 80, grpc: 80, https: 443 }[scheme]);
  const named = (other) => objects.find(({ kind, metadata }) => kind === 'Service' && namesOf(metadata, from.namespace).includes(other));
  const alias = named(name)?.spec.externalName;
  const service = named(alias ?? name);
  if (alias && !service) return { address: '203.0.113.9', port, place: { service: 'passthrough', port, share: 100 }, isMadeUp: true };
  if (service) {
    const place = { service: `${service.metadata.name}.${service.metadata.namespace}`, port, share: 100 };
    if (service.spec.clusterIP === 'None') {
      const pod = pods.find(({ namespace, labels }) => namespace === service.metadata.namespace && Object.entries(service.spec.selector).every(([key, value]) => labels[key] === value));
      return pod && { address: pod.address, port, place, isMadeUp: true };
    }
    return { address: service.spec.clusterIP, port, place: service.spec.ports.some((one) => one.port === port) ? place : undefined };
  }
  if (name.endsWith('.cluster.local') || !name.includes('.')) return undefined;
  const address = entryOf(objects, name, from.namespace)?.spec.addresses?.[0];
  return { address: address ?? '203.0.113.9', port, place: { port, share: 100 }, isMadeUp: address === undefined };
}

function namesOf({ namespace, name }, home) {
  return [`${name}.${namespace}.svc.cluster.local`, `${name}.${namespace}.svc`, `${name}.${namespace}`, ...(namespace === home ? [name] : [])];
}

/** The ServiceEntry whose address the mesh's DNS gives: of the most specific host, of the caller's namespace first, then what is exported to it by name, then the oldest. */
function entryOf(objects, name, home) {
  const seen = objects.filter(({ kind, metadata, spec: { exportTo = ['*'] } = {} }) => kind === 'ServiceEntry' && exportTo.some((one) => one === '*' || one === home || one === '.' && metadata.namespace === home));
  const covering = seen.flatMap((entry) => entry.spec.hosts.filter((host) => host === name || host.startsWith('*') && name.endsWith(host.slice(1))).map((host) => ({ entry, host })));
  const order = ({ entry: { metadata: { namespace, name: own, creationTimestamp = '9' }, spec: { exportTo = ['*'] } }, host }) => [host.startsWith('*') ? 1000 - host.length : 0, namespace !== home, exportTo.includes('*'), creationTimestamp, namespace, own];
  return covering.sort((a, b) => compare(order(a), order(b)))[0]?.entry;
}

function compare(one, other) {
  const at = one.findIndex((part, index) => part !== other[index]);
  return at < 0 ? 0 : one[at] < other[at] ? -1 : 1;
}
