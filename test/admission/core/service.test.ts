import { coreCases } from '../../support/core-cases';

coreCases('Service', `
apiVersion: v1
kind: Service
metadata: { name: cart, annotations: { service.kubernetes.io/topology-mode: Auto } }
spec: { selector: { app: cart }, ports: [{ name: http, port: 80 }, { name: dns, port: 53, protocol: UDP }] }
`, [
  ['spec.type', 'Internal', 'NodePort', 'not one of its values'],
  ['spec.ports', [], [{ port: 80 }], 'missing or empty'],
  ['spec.ports[0].name', undefined, 'web', 'missing or empty'],
  ['spec.ports[0].name', 'HTTP', 'h2', 'not a DNS label'],
  ['spec.ports[1].name', 'http', 'dns-tcp', 'must be unique'],
  ['spec.ports[0].port', 0, 1, 'missing or 0'],
  ['spec.ports[0].port', 65536, 65535, 'outside 1 to 65535'],
  ['spec.ports[0].protocol', 'HTTP', 'SCTP', 'not one of its values'],
  ['spec.ports[0].targetPort', 'a--b', 'a-b', 'not a port name'],
  ['spec.ports[0].targetPort', 65536, 8080, 'outside'],
  ['spec.ports[0].appProtocol', 'a b', 'kubernetes.io/h2c', 'not a qualified name'],
  ['spec.ports[0].nodePort', 30080, 0, 'ClusterIP opens no port'],
  ['spec.ports', [{ name: 'a', port: 53 }, { name: 'b', port: 53 }], [{ name: 'a', port: 53 }, { name: 'b', port: 53, protocol: 'UDP' }], 'both have port 53 for TCP', 'spec.ports[1]'],
  ['spec', { type: 'NodePort', ports: [{ name: 'a', port: 1, nodePort: 30000 }, { name: 'b', port: 2, nodePort: 30000 }] },
    { type: 'NodePort', ports: [{ name: 'a', port: 1, nodePort: 30000 }, { name: 'b', port: 2, nodePort: 30001 }] }, 'both have nodePort', 'spec.ports[1].nodePort'],
  ['spec.selector.app', 'a b', 'a.b', 'not a label value'],
  ['spec.selector', { 'a b': 'c' }, { 'a/b': 'c' }, 'not a qualified name', 'spec.selector["a b"]'],
  ['spec.sessionAffinity', 'Cookie', 'ClientIP', 'not one of its values'],
  ['spec', { ports: [{ port: 1 }], sessionAffinity: 'ClientIP', sessionAffinityConfig: { clientIP: { timeoutSeconds: 86401 } } },
    { ports: [{ port: 1 }], sessionAffinity: 'ClientIP', sessionAffinityConfig: { clientIP: { timeoutSeconds: 86400 } } }, 'outside', 'spec.sessionAffinityConfig.clientIP.timeoutSeconds'],
  ['spec.externalIPs', ['10.0.0'], ['10.0.0.1'], 'not an IP address', 'spec.externalIPs[0]'],
  ['spec.externalIPs', ['010.0.0.1'], ['10.0.0.1'], 'in different ways', 'spec.externalIPs[0]'],
  ['spec.externalIPs', ['127.0.0.1'], ['128.0.0.1'], 'a loopback address', 'spec.externalIPs[0]'],
  ['spec.externalIPs', ['169.254.0.1'], ['169.253.0.1'], 'a link-local address', 'spec.externalIPs[0]'],
  ['spec.externalIPs', ['224.0.0.1'], ['225.0.0.1'], 'a link-local multicast address', 'spec.externalIPs[0]'],
  ['spec.externalIPs', ['::'], ['2001:db8::1'], 'the unspecified address', 'spec.externalIPs[0]'],
  ['spec.externalIPs', ['::1'], ['::2'], 'a loopback address', 'spec.externalIPs[0]'],
  ['spec.externalIPs', ['fe80::1'], ['fd00::1'], 'a link-local address', 'spec.externalIPs[0]'],
  ['spec.externalIPs', ['ff02::1'], ['ff05::1'], 'a link-local multicast address', 'spec.externalIPs[0]'],
  ['spec.loadBalancerSourceRanges', ['10.0.0.0/8'], [], 'not LoadBalancer'],
  ['spec.allocateLoadBalancerNodePorts', false, undefined, 'not LoadBalancer'],
  ['spec.loadBalancerClass', 'example.com/lb', undefined, 'not LoadBalancer'],
  ['spec.externalTrafficPolicy', 'Local', '', 'nothing from outside'],
  ['spec.healthCheckNodePort', 30000, 0, 'only a Service of type LoadBalancer'],
  ['spec.internalTrafficPolicy', 'Node', 'Local', 'not one of its values'],
  ['spec.internalTrafficPolicy', '', undefined, 'missing or empty'],
  ['spec.trafficDistribution', 'Near', 'PreferSameZone', 'not one of its values'],
  ['spec.trafficDistribution', '', undefined, 'missing or empty'],
  ['spec.ipFamilies', ['IPv4', 'IPv4'], ['IPv4', 'IPv6'], 'must be unique', 'spec.ipFamilies[1]'],
  ['spec.ipFamilies', ['IPv5'], ['IPv6'], 'not one of its values', 'spec.ipFamilies[0]'],
  ['spec.ipFamilyPolicy', 'Both', 'PreferDualStack', 'not one of its values'],
  ['metadata.annotations["service.kubernetes.io/topology-aware-hints"]', 'Disabled', 'Auto', 'its older name', 'metadata.annotations["service.kubernetes.io/topology-mode"]'],
  ['metadata.annotations["service.beta.kubernetes.io/load-balancer-source-ranges"]', '10.0.0.0/8', undefined, 'not LoadBalancer'],
]);

