// A connection to a pod's sidecar, as a caller's sidecar makes it, or in plaintext.
import { connect } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { answerIn } from '../envoy/local-sockets.mjs';

const ALPN = { http: ['istio-http/1.1', 'istio', 'http/1.1'], tcp: ['istio-peer-exchange', 'istio'] };
const PATIENCE_MS = 10_000;

/** What comes back for `sent`; undefined where the connection ends without an answer. `certificate`: of the caller, for mutual TLS. */
export function callOver(path, { source, address, port, certificate, serverName, protocol }, sent) {
  return new Promise((resolve, reject) => {
    const raw = connect(path);
    raw.on('error', () => resolve(undefined));
    raw.write(`PROXY TCP4 ${source} ${address} 40000 ${port}\r\n`);
    const socket = certificate ? connectTls({ socket: raw, ...certificate, servername: serverName, ALPNProtocols: ALPN[protocol], rejectUnauthorized: false, checkServerIdentity: () => undefined }) : raw;
    let received = '';
    const finish = () => { raw.destroy(); resolve(answerIn(received)); };
    socket.setEncoding('latin1');
    socket.on('error', () => { raw.destroy(); resolve(undefined); });
    socket.on('data', (text) => {
      received += text;
      if (received.includes('\r\n\r\n')) finish();
    });
    socket.on('close', finish);
    raw.setTimeout(PATIENCE_MS, () => { raw.destroy(); reject(new Error(`Envoy does not answer a call to port ${port}: ${sent}`)); });
    socket.write(sent);
  });
}
