import { cases, object } from './case';

const HTTPS = { number: 443, name: 'https', protocol: 'HTTPS' };

const entry = (spec: object, metadata: object = {}) => object('networking.istio.io/v1', 'ServiceEntry', { hosts: ['api.example.com'], ports: [HTTPS], resolution: 'DNS', ...spec }, metadata);
const port = (more: object) => entry({ ports: [{ ...HTTPS, ...more }] });
const endpoint = (more: object) => entry({ resolution: 'STATIC', endpoints: [{ address: '10.0.0.1', ...more }] });
const dynamic = (spec: object) => entry({ hosts: ['*.example.com'], ports: [{ number: 443, name: 'tls', protocol: 'TLS' }], resolution: 'DYNAMIC_DNS', ...spec }, { labels: { 'istio.io/use-waypoint': 'waypoint' } });
const workload = (spec: object) => object('networking.istio.io/v1', 'WorkloadEntry', { address: '10.0.0.1', ...spec });
const group = (spec: object) => object('networking.istio.io/v1', 'WorkloadGroup', { template: {}, ...spec });
const probe = (settings: object) => group({ probe: { tcpSocket: { port: 80 }, ...settings } });
const ENDPOINT = 'spec.endpoints[0]';

export const SERVICE_ENTRY_CASES = [
  ...cases(entry,
    ['service-entry/selector-and-endpoints', { workloadSelector: { labels: { a: 'b' } }, endpoints: [{ address: 'a.com' }] }, 'spec.endpoints', 'workloadSelector and endpoints', { endpoints: [{ address: 'a.com' }] }],
    ['service-entry/no-host', { hosts: [] }, 'spec', 'no hosts', { hosts: ['a.com'] }],
    ['service-entry/host', { hosts: ['*'], resolution: 'NONE' }, 'spec.hosts[0]', 'every host', { hosts: ['*.com'], resolution: 'NONE' }],
    ['service-entry/address', { addresses: ['10.0.0'] }, 'spec.addresses[0]', '"10.0.0"', { addresses: ['10.0.0.1'] }],
    ['service-entry/range', { addresses: ['10.0.0.0/8'] }, 'spec.addresses[0]', 'resolution DNS', { addresses: ['10.0.0.0/8'], resolution: 'STATIC' }],
    ['service-entry/duplicate-port', { ports: [HTTPS, { ...HTTPS, number: 444 }] }, 'spec.ports[1].name', 'named "https"', { ports: [HTTPS, { ...HTTPS, number: 444, name: 'b' }] }],
    ['service-entry/duplicate-port', { ports: [HTTPS, { ...HTTPS, name: 'b' }] }, 'spec.ports[1].number', 'number 443', { ports: [HTTPS] }],
    ['service-entry/endpoints-without-resolution', { resolution: 'NONE', endpoints: [{ address: '10.0.0.1' }] }, 'spec.endpoints', 'not used', { resolution: 'STATIC', endpoints: [{ address: '10.0.0.1' }] }],
    ['service-entry/host-to-resolve', { hosts: ['*.example.com'] }, 'spec.hosts[0]', 'cannot resolve "*.example.com"', { hosts: ['*.example.com'], endpoints: [{ address: 'a.com' }] }],
    ['service-entry/one-endpoint', { resolution: 'DNS_ROUND_ROBIN', endpoints: [{ address: 'a.com' }, { address: 'b.com' }] }, 'spec.endpoints', 'not 2', { resolution: 'DNS_ROUND_ROBIN', endpoints: [{ address: 'a.com' }] }],
    ['service-entry/hosts-without-names', { hosts: ['a.com', 'b.com'], ports: [{ ...HTTPS, protocol: 'TCP' }] }, 'spec.hosts', 'for TCP', { hosts: ['a.com', 'b.com'], ports: [{ ...HTTPS, protocol: 'TCP' }], resolution: 'NONE' }],
    ['export-to/everybody-and-others', { exportTo: ['~', '.'] }, 'spec.exportTo[0]', '"~"', { exportTo: ['~'] }],
    ['workload-entry/address', { endpoints: [{ address: '*.a.com' }] }, 'spec.endpoints[0].address', 'neither a DNS name', { endpoints: [{ address: 'a.com' }] }]),
  ...cases(port,
    ['service-entry/port', { number: 0 }, 'spec.ports[0].number', '0 is no port', { number: 1 }],
    ['service-entry/port-name', { name: 'a_b' }, 'spec.ports[0].name', '"a_b"', { name: 'a-b' }],
    ['service-entry/protocol', { protocol: 'WS' }, 'spec.ports[0].protocol', '"WS"', { protocol: '' }],
    ['port-number', { targetPort: 70000 }, 'spec.ports[0].targetPort', '70000', { targetPort: 8080 }]),
  ...cases(endpoint,
    ['workload-entry/address', { address: 'a.com' }, `${ENDPOINT}.address`, 'resolution STATIC', { address: '::1' }],
    ['workload-entry/unknown-port', { ports: { http: 80 } }, `${ENDPOINT}.ports.http`, 'maps port "http"', { ports: { https: 80 } }],
    ['workload-entry/no-address', { address: '' }, ENDPOINT, 'neither address nor network', { address: '', network: 'n' }],
    ['workload-entry/socket', { address: 'unix://@a', ports: { https: 80 } }, `${ENDPOINT}.ports`, 'no ports', { address: 'unix://@a' }]),
  ...cases((ports: object[]) => entry({ ports, resolution: 'STATIC', endpoints: [{ address: 'unix:///run/x' }] }),
    ['workload-entry/socket-ports', [HTTPS, { ...HTTPS, number: 444, name: 'b' }], `${ENDPOINT}.address`, 'has 2', [HTTPS]]),
  ...cases(dynamic,
    ['service-entry/dynamic-dns', { hosts: ['a.com'] }, 'spec.hosts[0]', '"a.com" does not', {}],
    ['service-entry/dynamic-dns', { addresses: ['10.0.0.1'] }, 'spec.addresses', 'no addresses', {}],
    ['service-entry/dynamic-dns', { endpoints: [{ address: 'a.com' }] }, 'spec.endpoints', 'no endpoints', {}],
    ['service-entry/dynamic-dns', { ports: [HTTPS] }, 'spec.ports[0].protocol', 'not HTTPS', { ports: [{ number: 80, name: 'h', protocol: 'HTTP2' }] }],
    ['service-entry/dynamic-dns', { location: 'MESH_INTERNAL' }, 'spec.location', '"waypoint"', { location: 'MESH_EXTERNAL' }]),
];

