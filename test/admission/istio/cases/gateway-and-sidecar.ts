import { cases, object } from './case';

const PORT = { number: 443, name: 'https', protocol: 'HTTPS' };
const HTTP = { number: 80, name: 'http', protocol: 'HTTP' };
const SIMPLE = { mode: 'SIMPLE', credentialName: 'cert' };

const gateway = (spec: object, metadata: object = {}) => object('networking.istio.io/v1', 'Gateway', spec, metadata);
const server = (more: object) => gateway({ servers: [{ port: HTTP, hosts: ['*'], ...more }] });
const port = (more: object) => server({ port: { ...HTTP, ...more } });
const tls = (settings: object) => server({ port: PORT, tls: settings });

const sidecar = (spec: object) => object('networking.istio.io/v1', 'Sidecar', spec);
const ingress = (more: object) => sidecar({ ingress: [{ port: { number: 80, protocol: 'HTTP' }, ...more }] });
const egress = (...listeners: object[]) => ({ egress: listeners });
const listener = (more: object) => sidecar(egress({ port: { number: 80, protocol: 'HTTP' }, hosts: ['./*'], ...more }));
const outbound = (outboundTrafficPolicy: object) => sidecar({ outboundTrafficPolicy });

export const GATEWAY_CASES = [
  ...cases((name: string) => gateway({ servers: [{ port: HTTP, hosts: ['*'] }] }, { name }),
    ['gateway/name', 'public.v1', 'metadata.name', '"public.v1"', 'public-v1']),
  ...cases(gateway,
    ['gateway/no-server', {}, 'spec', 'no servers', { servers: [{ port: HTTP, hosts: ['*'] }] }],
    ['gateway/duplicate-port-name', { servers: [{ port: HTTP, hosts: ['a.com'] }, { port: HTTP, hosts: ['b.com'] }] }, 'spec.servers[1].port.name', 'named "http"', { servers: [{ port: HTTP, hosts: ['a.com'] }, { port: { ...HTTP, name: 'b' }, hosts: ['b.com'] }] }]),
  ...cases(server,
    ['gateway/no-host', { hosts: [] }, 'spec.servers[0]', 'no hosts', { hosts: ['*'] }],
    ['gateway/host', { hosts: ['shop'] }, 'spec.servers[0].hosts[0]', 'short name', { hosts: ['shop.com', '10.0.0.1'] }],
    ['gateway/host', { hosts: ['*shop.com'] }, 'spec.servers[0].hosts[0]', 'whole label', { hosts: ['*.shop.com'] }],
    ['gateway/host', { hosts: ['~/shop.com'] }, 'spec.servers[0].hosts[0]', '"~" is no namespace', { hosts: ['./shop.com', '*/b.com', 'shop/c.com'] }],
    ['gateway/host', { hosts: ['/shop.com'] }, 'spec.servers[0].hosts[0]', 'a part is empty', { hosts: ['*/*'] }],
    ['gateway/host', { hosts: ['a_b.com'] }, 'spec.servers[0].hosts[0]', 'other than letters', { hosts: ['a-b.com'] }],
    ['gateway/port', { port: null }, 'spec.servers[0]', 'no port', {}],
    ['gateway/bind', { bind: 'localhost' }, 'spec.servers[0].bind', '"localhost"', { bind: '127.0.0.1' }],
    ['gateway/bind', { bind: 'unix://run/x' }, 'spec.servers[0].bind', 'absolute', { bind: 'unix:///run/x', port: { ...HTTP, number: 0 } }],
    ['gateway/bind', { bind: 'unix://@x' }, 'spec.servers[0].port.number', 'and to port 80', { bind: 'unix://@x', port: { ...HTTP, number: 0 } }],
    ['gateway/tls-missing', { port: PORT }, 'spec.servers[0]', 'for HTTPS has no tls', { port: PORT, tls: SIMPLE }],
    ['gateway/tls-not-expected', { tls: SIMPLE }, 'spec.servers[0].tls', 'for HTTP has tls', { tls: { httpsRedirect: true } }],
    ['gateway/tls-not-expected', { port: { ...HTTP, protocol: 'TCP' }, tls: { mode: 'PASSTHROUGH' } }, 'spec.servers[0].tls', 'for TCP has tls', { port: { ...HTTP, protocol: 'TLS' }, tls: { mode: 'PASSTHROUGH' } }]),
  ...cases(port,
    ['gateway/port', { number: 0 }, 'spec.servers[0].port.number', '0 is no port', { number: 1 }],
    ['gateway/port-name', { name: '' }, 'spec.servers[0].port.name', 'no name', { name: 'x' }],
    ['gateway/protocol', { protocol: 'WS' }, 'spec.servers[0].port.protocol', '"WS"', { protocol: 'grpc-web' }],
    ['gateway/target-port', { targetPort: 8080 }, 'spec.servers[0].port.targetPort', '8080 has no effect', { targetPort: 0 }]),
  ...cases(tls,
    ['server-tls/istio-mutual', { mode: 'ISTIO_MUTUAL', credentialName: 'c' }, 'spec.servers[0].tls.credentialName', 'ISTIO_MUTUAL', { mode: 'ISTIO_MUTUAL' }],
    ['server-tls/several-certificates', { ...SIMPLE, serverCertificate: '/c', privateKey: '/k' }, 'spec.servers[0].tls.credentialName', '"serverCertificate" and "credentialName"', { ...SIMPLE, serverCertificate: '/c' }],
    ['server-tls/certificate', { mode: 'SIMPLE' }, 'spec.servers[0].tls', 'without "serverCertificate" and "privateKey"', { mode: 'SIMPLE', serverCertificate: '/c', privateKey: '/k' }],
    ['server-tls/certificate', { mode: 'SIMPLE', tlsCertificates: [{ serverCertificate: '/c' }] }, 'spec.servers[0].tls.tlsCertificates[0]', '"privateKey"', { mode: 'SIMPLE', tlsCertificates: [{ serverCertificate: '/c', privateKey: '/k' }] }],
    ['server-tls/client-ca', { mode: 'MUTUAL', serverCertificate: '/c', privateKey: '/k' }, 'spec.servers[0].tls', 'mode MUTUAL without', { mode: 'MUTUAL', serverCertificate: '/c', privateKey: '/k', caCertificates: '/a' }],
    ['server-tls/crl', { mode: 'SIMPLE', serverCertificate: '/c', privateKey: '/k', caCrl: '/l' }, 'spec.servers[0].tls.caCrl', 'mode SIMPLE', { mode: 'SIMPLE', serverCertificate: '/c', privateKey: '/k' }],
    ['server-tls/crl', { mode: 'PASSTHROUGH', credentialName: 'c', caCrl: '/l' }, 'spec.servers[0].tls.caCrl', 'beside credentialName', { mode: 'MUTUAL', credentialName: 'c', caCrl: '/l' }]),
];

