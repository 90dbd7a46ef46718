import type { AllowEntry, MeshNamespace } from '../../../src';
import { Caller, HttpMethod, MeshNamespace as Namespace, MeshService, MtlsMode, Protocol, ServiceAllowList, ServicePort, Workload } from '../../../src';
import type { Shop } from '../../support/shop-in';
import type { Cell, Row } from './row';
import { PORT, portOf } from './row';

/** Rows that say who may call. Their meaning is told by sending something to the pods. */

const GET = 'POST /shop.Cart/Get';
const EMPTY = 'POST /shop.Cart/Empty';
const OTHER_PORT = 9000;

const requests = ({ protocol }: Cell) => ([Protocol.HTTP, Protocol.HTTP2, Protocol.GRPC].includes(protocol) ? [GET, EMPTY] : ['bytes']);
const toCart = (cell: Cell) => requests(cell).map(what => ({ port: PORT, what }));

/** Cart in a namespace, and the callers that are let in by name. */
function cartIn({ chart, namespace: home }: Shop, namespace: MeshNamespace, ports: readonly ServicePort[]): MeshService {
  for (const name of ['a', 'b']) Workload.of(chart, name, { namespace: home });
  return new MeshService(chart, 'cart', { namespace, ports: [...ports], probes: [] });
}

/** All that is sent to cart comes from the same callers. */
function everythingFrom(callers: string): Row['means'] {
  return cell => toCart(cell).map(({ port, what }) => `port ${port}: ${what} from ${callers}`);
}

function namespaceRow(asker: string, options: { readonly mtls?: MtlsMode; readonly defaultDeny?: boolean }, callers: string): Row {
  return {
    asker,
    ask: (shop, { protocol }) => cartIn(shop, new Namespace(shop.chart, asker, { mesh: shop.namespace.mesh, ...options }), [portOf(protocol)]),
    access: { namespace: asker, sent: toCart },
    means: everythingFrom(callers),
  };
}

function listRow(entry: AllowEntry, means: Row['means']): Row {
  return {
    asker: 'callers',
    ask: (shop, { protocol }) => new ServiceAllowList(shop.chart, 'callers', { service: cartIn(shop, shop.namespace, [portOf(protocol)]), allow: [entry] }),
    access: { namespace: 'shop', sent: toCart },
    means,
  };
}

const A = Caller.serviceAccount('shop', 'a');

export const MTLS_STRICT = namespaceRow('strict', { mtls: MtlsMode.STRICT }, 'a, b');
export const MTLS_PERMISSIVE = namespaceRow('permissive', { mtls: MtlsMode.PERMISSIVE }, 'a, b, neighbour, stranger');

export const MTLS_EXCEPTION: Row = {
  asker: 'strict',
  ask: (shop, { plane, protocol }) => {
    // Who has no strict mode is asked for the exception alone.
    const mtls = plane === 'gateway-api' ? {} : { mtls: MtlsMode.STRICT };
    const strict = new Namespace(shop.chart, 'strict', { mesh: shop.namespace.mesh, ...mtls });
    const { workload } = cartIn(shop, strict, [portOf(protocol), ServicePort.tcp(OTHER_PORT)]);
    strict.addMtlsException({ workload: workload!, containerPorts: [PORT], reason: 'clients that are not in the mesh yet' });
  },
  access: { namespace: 'strict', sent: cell => [...toCart(cell), { port: OTHER_PORT, what: 'bytes' }] },
  means: cell => [...everythingFrom('a, b, neighbour, stranger')(cell), `port ${OTHER_PORT}: bytes from a, b`],
};

export const DEFAULT_DENY = namespaceRow('closed', { defaultDeny: true }, 'nobody');
export const ALLOW_IDENTITY = listRow({ callers: [A] }, everythingFrom('a'));
export const ALLOW_REQUEST = listRow(
  { callers: [A], methods: [HttpMethod.POST], paths: ['/shop.Cart/Get'] },
  () => [`port ${PORT}: ${GET} from a`, `port ${PORT}: ${EMPTY} from nobody`],
);
export const ALLOW_IP_RANGE = listRow({ callers: [Caller.ipRange('10.1.0.0/16')] }, everythingFrom('b, neighbour'));