export const WORKLOAD_CASES = [
  ...cases(workload,
    ['workload-entry/no-address', { address: '' }, 'spec', 'neither address nor network', { network: 'n', address: '' }],
    ['workload-entry/address', { address: 'a_b' }, 'spec.address', '"a_b"', { address: 'a.b' }],
    ['workload-entry/socket', { address: 'unix://x' }, 'spec.address', 'absolute', { address: 'unix:///x' }],
    ['workload-entry/port-name', { ports: { a_b: 80 } }, 'spec.ports.a_b', '"a_b"', { ports: { 'a-b': 80 } }],
    ['port-number', { ports: { a: 0 } }, 'spec.ports.a', '`a` 0', { ports: { a: 1 } }],
    ['labels', { labels: { a: 'b c' } }, 'spec.labels.a', '"a: b c"', { labels: { a: 'b.c' } }]),
  ...cases(group,
    ['workload-group/template', { template: null }, 'spec', 'no template', {}],
    ['labels', { metadata: { labels: { a: '/' } } }, 'spec.metadata.labels.a', '"a: /"', { metadata: { labels: { a: 'b' } } }],
    ['probe/method', { probe: { periodSeconds: 1 } }, 'spec.probe', 'how to probe', { probe: { exec: { command: ['a'] } } }],
    ['probe/method', { probe: { grpc: { port: 80 } } }, 'spec.probe.grpc', 'grpc', { probe: { tcpSocket: { port: 80 } } }],
    ['probe/port', { probe: { tcpSocket: { port: 0 } } }, 'spec.probe.tcpSocket.port', 'tcpSocket', { probe: { tcpSocket: { port: 80 } } }],
    ['probe/port', { probe: { httpGet: {} } }, 'spec.probe.httpGet', 'httpGet', { probe: { httpGet: { port: 80 } } }],
    ['probe/scheme', { probe: { httpGet: { port: 80, scheme: 'https' } } }, 'spec.probe.httpGet.scheme', '"https"', { probe: { httpGet: { port: 80, scheme: 'HTTPS' } } }],
    ['probe/header', { probe: { httpGet: { port: 80, httpHeaders: [{ name: 'a_b' }] } } }, 'spec.probe.httpGet.httpHeaders[0].name', '"a_b"', { probe: { httpGet: { port: 80, httpHeaders: [{ name: 'a-b' }] } } }],
    ['probe/command', { probe: { exec: { command: [] } } }, 'spec.probe.exec', 'no command', { probe: { exec: { command: ['a'] } } }]),
  ...cases(probe,
    ['probe/negative', { periodSeconds: -1 }, 'spec.probe.periodSeconds', '-1', { periodSeconds: 0 }]),
];
