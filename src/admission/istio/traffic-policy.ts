import type { Field } from '../../manifest/field';
import { isPort } from '../../manifest/istio/address-syntax';
import type { Complain } from '../../manifest/istio/complain';
import { checkConnectionPool } from '../../manifest/istio/connection-pool';
import { dnsNameProblem, isIpAddress } from '../../manifest/istio/host-syntax';
import { checkOutlierDetection } from '../../manifest/istio/outlier-detection';
import { checkClientTls } from '../../manifest/istio/client-tls';
import { checkLoadBalancer } from './load-balancer';

export const TRAFFIC_POLICY_RULES = [
  'traffic-policy/empty', 'traffic-policy/tunnel-and-proxy-protocol', 'traffic-policy/port', 'traffic-policy/port-empty', 'tunnel/protocol', 'tunnel/target-host', 'tunnel/target-port',
] as const;

const BLOCKS = ['outlierDetection', 'connectionPool', 'loadBalancer', 'tls'];
const MORE_BLOCKS = ['tunnel', 'proxyProtocol', 'retryBudget'];

/** The `trafficPolicy` of a DestinationRule or of a subset. */
export function checkTrafficPolicy(policy: Field, namespace: string, complain: Complain): void {
  if (!policy.isSet) return;
  const ports = policy.at('portLevelSettings');
  if (policy.set(...BLOCKS, ...MORE_BLOCKS).length === 0 && ports.size === 0) {
    complain('traffic-policy/empty', policy, '`trafficPolicy` says nothing.', `Write ${BLOCKS.join(', ')} or portLevelSettings, or take trafficPolicy out.`);
    return;
  }
  if (policy.set('tunnel', 'proxyProtocol').length === 2) {
    complain('traffic-policy/tunnel-and-proxy-protocol', policy.at('tunnel'), '`trafficPolicy` has tunnel and proxyProtocol.', 'Keep one of them.');
    return;
  }
  checkBlocks(policy, namespace, complain);
  for (const port of ports.items()) {
    if (!port.at('port').isSet) {
      complain('traffic-policy/port', port, 'An entry of portLevelSettings has no port.', 'Write port.number as in the Service.');
    }
    if (port.set(...BLOCKS).length === 0) {
      complain('traffic-policy/port-empty', port, 'An entry of portLevelSettings says nothing.', `Write ${BLOCKS.join(', ')} for the port, or take the entry out.`);
    }
    checkBlocks(port, namespace, complain);
  }
  checkTunnel(policy.at('tunnel'), complain);
}

function checkBlocks(policy: Field, namespace: string, complain: Complain): void {
  checkOutlierDetection(policy.at('outlierDetection'), complain);
  checkConnectionPool(policy.at('connectionPool'), complain);
  checkLoadBalancer(policy.at('loadBalancer'), complain);
  checkClientTls(policy.at('tls'), namespace, complain);
}

function checkTunnel(tunnel: Field, complain: Complain): void {
  if (!tunnel.isSet) return;
  const [protocol, host, port] = [tunnel.at('protocol'), tunnel.at('targetHost'), tunnel.at('targetPort')];
  if (!['', 'CONNECT', 'POST'].includes(protocol.text)) {
    complain('tunnel/protocol', protocol, `A tunnel cannot use "${protocol.text}".`, 'Write CONNECT or POST.');
  }
  if (dnsNameProblem(host.text) !== undefined && !isIpAddress(host.text)) {
    complain('tunnel/target-host', host.isSet ? host : tunnel, `\`targetHost\` "${host.text}" is neither a DNS name nor an IP address.`, 'Write a full DNS name, without a wildcard, or an IP address.');
  }
  if (!isPort(port.number)) {
    complain('tunnel/target-port', port.isSet ? port : tunnel, `\`targetPort\` ${port.number} is no port number.`, 'Write a port number from 1 to 65535.');
  }
}
