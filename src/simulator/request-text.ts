import type { RequestCaller, SimulatedRequest } from './request';

/** A request and its caller in words: "GET http://cart.shop:7070/cart/1 from shop/frontend". */
export function requestText({ from, to, method, headers = {}, through, directTo, address }: SimulatedRequest): string {
  const verb = /^https?:/i.test(to) ? `${method ?? 'GET'} ` : '';
  const said = Object.entries(headers).map(([name, value]) => `${name}: ${value}`).join(', ');
  return [
    `${verb}${to}`, ...(said === '' ? [] : [`with ${said}`]), `from ${callerText(from)}`,
    ...(through ? [`through ${through.namespace}/${through.name}`] : []),
    ...(directTo ? [`direct to pods with ${labelsText(directTo)}`] : []),
    ...(address === undefined ? [] : [`at ${address}`]),
  ].join(' ');
}

function callerText({ namespace, serviceAccount, labels, enrolled, ip, kubelet }: RequestCaller): string {
  const at = ip === undefined ? '' : ` (${ip})`;
  if (kubelet === true) return `the kubelet${at}`;
  if (namespace === undefined) return `outside${at}`;
  const pods = [...(labels ? [labelsText(labels)] : []), ...(enrolled === undefined ? [] : [enrolled ? 'in the mesh' : 'not in the mesh'])].join(', ');
  return `${namespace}${serviceAccount === undefined ? '' : `/${serviceAccount}`}${pods === '' ? '' : ` (${pods})`}${at}`;
}

function labelsText(labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels).map(([key, value]) => `${key}=${value}`).join(', ');
}
