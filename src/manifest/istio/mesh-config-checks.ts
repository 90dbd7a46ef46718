import type { Field } from '../field';
import { endpointProblem, isPort } from './address-syntax';
import { checkClientTls } from './client-tls';
import type { Complain } from './complain';
import { checkDuration, nameOf } from './complain';
import { checkConnectionPool } from './connection-pool';
import { durationMs } from './duration-syntax';
import { hostProblem, isDnsLabel } from './host-syntax';
import { checkLocalityBalancing, checkZoneAwareBalancing } from './locality-balancing';
import { checkOutlierDetection } from './outlier-detection';

const MAX_CONNECT_TIMEOUT = 3_600_000;

/** For what istiod would not start with a mesh configuration, or would go on with the one before. What is left out has defaults that are right. */
export function checkMeshConfig(mesh: Field, complain: Complain): void {
  const [connect, detection] = [mesh.at('connectTimeout'), mesh.at('protocolDetectionTimeout')];
  checkPortNumber(mesh.at('proxyListenPort'), complain);
  checkDuration(connect, complain);
  if ((durationMs(connect.text) ?? 0) > MAX_CONNECT_TIMEOUT) {
    complain('mesh/connect-timeout', connect, `\`connectTimeout\` "${connect.text}" is longer than an hour.`, 'Write a duration such as 10s.');
  }
  if (detection.isSet && !Number.isInteger(durationMs(detection.text))) {
    complain('duration', detection, `\`protocolDetectionTimeout\` "${detection.text}" is no duration in whole milliseconds.`, 'Write a duration such as 5s, or 0s for none.');
  }
  checkProxyDefaults(mesh.at('defaultConfig'), complain);
  checkLocalityBalancing(mesh.at('localityLbSetting'), complain);
  checkZoneAwareBalancing(mesh.at('zoneAwareLbSetting'), complain);
  for (const host of mesh.at('serviceSettings').items().flatMap(setting => setting.at('hosts').items())) {
    const problem = hostProblem(host.text);
    if (problem !== undefined) complain('mesh/host', host, `"${host.text}" is no host: ${problem}.`, 'Write a DNS name, or one with a wildcard as its first label.');
  }
  for (const domain of [mesh.at('trustDomain'), ...mesh.at('trustDomainAliases').items()]) checkTrustDomain(domain, complain);
  if (mesh.at('meshMTLS', 'ecdhCurves').size > 0) {
    complain('mesh/curves', mesh.at('meshMTLS', 'ecdhCurves'), 'Curves cannot be chosen for mutual TLS of the mesh.', 'Take meshMTLS.ecdhCurves out; tlsDefaults.ecdhCurves is for other TLS.');
  }
  checkConnectionPool(mesh.at('defaultTrafficPolicy', 'connectionPool'), complain);
  checkOutlierDetection(mesh.at('defaultTrafficPolicy', 'outlierDetection'), complain);
}

function checkProxyDefaults(proxy: Field, complain: Complain): void {
  const tracing = proxy.at('tracing');
  for (const setting of [proxy.at('configPath'), proxy.at('binaryPath'), proxy.at('serviceCluster'), proxy.at('discoveryAddress')]) {
    if (setting.isSet && setting.text === '') complain('mesh/empty', setting, `\`${nameOf(setting)}\` is empty.`, `Write ${nameOf(setting)}, or take it out for the default.`);
  }
  const drain = proxy.at('drainDuration');
  checkDuration(drain, complain);
  if ((durationMs(drain.text) ?? 0) % 1000 !== 0) complain('duration', drain, `\`drainDuration\` "${drain.text}" is not in whole seconds.`, 'Write whole seconds, such as 45s.');
  const endpoints = [
    proxy.at('discoveryAddress'), proxy.at('statsdUdpAddress'), proxy.at('envoyMetricsServiceAddress'), proxy.at('envoyMetricsService', 'address'), proxy.at('envoyAccessLogService', 'address'),
  ];
  for (const endpoint of endpoints) if (endpoint.text !== '') checkEndpoint(endpoint, endpoint.text, complain);
  // The collector on the node is written as an environment variable.
  for (const collector of [tracing.at('zipkin', 'address'), tracing.at('datadog', 'address')]) {
    if (tracing.at(String(collector.path.at(-2))).isSet) checkEndpoint(collector, collector.text.replace('$(HOST_IP)', '127.0.0.1'), complain);
  }
  const lightstep = tracing.at('lightstep');
  if (lightstep.isSet) {
    checkEndpoint(lightstep.at('address'), lightstep.at('address').text, complain);
    if (lightstep.at('accessToken').text === '') complain('mesh/empty', lightstep, '`lightstep` has no accessToken.', 'Write accessToken.');
  }
  checkClientTls(tracing.at('tlsSettings'), '', complain);
  checkPortNumber(proxy.at('proxyAdminPort'), complain);
  checkPortNumber(proxy.at('statusPort'), complain);
  checkPrivateKeyProvider(proxy.at('privateKeyProvider'), complain);
}

function checkEndpoint(at: Field, address: string, complain: Complain): void {
  const problem = endpointProblem(address);
  if (problem === undefined) return;
  complain('mesh/endpoint', at, `\`${nameOf(at)}\` "${at.text}" is no address of a server: ${problem}.`, 'Write <host>:<port>.');
}

function checkPrivateKeyProvider(provider: Field, complain: Complain): void {
  if (!provider.isSet) return;
  const [kind] = provider.set('cryptomb', 'qat');
  if (kind !== undefined && (durationMs(provider.at(kind, 'pollDelay').text) ?? 0) !== 0) return;
  complain('mesh/private-key-provider', kind === undefined ? provider : provider.at(kind), kind === undefined ? '`privateKeyProvider` names no provider.' : `\`${kind}\` has no pollDelay other than 0.`,
    'Write cryptomb or qat with a pollDelay, such as 10ms.');
}

function checkPortNumber(port: Field, complain: Complain): void {
  if (!port.isSet || isPort(port.number)) return;
  complain('port-number', port, `\`${nameOf(port)}\` ${JSON.stringify(port.value)} is no port number.`, 'Write a port number from 1 to 65535.');
}

function checkTrustDomain(domain: Field, complain: Complain): void {
  if (!domain.isSet) return;
  const labels = domain.text.split('.');
  const right = domain.text !== '' && labels.every((label, index) => isDnsLabel(label) || (label === '' && index === labels.length - 1));
  if (!right) complain('mesh/trust-domain', domain, `"${domain.text}" is no trust domain.`, 'Write DNS labels with dots, such as "cluster.local".');
}
