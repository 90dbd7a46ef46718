import type { Field } from '../field';
import { durationMs } from './duration-syntax';
import type { Complain } from './complain';
import { checkDuration, nameOf } from './complain';

export const CONNECTION_POOL_RULES = [
  'connection-pool/empty', 'connection-pool/negative-limit', 'connection-pool/upgrade-with-client-protocol', 'connection-pool/http2-keepalive',
] as const;

/** What istiod refuses in a `connectionPool`, wherever it stands. */
export function checkConnectionPool(pool: Field, complain: Complain): void {
  if (!pool.isSet) return;
  const [http, tcp] = [pool.at('http'), pool.at('tcp')];
  if (!http.isSet && !tcp.isSet) {
    complain('connection-pool/empty', pool, '`connectionPool` has neither http nor tcp.', `Write limits under ${nameOf(pool)}.http or .tcp, or take ${nameOf(pool)} out.`);
    return;
  }
  const limits = ['http1MaxPendingRequests', 'http2MaxRequests', 'maxRequestsPerConnection', 'maxRetries', 'maxConcurrentStreams'].map(key => http.at(key));
  for (const limit of [...limits, tcp.at('maxConnections')]) {
    if (limit.number >= 0) continue;
    complain('connection-pool/negative-limit', limit, `\`${nameOf(limit)}\` is ${limit.number}, below zero.`,
      `Write a number of at least 1, or take ${nameOf(limit)} out for no limit.`);
  }
  if (http.at('h2UpgradePolicy').text === 'UPGRADE' && http.at('useClientProtocol').flag) {
    complain('connection-pool/upgrade-with-client-protocol', http.at('useClientProtocol'),
      '`useClientProtocol` keeps the protocol of the caller, while h2UpgradePolicy UPGRADE changes it.',
      'Take useClientProtocol out, or set h2UpgradePolicy to DO_NOT_UPGRADE.');
  }
  checkHttp2KeepAlive(http.at('http2KeepAlive'), complain);
  const idle = tcp.at('idleTimeout');
  const durations = [http.at('idleTimeout'), tcp.at('connectTimeout'), tcp.at('maxConnectionDuration'), tcp.at('tcpKeepalive', 'time'), tcp.at('tcpKeepalive', 'interval')];
  // Of tcp.idleTimeout, zero means none.
  for (const duration of Math.trunc(durationMs(idle.text) ?? 1) === 0 ? durations : [...durations, idle]) checkDuration(duration, complain);
}

function checkHttp2KeepAlive(keepAlive: Field, complain: Complain): void {
  if (!keepAlive.isSet) return;
  for (const duration of [keepAlive.at('interval'), keepAlive.at('timeout')]) {
    checkDuration(duration, complain);
    if (duration.isSet) continue;
    complain('connection-pool/http2-keepalive', keepAlive, `\`http2KeepAlive\` has no ${nameOf(duration)}.`,
      `Write both, such as interval: 30s and timeout: 10s; ${nameOf(duration)} is missing.`);
  }
}
