import { Protocol, ServicePort } from '../../../src';
import type { DataPlaneName } from '../../../src/model/data-plane';
import type { Sent } from '../../support/meaning/access';
import type { Shop } from '../../support/shop-in';

/** A feature on a data plane, for a port of a protocol. */
export interface Cell {
  readonly plane: DataPlaneName;
  readonly protocol: Protocol;
}

export interface Row {
  /** The ids of the construct that asks, below the chart. */
  readonly asker: string;
  /** Asks for the feature on `cart`, and for nothing else but what the feature cannot be without. */
  readonly ask: (shop: Shop, cell: Cell) => void;
  /** What the objects must mean; see `meaningOf`, or `accessTo` if the row has `access`. `pods` and `namespace` rows are read otherwise. */
  readonly means: (cell: Cell) => readonly string[];
  /** The namespace of `cart` and what is sent to it, for features that say who may call. */
  readonly access?: { readonly namespace: string; readonly sent: (cell: Cell) => readonly Sent[] };
}

export const PORT = 7070;

export const portOf = (protocol: Protocol): ServicePort => ({
  [Protocol.HTTP]: ServicePort.http, [Protocol.HTTP2]: ServicePort.http2, [Protocol.GRPC]: ServicePort.grpc,
  [Protocol.HTTPS]: ServicePort.https, [Protocol.TLS]: ServicePort.tls, [Protocol.TCP]: ServicePort.tcp,
})[protocol](PORT);
