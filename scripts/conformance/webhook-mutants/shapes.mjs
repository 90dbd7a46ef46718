// What objects need beyond their schemas for a webhook to take them; grown at random, few would have it.

/** Fields that always stand, by path. */
const ALWAYS = {
  VirtualService: ['hosts'],
  'VirtualService.http.route': ['destination'],
  'VirtualService.tcp.route': ['destination'],
  'VirtualService.tls.route': ['destination'],
  'VirtualService.tls': ['match', 'route'],
  'VirtualService.tcp': ['route'],
  'VirtualService.tls.match': ['sniHosts'],
  'VirtualService.http.fault.abort': ['percentage'],
  'VirtualService.http.mirrors': ['destination'],
  Gateway: ['servers', 'selector'],
  'Gateway.servers': ['port', 'hosts'],
  'Gateway.servers.port': ['name', 'number', 'protocol'],
  Sidecar: ['egress'],
  'Sidecar.egress': ['hosts'],
  'Sidecar.egress.port': ['name', 'number', 'protocol'],
  'Sidecar.ingress': ['port', 'defaultEndpoint'],
  'Sidecar.ingress.port': ['name', 'number', 'protocol'],
  ServiceEntry: ['ports', 'resolution'],
  'ServiceEntry.ports': ['name', 'protocol'],
  'ServiceEntry.endpoints': ['address'],
  'DestinationRule.trafficPolicy.portLevelSettings': ['port'],
  'DestinationRule.subsets': ['labels'],
  EnvoyFilter: ['configPatches'],
  'EnvoyFilter.configPatches': ['applyTo', 'patch'],
  'EnvoyFilter.configPatches.patch': ['operation'],
  AuthorizationPolicy: ['rules'],
  'RequestAuthentication.jwtRules': ['issuer'],
  WorkloadEntry: ['address'],
};

/** Fields of which one stands; some are named more often than others. */
const ONE_OF = {
  VirtualService: ['http', 'http', 'http', 'http', 'tls', 'tcp'],
  'VirtualService.http': ['route', 'route', 'route', 'route', 'redirect', 'directResponse', 'delegate'],
  AuthorizationPolicy: ['selector', 'targetRefs', 'targetRef', 'provider'],
  Telemetry: ['selector', 'targetRefs', 'targetRef'],
  RequestAuthentication: ['selector', 'targetRefs', 'targetRef'],
  WasmPlugin: ['selector', 'targetRefs', 'targetRef'],
  TrafficExtension: ['selector', 'targetRefs'],
};
const list = (table, path) => table[path] ?? [];

export const alwaysAt = (path) => list(ALWAYS, path);
export const choiceAt = (path) => list(ONE_OF, path);
