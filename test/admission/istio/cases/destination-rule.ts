import { CART, cases, object } from './case';

const destinationRule = (spec: object) => object('networking.istio.io/v1', 'DestinationRule', { host: CART, ...spec });
const policy = (trafficPolicy: object) => destinationRule({ trafficPolicy });
const outlier = (outlierDetection: object) => policy({ outlierDetection });
const http = (settings: object) => policy({ connectionPool: { http: settings } });
const balancer = (loadBalancer: object) => policy({ loadBalancer, outlierDetection: {} });
const locality = (localityLbSetting: object) => balancer({ localityLbSetting });
const distribute = (...shares: object[]) => ({ distribute: shares });
const tls = (settings: object) => policy({ tls: settings });
const tunnel = (settings: object) => policy({ tunnel: { targetHost: 'a.com', targetPort: 443, ...settings } });
const share = (to: object, from = 'eu') => ({ from, to });

export const DESTINATION_RULE_CASES = [
  ...cases(destinationRule,
    ['destination-rule/host', { host: 'cart_1' }, 'spec.host', '"cart_1"', { host: '*.shop.com' }],
    ['destination-rule/subset-name', { subsets: [{ name: 'v1.0' }] }, 'spec.subsets[0].name', '"v1.0"', { subsets: [{ name: 'v1-0' }] }],
    ['destination-rule/duplicate-subset', { subsets: [{ name: 'v1' }, { name: 'v1' }] }, 'spec.subsets[1].name', 'two subsets "v1"', { subsets: [{ name: 'v1' }, { name: 'v2' }] }],
    ['labels', { subsets: [{ name: 'v1', labels: { version: 'v 1' } }] }, 'spec.subsets[0].labels.version', '"version: v 1"', { subsets: [{ name: 'v1', labels: { version: 'v_1' } }] }],
    ['export-to/workload-selector', { workloadSelector: { matchLabels: { app: 'a' } }, exportTo: ['*'] }, 'spec.exportTo', 'beyond its namespace', { workloadSelector: { matchLabels: { app: 'a' } }, exportTo: ['.'] }],
    ['selector/wildcard', { workloadSelector: { matchLabels: { app: 'a*' } } }, 'spec.workloadSelector.matchLabels.app', '"app: a*"', { workloadSelector: { matchLabels: { app: 'a' } } }],
    ['traffic-policy/empty', { subsets: [{ name: 'v1', trafficPolicy: {} }] }, 'spec.subsets[0].trafficPolicy', 'says nothing', { subsets: [{ name: 'v1', trafficPolicy: { tls: {} } }] }]),
  ...cases(policy,
    ['traffic-policy/empty', {}, 'spec.trafficPolicy', 'says nothing', { retryBudget: {} }],
    ['traffic-policy/tunnel-and-proxy-protocol', { tunnel: { targetHost: 'a.com', targetPort: 1 }, proxyProtocol: {} }, 'spec.trafficPolicy.tunnel', 'tunnel and proxyProtocol', { proxyProtocol: {} }],
    ['traffic-policy/port', { portLevelSettings: [{ tls: {} }] }, 'spec.trafficPolicy.portLevelSettings[0]', 'no port', { portLevelSettings: [{ tls: {}, port: {} }] }],
    ['traffic-policy/port-empty', { portLevelSettings: [{ port: { number: 80 } }] }, 'spec.trafficPolicy.portLevelSettings[0]', 'says nothing', { portLevelSettings: [{ port: { number: 80 }, tls: {} }] }],
    ['connection-pool/empty', { connectionPool: {} }, 'spec.trafficPolicy.connectionPool', 'neither http nor tcp', { connectionPool: { tcp: {} } }],
    ['connection-pool/negative-limit', { connectionPool: { tcp: { maxConnections: -1 } } }, 'spec.trafficPolicy.connectionPool.tcp.maxConnections', '-1', { connectionPool: { tcp: { maxConnections: 0 } } }],
    ['duration', { connectionPool: { tcp: { idleTimeout: '1.2ms' } } }, 'spec.trafficPolicy.connectionPool.tcp.idleTimeout', '"1.2ms"', { connectionPool: { tcp: { idleTimeout: '0s' } } }],
    ['duration', { connectionPool: { tcp: { tcpKeepalive: { time: '0s' } } } }, 'spec.trafficPolicy.connectionPool.tcp.tcpKeepalive.time', '"0s"', { connectionPool: { tcp: { tcpKeepalive: { time: '1s' } } } }]),
  ...cases(http,
    ['connection-pool/negative-limit', { maxRetries: -1 }, 'spec.trafficPolicy.connectionPool.http.maxRetries', '`maxRetries` is -1', { maxRetries: 0 }],
    ['connection-pool/upgrade-with-client-protocol', { h2UpgradePolicy: 'UPGRADE', useClientProtocol: true }, 'spec.trafficPolicy.connectionPool.http.useClientProtocol', 'h2UpgradePolicy UPGRADE', { h2UpgradePolicy: 'DEFAULT', useClientProtocol: true }],
    ['connection-pool/http2-keepalive', { http2KeepAlive: { interval: '1s' } }, 'spec.trafficPolicy.connectionPool.http.http2KeepAlive', 'no timeout', { http2KeepAlive: { interval: '1s', timeout: '1s' } }]),
  ...cases(outlier,
    ['outlier-detection/local-origin-failures', { consecutiveLocalOriginFailures: 5 }, 'spec.trafficPolicy.outlierDetection.consecutiveLocalOriginFailures', 'counts nothing', { consecutiveLocalOriginFailures: 5, splitExternalLocalOriginErrors: true }],
    ['outlier-detection/percent', { maxEjectionPercent: 101 }, 'spec.trafficPolicy.outlierDetection.maxEjectionPercent', '101', { maxEjectionPercent: 100 }],
    ['duration', { interval: '0s' }, 'spec.trafficPolicy.outlierDetection.interval', '"0s"', { interval: '1s' }]),
  ...cases(balancer,
    ['load-balancer/cookie-name', { consistentHash: { httpCookie: { ttl: '1s' } } }, 'spec.trafficPolicy.loadBalancer.consistentHash.httpCookie', 'no name', { consistentHash: { httpCookie: { name: 'c', ttl: '1s' } } }],
    ['duration', { consistentHash: { httpCookie: { name: 'c', ttl: '5' } } }, 'spec.trafficPolicy.loadBalancer.consistentHash.httpCookie.ttl', '"5" is no duration', { consistentHash: { httpCookie: { name: 'c', ttl: '0s' } } }],
    ['load-balancer/cookie-attributes', { consistentHash: { httpCookie: { name: 'c', attributes: [{ name: 'a' }, { name: 'a' }] } } }, 'spec.trafficPolicy.loadBalancer.consistentHash.httpCookie.attributes[1]', '"a" twice', { consistentHash: { httpCookie: { name: 'c', attributes: [{ name: 'a' }, { name: 'b' }] } } }],
    ['load-balancer/cookie-attributes', { consistentHash: { httpCookie: { name: 'c', attributes: [{}] } } }, 'spec.trafficPolicy.loadBalancer.consistentHash.httpCookie.attributes[0]', 'no name', { consistentHash: { httpCookie: { name: 'c', attributes: [{ name: 'b' }] } } }],
    ['load-balancer/ring-size-twice', { consistentHash: { useSourceIp: true, minimumRingSize: 9, ringHash: {} } }, 'spec.trafficPolicy.loadBalancer.consistentHash.minimumRingSize', 'beside ringHash', { consistentHash: { useSourceIp: true, minimumRingSize: 9 } }],
    ['load-balancer/maglev-size', { consistentHash: { useSourceIp: true, maglev: { tableSize: 9 } } }, 'spec.trafficPolicy.loadBalancer.consistentHash.maglev.tableSize', '`tableSize` 9', { consistentHash: { useSourceIp: true, maglev: { tableSize: 7 } } }],
    ['load-balancer/maglev-size', { consistentHash: { useSourceIp: true, maglev: {} } }, 'spec.trafficPolicy.loadBalancer.consistentHash.maglev', 'no prime', { consistentHash: { useSourceIp: true, maglev: { tableSize: 2 } } }],
    ['load-balancer/maglev-size', { consistentHash: { useSourceIp: true, maglev: { tableSize: 5000011 } } }, 'spec.trafficPolicy.loadBalancer.consistentHash.maglev.tableSize', '5000011', { consistentHash: { useSourceIp: true, maglev: { tableSize: 4999999 } } }],
    ['load-balancer/locality-and-zone-aware', { localityLbSetting: {}, zoneAwareLbSetting: {} }, 'spec.trafficPolicy.loadBalancer.zoneAwareLbSetting', 'localityLbSetting and zoneAwareLbSetting', { zoneAwareLbSetting: {} }],
    ['load-balancer/warmup', { warmup: {} }, 'spec.trafficPolicy.loadBalancer.warmup', 'no duration', { warmup: { duration: '1s' } }],
    ['load-balancer/warmup', { warmup: { duration: '1s', minimumPercent: 101 } }, 'spec.trafficPolicy.loadBalancer.warmup.minimumPercent', '101', { warmup: { duration: '1s', minimumPercent: 100 } }],
    ['load-balancer/warmup', { warmup: { duration: '1s', aggression: 0 } }, 'spec.trafficPolicy.loadBalancer.warmup.aggression', 'not above 0', { warmup: { duration: '1s', aggression: 0.1 } }],
    ['zone-aware/topology-label', { zoneAwareLbSetting: { failoverPriority: ['topology.kubernetes.io/zone'] } }, 'spec.trafficPolicy.loadBalancer.zoneAwareLbSetting.failoverPriority[0]', 'by itself', { zoneAwareLbSetting: { failoverPriority: ['version'] } }]),
  ...cases(locality,
    ['locality/distribute-with-failover', { ...distribute(share({ eu: 100 })), failover: [{ from: 'eu', to: 'us' }] }, 'spec.trafficPolicy.loadBalancer.localityLbSetting.failover', 'both distribute and failover', { failover: [{ from: 'eu', to: 'us' }] }],
    ['locality/failover-with-topology-label', { failover: [{ from: 'eu', to: 'us' }], failoverPriority: ['topology.kubernetes.io/region'] }, 'spec.trafficPolicy.loadBalancer.localityLbSetting.failoverPriority[0]', 'names regions', { failover: [{ from: 'eu', to: 'us' }], failoverPriority: ['version'] }],
    ['locality/weight', distribute(share({ eu: 0, us: 100 })), 'spec.trafficPolicy.loadBalancer.localityLbSetting.distribute[0].to.eu', 'weight of 0', distribute(share({ eu: 1, us: 99 }))],
    ['locality/weight-total', distribute(share({ eu: 50, us: 40 })), 'spec.trafficPolicy.loadBalancer.localityLbSetting.distribute[0].to', 'add up to 90', distribute(share({ eu: 50, us: 50 }))],
    ['locality/overlap', distribute(share({ eu: 50, 'eu/z1': 50 })), 'spec.trafficPolicy.loadBalancer.localityLbSetting.distribute[0].to["eu/z1"]', 'overlaps with "eu"', distribute(share({ 'eu/z2': 50, 'eu/z1': 50 }))],
    ['locality/overlap', distribute(share({ eu: 100 }, 'eu/z/a'), share({ eu: 100 }, 'eu/z')), 'spec.trafficPolicy.loadBalancer.localityLbSetting.distribute[1].from', 'overlaps', distribute(share({ eu: 100 }, 'eu/z/a'), share({ eu: 100 }, 'eu/z/b'))],
    ['locality/wildcard', distribute(share({ eu: 100 }, 'e*/z')), 'spec.trafficPolicy.loadBalancer.localityLbSetting.distribute[0].from', '"e*/z"', distribute(share({ eu: 100 }, 'eu/*'))],
    ['locality/empty-part', distribute(share({ eu: 100 }, 'eu/')), 'spec.trafficPolicy.loadBalancer.localityLbSetting.distribute[0].from', 'empty part', distribute(share({ eu: 100 }, 'eu'))],
    ['locality/failover-region', { failover: [{ from: 'eu', to: 'eu' }] }, 'spec.trafficPolicy.loadBalancer.localityLbSetting.failover[0]', 'to itself', { failover: [{ from: 'eu', to: 'us' }] }],
    ['locality/failover-region', { failover: [{ from: 'eu', to: 'us/z' }] }, 'spec.trafficPolicy.loadBalancer.localityLbSetting.failover[0].to', '"us/z"', { failover: [{ from: 'eu', to: 'us' }] }]),
  ...cases(tls,
    ['tls/config-map', { mode: 'SIMPLE', credentialName: 'configmap://other/ca' }, 'spec.trafficPolicy.tls.credentialName', 'no ConfigMap of namespace "shop"', { mode: 'SIMPLE', credentialName: 'configmap://shop/ca' }],
    ['tls/skip-verify', { mode: 'SIMPLE', insecureSkipVerify: true, caCertificates: '/ca' }, 'spec.trafficPolicy.tls.caCertificates', '"caCertificates" says how', { mode: 'SIMPLE', insecureSkipVerify: true }],
    ['tls/skip-verify', { mode: 'MUTUAL', insecureSkipVerify: true, credentialName: 'c', subjectAltNames: ['a'] }, 'spec.trafficPolicy.tls.subjectAltNames', '"subjectAltNames"', { mode: 'MUTUAL', insecureSkipVerify: true, credentialName: 'c' }],
    ['tls/credential-with-files', { mode: 'SIMPLE', credentialName: 'c', caCrl: '/crl' }, 'spec.trafficPolicy.tls.caCrl', '"caCrl"', { mode: 'SIMPLE', credentialName: 'c' }],
    ['tls/client-certificate', { mode: 'MUTUAL', clientCertificate: '/cert' }, 'spec.trafficPolicy.tls', 'without "privateKey"', { mode: 'MUTUAL', clientCertificate: '/cert', privateKey: '/key' }]),
  ...cases(tunnel,
    ['tunnel/protocol', { protocol: 'GET' }, 'spec.trafficPolicy.tunnel.protocol', '"GET"', { protocol: 'POST' }],
    ['tunnel/target-host', { targetHost: '*.a.com' }, 'spec.trafficPolicy.tunnel.targetHost', '"*.a.com"', { targetHost: '10.0.0.1' }],
    ['tunnel/target-port', { targetPort: 0 }, 'spec.trafficPolicy.tunnel.targetPort', '0', { targetPort: 1 }]),
];
