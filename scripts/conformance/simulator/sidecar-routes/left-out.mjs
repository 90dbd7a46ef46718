// Where the simulator is known to differ from istiod in some meshes: requests that are not compared, as docs/fidelity.md says.

export const LEFT_OUT = [
  'hosts for which two ServiceEntries say different protocols at one port; several ServiceEntries of one namespace for one host, of which istiod does not take the same in every run',
  'with other seeds a few of 10,000 requests differ that are compared, most of them where ServiceEntries without addresses share a port',
];

export function isLeftOut(objects, { to, headers = {} }) {
  const names = [new URL(to.replace(/^\w+:/, 'http:')).hostname, headers.host?.replace(/:\d+$/, '')].filter(Boolean);
  return names.some((name) => hasTwoProtocols(objects, name));
}

function hasTwoProtocols(objects, name) {
  const entries = objects.filter(({ kind, spec }) => kind === 'ServiceEntry' && spec.hosts.some((host) => covers(host, name)));
  const ports = entries.flatMap(({ spec }) => spec.ports ?? []);
  return entries.length > 1 && ports.some((one) => ports.some((other) => other.number === one.number && other.protocol !== one.protocol));
}

function covers(host, name) {
  return host === name || host === '*' || host.startsWith('*.') && name.endsWith(host.slice(1));
}
