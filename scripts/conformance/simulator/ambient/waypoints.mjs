// Waypoints, and the labels that send calls through them.

const USE = 'istio.io/use-waypoint';

/** Labels of namespaces, Services and pods; of a mesh all, some or none ask for a waypoint. */
export function waypointLabels({ pick, roll, maybe }) {
  const often = pick([0, 1, 3]);
  const use = (of) => () => (roll(of) < often ? { [USE]: pick(['waypoint', 'waypoint', 'waypoint', 'none', 'missing']), ...maybe(1, 4, () => ({ [`${USE}-namespace`]: pick(['shop', 'pay']) })) } : {});
  return { namespaceLabels: use(3), serviceLabels: use(4), podLabels: use(12) };
}

export function waypoint({ pick, maybe }, home, name = 'waypoint', { traffic = pick([undefined, 'service', 'workload', 'all', 'none']) } = {}) {
  return {
    apiVersion: 'gateway.networking.k8s.io/v1', kind: 'Gateway',
    metadata: { namespace: home, name, labels: traffic && { 'istio.io/waypoint-for': traffic }, ...maybe(1, 8, () => ({ annotations: { 'gateway.istio.io/service-account': 'gatekeeper' } })) },
    spec: { gatewayClassName: 'istio-waypoint', listeners: [{ name: 'mesh', port: 15008, protocol: 'HBONE', ...maybe(1, 2, () => ({ allowedRoutes: { namespaces: { from: pick(['All', 'Same']) } } })) }] },
    ...maybe(1, 10, () => ({ status: { addresses: [] } })),
  };
}
