import type { Manifest } from '../app';
import { accessOn } from '../simulated-access';
import type { AccessRequest as Request } from '../simulated-access';

/** Who may be asked about: pods `a` and `b` of the namespace `shop`, with an identity if there is any, and two that have none. `b` and `neighbour` are in 10.1.0.0/16. */
const CALLERS: Readonly<Record<string, Request['from']>> = {
  a: { namespace: 'shop', account: 'a', labels: { app: 'a' }, ip: '10.9.0.1' },
  b: { namespace: 'shop', account: 'b', labels: { app: 'b' }, ip: '10.1.0.2' },
  neighbour: { namespace: 'elsewhere', ip: '10.1.0.3' },
  stranger: { namespace: 'elsewhere', ip: '192.0.2.7' },
};

/** What is sent to a port of `cart`: `METHOD /path`, or bytes. */
export interface Sent {
  readonly port: number;
  readonly what: string;
}

/** Which of the callers get through to the pods of `cart`, through the Service of that name: a line for each of what is sent. */
export function accessTo(plane: string, objects: readonly Manifest[], namespace: string, sent: readonly Sent[]): string[] {
  return sent.map(({ port, what }) => {
    const [method, path] = what === 'bytes' ? [] : what.split(' ');
    const to = { namespace, labels: { app: 'cart' }, port, via: { service: 'cart', port } };
    const admitted = Object.entries(CALLERS)
      .filter(([, from]) => accessOn(plane)(objects, { from, to, ...(method && { method }), ...(path && { path }) }) === 'allowed');
    return `port ${port}: ${what} from ${admitted.map(([name]) => name).join(', ') || 'nobody'}`;
  });
}
