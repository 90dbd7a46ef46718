import { enrolment } from '../../manifest/enrolment';
import type { Transport } from '../data-planes';
import { skipsInbound } from './port-lists';

/** Linkerd's proxies speak mutual TLS with each other, whatever is sent; to pods without one, and to ports that go past it, plaintext. */
export const linkerdTransport: Transport = (set, _sender, { connection }, { workload, port }) => {
  if (connection !== 'auto' && connection !== 'mtls') return connection;
  return port !== undefined && enrolment(set, workload).dataPlane === 'linkerd' && !skipsInbound(set, workload, port) ? 'mtls' : 'plaintext';
};
