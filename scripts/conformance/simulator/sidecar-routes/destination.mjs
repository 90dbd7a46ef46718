// Where the connection of a request goes before any proxy has a say, as the cluster's DNS has it.

/** `{ address, port, place }`: of what is let through, `place` is how results name it; undefined where nothing has the name. */
export function destinationOf(objects, pods, { from, to }) {
  const [, scheme, name, number] = /^(\w+):\/\/([^/:]*):?(\d*)/.exec(to);
  const port = Number(number || { http: 80, grpc: 80, https: 443 }[scheme]);
  const service = objects.find(({ kind, metadata }) => kind === 'Service' && namesOf(metadata, from.namespace).includes(name));
  if (service?.spec.externalName) return { address: '203.0.113.9', port, place: { service: 'passthrough', port, share: 100 } };
  if (service) {
    const place = { service: `${service.metadata.name}.${service.metadata.namespace}`, port, share: 100 };
    if (service.spec.clusterIP === 'None') {
      const pod = pods.find(({ namespace, labels }) => namespace === service.metadata.namespace && Object.entries(service.spec.selector).every(([key, value]) => labels[key] === value));
      return pod && { address: pod.address, port, place };
    }
    return { address: service.spec.clusterIP, port, place: service.spec.ports.some((one) => one.port === port) ? place : undefined };
  }
  if (name.endsWith('.cluster.local') || !name.includes('.')) return undefined;
  const address = objects.filter(({ kind, spec }) => kind === 'ServiceEntry' && spec.hosts.includes(name)).flatMap(({ spec }) => spec.addresses ?? [])[0];
  return { address: address ?? '203.0.113.9', port, place: { port, share: 100 } };
}

function namesOf({ namespace, name }, home) {
  return [`${name}.${namespace}.svc.cluster.local`, `${name}.${namespace}.svc`, `${name}.${namespace}`, ...(namespace === home ? [name] : [])];
}
