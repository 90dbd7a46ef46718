// A backend that answers everything, and what comes back over a connection.
import { connect, createServer } from 'node:net';
import { once } from 'node:events';
import { backendSocket } from './stock.mjs';

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

/** `{ status, headers }` of what was received; undefined where it is no answer. */
export function answerIn(text) {
  const [head, ...lines] = text.split('\r\n\r\n')[0].split('\r\n');
  const status = /^HTTP\/1\.1 (\d+)/.exec(head)?.[1];
  if (status === undefined) return undefined;
  return { status: Number(status), headers: Object.fromEntries(lines.map((line) => line.split(/:\s*/, 2))) };
}
