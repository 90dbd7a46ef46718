/** What becomes of a request. */
export enum SimulationVerdict {
  /** It arrives, or a proxy answers it as it was told to. */
  ALLOWED = 'allowed',
  /** A policy or mutual TLS says no. */
  DENIED = 'denied',
  /** There is no route, no such host, no backend. */
  UNROUTABLE = 'unroutable',
  /** Different for different destinations. */
  PARTIAL = 'partial',
  /** It depends on what the manifests do not say; the reason tells on what. */
  INDETERMINATE = 'indeterminate',
}

/** An object that decided. */
export interface DecidingObject {
  /** API version of the object. */
  readonly apiVersion: string;
  /** Kind of the object. */
  readonly kind: string;
  /**
   * Namespace of the object.
   * @default - its kind has none
   */
  readonly namespace?: string;
  /** Name of the object. */
  readonly objectName: string;
  /**
   * Place of the rule in the object.
   * @default - the object as a whole
   */
  readonly rule?: number;
}

/** A rule of a route. */
export interface RoutedBy {
  /** Kind of the route. */
  readonly kind: string;
  /**
   * Namespace of the route.
   * @default - its kind has none
   */
  readonly namespace?: string;
  /** Name of the route. */
  readonly objectName: string;
  /** Place of the rule. */
  readonly rule: number;
  /**
   * Name of the rule.
   * @default - it has none
   */
  readonly ruleName?: string;
  /**
   * Place of the match in the rule.
   * @default - the rule has none
   */
  readonly match?: number;
}

/** Where a share of the requests goes. */
export interface SimulatedDestination {
  /** "cart.shop", a host outside the cluster, or "passthrough". */
  readonly service: string;
  /** The port there. */
  readonly port: number;
  /**
   * The version.
   * @default - none is told apart
   */
  readonly version?: string;
  /** In percent. */
  readonly share: number;
  /** What becomes of requests that go there. */
  readonly verdict: SimulationVerdict;
}

/** Where a share of the requests goes a second time. */
export interface SimulatedMirror {
  /** "cart.shop". */
  readonly service: string;
  /** The port there. */
  readonly port: number;
  /**
   * The version.
   * @default - none is told apart
   */
  readonly version?: string;
  /** In percent. */
  readonly percent: number;
}

/** A request as the backend sees it. */
export interface SimulatedMessage {
  /** HTTP method. */
  readonly method: string;
  /** Host header. */
  readonly host: string;
  /** Path with its query. */
  readonly path: string;
  /** Headers, their names in lower case. */
  readonly headers: { [name: string]: string };
}

/** A redirect that a proxy answers with. */
export interface SimulatedRedirect {
  /** Status code. */
  readonly status: number;
  /** Absolute URL. */
  readonly location: string;
}

/** Retries in force. */
export interface SimulatedRetries {
  /** How many more attempts there are after the first. */
  readonly additional: number;
  /** Conditions, in Envoy's words; statuses as "503". */
  readonly conditions: string[];
  /**
   * Limit for each attempt, as "1m30s".
   * @default - none
   */
  readonly perTryTimeout?: string;
  /** Whether the mesh makes them by default, and no route says so. */
  readonly byDefault: boolean;
}

/** Something that happened on the way. */
export interface TraceEntry {
  /** "client sidecar", "waypoint shop/waypoint". */
  readonly at: string;
  /**
   * "VirtualService shop/cart".
   * @default - no object had a say
   */
  readonly subject?: string;
  /** What happened. */
  readonly says: string;
}