coreCases('addresses of a Service', `
apiVersion: v1
kind: Service
metadata: { name: cart }
spec: { clusterIP: 10.0.0.1, ports: [{ port: 80 }] }
`, [
  ['spec.clusterIP', '10.0.0.256', '10.0.0.255', 'not an IP address'],
  ['spec.clusterIP', 'none', 'None', 'not an IP address'],
  ['spec.clusterIPs', ['10.0.0.2'], ['10.0.0.1'], 'begins with'],
  ['spec.clusterIPs', ['10.0.0.1', '10.0.0.2'], ['10.0.0.1', 'fd00::1'], 'same IP family'],
  ['spec.clusterIPs', ['10.0.0.1', 'fd00::1', 'fd00::2'], ['10.0.0.1', 'fd00::1'], 'holds 3 addresses'],
  ['spec', { clusterIP: 'None', clusterIPs: ['None', '10.0.0.1'], ports: [{ port: 80 }] }, { clusterIP: 'None', clusterIPs: ['None'] }, '"None" and other', 'spec.clusterIPs'],
  ['spec.ipFamilies', ['IPv6'], ['IPv4'], 'an IPv4 address', 'spec.clusterIP'],
  ['spec', { type: 'NodePort', clusterIP: 'None', ports: [{ port: 80 }] }, { type: 'ClusterIP', clusterIP: 'None' }, 'must have an address', 'spec.clusterIP'],
]);

coreCases('Service of type ExternalName', `
apiVersion: v1
kind: Service
metadata: { name: db }
spec: { type: ExternalName, externalName: db.example. }
`, [
  ['spec.externalName', undefined, 'db', 'ExternalName'],
  ['spec.externalName', 'db_1.example', 'db-1.example', 'not a DNS name'],
  ['spec.clusterIP', '10.0.0.1', '', 'has no addresses'],
  ['spec.clusterIPs', ['10.0.0.1'], [], 'has no addresses'],
  ['spec.ipFamilies', ['IPv4'], [], 'has no addresses'],
  ['spec.ipFamilyPolicy', 'SingleStack', undefined, 'has no addresses'],
]);

coreCases('Service of type LoadBalancer', `
apiVersion: v1
kind: Service
metadata: { name: edge }
spec: { type: LoadBalancer, ports: [{ port: 80 }] }
`, [
  ['spec.loadBalancerSourceRanges', ['10.0.0.1/8'], ['10.0.0.0/8'], 'bits set behind the first 8', 'spec.loadBalancerSourceRanges[0]'],
  ['spec.loadBalancerSourceRanges', ['10.0.0.0'], [' 10.0.0.0/8 '], 'not an IP range', 'spec.loadBalancerSourceRanges[0]'],
  ['spec.loadBalancerSourceRanges', ['10.0.0.0/08'], ['::/0'], 'in different ways', 'spec.loadBalancerSourceRanges[0]'],
  ['metadata.annotations', { 'service.beta.kubernetes.io/load-balancer-source-ranges': '10.0.0.0/8, a' }, { 'service.beta.kubernetes.io/load-balancer-source-ranges': '10.0.0.0/8, ::/0' },
    'not an IP range', 'metadata.annotations["service.beta.kubernetes.io/load-balancer-source-ranges"]'],
  ['spec.loadBalancerClass', 'a b', 'example.com/lb', 'not a qualified name'],
  ['spec.externalTrafficPolicy', 'Global', 'Local', 'not one of its values'],
  ['spec', { type: 'LoadBalancer', externalTrafficPolicy: 'Local', healthCheckNodePort: 65536, ports: [{ port: 1 }] },
    { type: 'LoadBalancer', externalTrafficPolicy: 'Local', healthCheckNodePort: 32000, ports: [{ port: 1 }] }, 'outside', 'spec.healthCheckNodePort'],
  ['spec.clusterIP', 'None', '10.0.0.1', 'must have an address'],
]);
