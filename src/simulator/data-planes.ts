import type { DataPlaneName } from '../manifest/settings';
import type { ManifestSet } from '../manifest/manifest-set';
import type { Addressed } from './addressed';
import type { Call, HttpMessage } from './call';
import type { Admission, Arrival, Endpoint, Peer, ProxyName, RouteOutcome, Target } from './outcome';
import type { Trace } from './trace';

/** What the proxy beside a caller, or nothing at all, does with a call. */
export type ClientSide = (set: ManifestSet, call: Call, where: Addressed, trace: Trace) => RouteOutcome;

/** What is between a call and pods on their side: the proxy beside them, or nothing. */
export type ServerSide = (set: ManifestSet, arrival: Arrival, call: Call, trace: Trace) => Admission;

/** How a hop's connection arrives at an endpoint. */
export type Transport = (set: ManifestSet, hop: HopSender, target: Target, endpoint: Endpoint) => Arrival['transport'];

/** Whose connection goes on to an endpoint: the caller's own proxy's, a waypoint's, a gateway's, or the caller's without any. */
export interface HopSender {
  readonly proxy: ProxyName;
  /** The identity that it can show; undefined outside every mesh. */
  readonly peer: Peer | undefined;
  readonly namespace: string | undefined;
  /** The caller itself addresses pods, not a Service or a host. */
  readonly toPods?: boolean;
}

/** A waypoint between a hop and a target; undefined where the target's calls pass none, or this hop goes around it. */
export type WaypointSide = (
  set: ManifestSet, call: Call, message: HttpMessage | undefined, target: Target, sender: HopSender, trace: Trace,
) => { readonly outcome: RouteOutcome; readonly sender: HopSender } | undefined;

/** A Gateway that a caller from outside uses. */
export type GatewaySide = (set: ManifestSet, call: Call, trace: Trace) => { readonly outcome: RouteOutcome; readonly sender: HopSender };

/** What the network does with a connection that it does not let through. */
export type NetworkCut = Extract<Admission, { readonly kind: 'denied' | 'unknown' }>;

/** The data planes, each by the parts that it has. */
export interface DataPlanes {
  readonly client: Readonly<Record<DataPlaneName, ClientSide>>;
  readonly server: Readonly<Record<DataPlaneName, ServerSide>>;
  readonly transport: Transport;
  readonly waypoint: WaypointSide;
  readonly gateway: GatewaySide;
  /** Network policies stand in front of all of them; undefined where none selects the pods. */
  readonly network: (set: ManifestSet, arrival: Arrival, call: Call, sender: HopSender, trace: Trace) => NetworkCut | undefined;
  /** The same for targets outside the cluster, which only policies of the caller's pods are about. */
  readonly egress: (set: ManifestSet, call: Call, target: Target, sender: HopSender, http: boolean, trace: Trace) => NetworkCut | undefined;
}
