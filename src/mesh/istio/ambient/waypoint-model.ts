/** How a waypoint that the App makes is run; undefined: as Istio, or the cluster's defaults for the class, have it. */
export interface WaypointShape {
  readonly gatewayClassName: string;
  readonly replicas?: { readonly min: number; readonly max: number };
  /** How many replicas stay when nodes are drained. */
  readonly minAvailable?: number;
  /** Kubernetes quantities. */
  readonly requests?: Resources;
  readonly limits?: Resources;
}

export interface Resources {
  readonly cpu?: string;
  readonly memory?: string;
}

/** Which waypoints a namespace uses, if a service in it needs one at all. */
export type WaypointModel =
  | { readonly kind: 'per-namespace'; readonly name: string; readonly shape: WaypointShape }
  | { readonly kind: 'per-service'; readonly shape: WaypointShape }
  /** Made elsewhere; without `namespace` it stands in the namespace that uses it. */
  | { readonly kind: 'existing'; readonly name: string; readonly namespace?: string };

export const DEFAULT_GATEWAY_CLASS = 'istio-waypoint';
export const DEFAULT_NAME = 'waypoint';

/** What a mesh uses that names no waypoint. */
export const defaultWaypoint: WaypointModel = { kind: 'per-namespace', name: DEFAULT_NAME, shape: { gatewayClassName: DEFAULT_GATEWAY_CLASS } };
