// Calls through the tunnel that ztunnels reach a waypoint by.
import { connect as connectTunnels } from 'node:http2';
import { connect } from 'node:net';
import { answerIn } from '../envoy/local-sockets.mjs';
import { PRINCIPAL, SOURCE, tunnelSocket } from './in-envoy.mjs';

/** `{ status, headers }` of the answer; undefined where the connection ends without one. `sent`: a text, for connections that are no HTTP. */
export function tunnels(folder) {
  const sessions = new Map();
  const session = (index) => {
    if (!sessions.has(index)) {
      const opened = connectTunnels('http://waypoint', { createConnection: () => connect(tunnelSocket(folder, index)) });
      opened.on('error', () => undefined);
      sessions.set(index, opened);
    }
    return sessions.get(index);
  };
  return {
    call(index, { principal, source, authority }, sent) {
      return new Promise((resolve, reject) => {
        const stream = session(index).request({ ':method': 'CONNECT', ':authority': authority, [PRINCIPAL]: principal, [SOURCE]: `${source}:40000` }, { endStream: false });
        let received = '';
        stream.setEncoding('latin1');
        const finish = () => { stream.close(); resolve(answerIn(received)); };
        stream.on('data', (text) => {
          received += text;
          if (received.includes('\r\n\r\n')) finish();
        });
        stream.on('end', finish);
        stream.on('error', () => resolve(undefined));
        stream.setTimeout(10_000, () => reject(new Error(`Envoy does not answer a call to ${authority}: ${sent}`)));
        stream.write(sent);
      });
    },
    close: () => { for (const one of sessions.values()) one.destroy(); },
  };
}