export const SIDECAR_CASES = [
  ...cases(sidecar,
    ['sidecar/empty', { workloadSelector: { labels: { app: 'a' } } }, 'spec', 'says nothing', { workloadSelector: { labels: { app: 'a' } }, outboundTrafficPolicy: {} }],
    ['selector/empty-key', { workloadSelector: { labels: { '': 'a' } }, outboundTrafficPolicy: {} }, 'spec.workloadSelector.labels[""]', 'without a key', { workloadSelector: { labels: { app: '' } }, outboundTrafficPolicy: {} }],
    ['sidecar/port', { ingress: [{ defaultEndpoint: ':80' }] }, 'spec.ingress[0]', 'no port', { ingress: [{ port: { number: 80 } }] }],
    ['sidecar/duplicate-port', { ingress: [{ port: { number: 80 } }, { port: { number: 80 } }] }, 'spec.ingress[1].port.number', 'port 80', { ingress: [{ port: { number: 80 } }, { port: { number: 81 } }] }],
    ['sidecar/catch-all-listener', egress({ hosts: ['./*'] }, { port: { number: 80 }, hosts: ['./*'] }), 'spec.egress[0]', 'others come after', egress({ port: { number: 80 }, hosts: ['./*'] }, { hosts: ['./*'] })],
    ['sidecar/duplicate-port', egress({ port: { number: 0 }, bind: 'unix://@a', hosts: ['./*'] }, { port: { number: 0 }, bind: 'unix://@a', hosts: ['./*'] }), 'spec.egress[1].bind', '"unix://@a"', egress({ port: { number: 0 }, bind: 'unix://@a', hosts: ['./*'] }, { port: { number: 0 }, bind: 'unix://@b', hosts: ['./*'] })],
    ['connection-pool/empty', { inboundConnectionPool: {} }, 'spec.inboundConnectionPool', 'neither http nor tcp', { inboundConnectionPool: { http: {} } }]),
  ...cases(ingress,
    ['sidecar/port', { port: { number: 0 } }, 'spec.ingress[0].port.number', '0 is no port', { port: { number: 1 } }],
    ['sidecar/port-name', { port: { number: 80, name: 'a_b' } }, 'spec.ingress[0].port.name', '"a_b"', { port: { number: 80, name: 'a-b' } }],
    ['sidecar/protocol', { port: { number: 80, protocol: 'WS' } }, 'spec.ingress[0].port.protocol', '"WS"', { port: { number: 80, protocol: 'http' } }],
    ['sidecar/target-port', { port: { number: 80, targetPort: 8080 } }, 'spec.ingress[0].port.targetPort', '8080', { port: { number: 80 } }],
    ['sidecar/bind', { bind: 'unix:///x' }, 'spec.ingress[0].bind', 'no IP address', { bind: '0.0.0.0' }],
    ['sidecar/default-endpoint', { defaultEndpoint: '10.0.0.1:80' }, 'spec.ingress[0].defaultEndpoint', '"10.0.0.1:80"', { defaultEndpoint: '[::1]:80' }],
    ['sidecar/default-endpoint', { defaultEndpoint: '127.0.0.1' }, 'spec.ingress[0].defaultEndpoint', '"127.0.0.1"', { defaultEndpoint: ':80' }],
    ['sidecar/default-endpoint', { defaultEndpoint: 'unix://x' }, 'spec.ingress[0].defaultEndpoint', '"unix://x"', { defaultEndpoint: 'unix:///x' }],
    ['sidecar/ingress-tls', { port: { number: 443, protocol: 'HTTPS' }, tls: { ...SIMPLE } }, 'spec.ingress[0].tls.credentialName', 'credentialName', { port: { number: 443, protocol: 'HTTPS' }, tls: { mode: 'SIMPLE', serverCertificate: '/c', privateKey: '/k' } }],
    ['sidecar/ingress-tls', { port: { number: 443, protocol: 'HTTPS' }, tls: { mode: 'ISTIO_MUTUAL' } }, 'spec.ingress[0].tls.mode', 'mode ISTIO_MUTUAL', { port: { number: 443, protocol: 'HTTPS' }, tls: {} }],
    ['sidecar/ingress-tls-protocol', { tls: {} }, 'spec.ingress[0].tls', 'for HTTP has tls', {}]),
  ...cases(listener,
    ['sidecar/no-host', { hosts: [] }, 'spec.egress[0]', 'no hosts', { hosts: ['*/*'] }],
    ['sidecar/host', { hosts: ['cart.shop.com'] }, 'spec.egress[0].hosts[0]', 'no namespace before a slash', { hosts: ['shop/cart.shop.com'] }],
    ['sidecar/host', { hosts: ['shop/cart'] }, 'spec.egress[0].hosts[0]', 'short name', { hosts: ['~shop/cart.shop', '~/*'] }],
    ['sidecar/host', { hosts: ['a.b/*'] }, 'spec.egress[0].hosts[0]', '"a.b" is no namespace', { hosts: ['a/*'] }],
    ['sidecar/bind', { port: { number: 0 } }, 'spec.egress[0].port', 'for Unix sockets', { port: { number: 0 }, bind: 'unix:///x' }],
    ['sidecar/bind', { bind: 'x' }, 'spec.egress[0].bind', '"x" is no IP', { bind: '::1' }],
    ['sidecar/capture-mode', { port: { number: 0 }, bind: 'unix:///x', captureMode: 'IPTABLES' }, 'spec.egress[0].captureMode', 'IPTABLES', { port: { number: 0 }, bind: 'unix:///x', captureMode: 'NONE' }]),
  ...cases(outbound,
    ['sidecar/outbound-policy', { mode: 'REGISTRY_ONLY', egressProxy: { host: 'a.com', port: { number: 80 } } }, 'spec.outboundTrafficPolicy.egressProxy', 'mode REGISTRY_ONLY', { mode: 'ALLOW_ANY', egressProxy: { host: 'a.com', port: { number: 80 } } }],
    ['sidecar/outbound-policy', { mode: 'ALLOW_ANY_DYNAMIC_DNS' }, 'spec.outboundTrafficPolicy.mode', 'whole mesh', { mode: 'ALLOW_ANY' }],
    ['sidecar/egress-proxy', { mode: 'ALLOW_ANY', egressProxy: { host: 'a.com' } }, 'spec.outboundTrafficPolicy.egressProxy', 'no port', { mode: 'ALLOW_ANY', egressProxy: { host: 'a.com', port: { number: 80 } } }],
    ['sidecar/egress-proxy', { mode: 'ALLOW_ANY', egressProxy: { host: '*.a.com', port: { number: 80 } } }, 'spec.outboundTrafficPolicy.egressProxy.host', '"*.a.com"', { mode: 'ALLOW_ANY', egressProxy: { host: 'b.a.com', port: { number: 80 } } }]),
];
