// Calls through the tunnel that ztunnels reach a waypoint by, and a backend that answers them.
import { connect as connectTunnels } from 'node:http2';
import { connect, createServer } from 'node:net';
import { once } from 'node:events';
import { backendSocket, PRINCIPAL, SOURCE, tunnelSocket } from './in-envoy.mjs';

const ANSWER = 'HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n';

/** Answers whatever comes with 200. */
export async function startBackend(folder) {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => socket.end(ANSWER));
  });
  server.listen(backendSocket(folder));
  await once(server, 'listening');
  return { close: () => server.close() };
}

export function canConnect(path) {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.on('connect', () => { socket.destroy(); resolve(true); });
    socket.on('error', () => resolve(false));
  });
}

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

function answerIn(text) {
  const [head, ...lines] = text.split('\r\n\r\n')[0].split('\r\n');
  const status = /^HTTP\/1\.1 (\d+)/.exec(head)?.[1];
  if (status === undefined) return undefined;
  return { status: Number(status), headers: Object.fromEntries(lines.map((line) => line.split(/:\s*/, 2))) };
}
