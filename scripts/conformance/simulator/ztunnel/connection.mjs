// Where a call goes by what istiod tells ztunnels: through which waypoint, to which pods, in a tunnel or not.
import { ENTRY_HOST } from '../ambient/cluster.mjs';

const DEFAULT_PORTS = { http: 80, grpc: 80, https: 443 };

/**
 * `{ sender, identity, sourceIp, ends: [{ workload, port }] }`: who connects to which pods at last; through a waypoint also which, from whom and to
 * what address. Undefined: others than ztunnels have a say in it.
 */
export function connectionOf({ workloads, services }, { from, to, directTo }, mesh) {
  const [, scheme, host, written] = /^(\w+):\/\/([^:/]+)(?::(\d+))?/.exec(to);
  const port = Number(written ?? DEFAULT_PORTS[scheme]);
  const caller = from.namespace && workloads.find(({ namespace, name }) => namespace === from.namespace && hasLabels(mesh, namespace, name, from.labels));
  const sender = !caller ? 'none' : mesh.sidecars.has(caller.namespace) ? 'sidecar' : caller.tunnelProtocol === 'HBONE' ? 'ztunnel' : 'none';
  const service = services.find(({ hostname }) => hostname === (host === ENTRY_HOST ? host : `${host}.svc.cluster.local`));
  // Only ztunnels answer for the names of ServiceEntries, and a sidecar's own routes are none of theirs.
  if (!service || sender !== 'ztunnel' && host === ENTRY_HOST || sender === 'sidecar' && (directTo || scheme === 'tcp' || scheme === 'https' || !service.addresses)) return undefined;
  const toPods = directTo !== undefined || !service.addresses;
  const behind = workloads.filter((one) => one.services?.[`${service.namespace}/${service.hostname}`])
    .filter(({ name, namespace }) => !directTo || hasLabels(mesh, namespace, name, directTo));
  const ends = behind.flatMap((workload) => {
    const target = toPods ? port : workload.services[`${service.namespace}/${service.hostname}`].ports?.find(({ servicePort }) => servicePort === port)?.targetPort;
    return target === undefined ? [] : [{ workload, port: target }];
  });
  const identity = sender === 'none' ? undefined : principal(caller.trustDomain, caller.namespace, caller.serviceAccount);
  const protocol = service.ports.find(({ servicePort }) => servicePort === port)?.appProtocol;
  const http = (scheme === 'http' || scheme === 'grpc') && (toPods || ['HTTP11', 'HTTP2', 'GRPC'].includes(protocol));
  const own = { sender, scheme, http, toPods, identity, sourceIp: from.ip, ends };
  if (sender !== 'ztunnel') return own;
  const asked = toPods ? [...new Set(ends.map(({ workload }) => workload.waypoint?.hostname.hostname))] : [service.waypoint?.hostname.hostname];
  if (asked.length > 1) return undefined;
  if (asked[0] === undefined) return own;
  const [name, namespace] = asked[0].split('.');
  const [target] = toPods ? ends : [];
  return {
    ...own, sender: 'waypoint', identity: principal(caller.trustDomain, namespace, mesh.account(namespace, name)), sourceIp: undefined,
    waypoint: `${name}.${namespace}`, caller: identity, address: text(target ? target.workload.addresses[0] : service.addresses?.[0].address), port,
  };
}

function hasLabels(mesh, namespace, name, labels) {
  return Object.entries(labels).every(([key, value]) => mesh.labels.get(`${namespace}/${name}`)[key] === value);
}

function text(address) {
  return address && [...Buffer.from(address, 'base64')].join('.');
}

const principal = (domain = 'cluster.local', namespace, account) => `${domain}/ns/${namespace}/sa/${account}`;
