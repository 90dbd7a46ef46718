// Requests as bytes, and what the answer to them comes to.
import { signedToken } from './tokens.mjs';

export function sentOver({ to, method = 'GET', headers = {}, token, tokenState, tokenIn }) {
  const [, scheme, host, target] = /^(\w+):\/\/([^/]*)(.*)$/.exec(to);
  if (scheme === 'tcp') return 'ping\r\n\r\n';
  const text = token && signedToken(token, tokenState);
  const inParam = token && tokenIn?.param;
  const path = inParam ? `${target}${target.includes('?') ? '&' : '?'}${inParam}=${text}` : target;
  const { host: named, ...others } = headers;
  const inHeader = token && !inParam ? { [tokenIn?.header ?? 'authorization']: `${tokenIn ? tokenIn.prefix ?? '' : 'Bearer '}${text}` } : {};
  const all = { host: named ?? host, ...others, ...inHeader, ...(scheme === 'grpc' && { 'content-type': 'application/grpc', 'te': 'trailers' }) };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`).join('');
  return `${scheme === 'grpc' ? 'POST' : method} ${path || '/'} HTTP/1.1\r\n${lines}\r\n`;
}

/** As part of a result; undefined: the waypoint lets it through. */
export function saidBy(answered, { to }) {
  if (!answered) return { verdict: 'denied', status: null };
  const grpc = to.startsWith('grpc:') && answered.headers['grpc-status'];
  if (grpc) return { verdict: 'denied', grpcStatus: Number(grpc) };
  if (answered.status === 200) return undefined;
  return { verdict: answered.status === 400 ? 'unroutable' : 'denied', status: answered.status };
}
