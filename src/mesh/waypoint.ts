import { MeshError } from '../model/errors';
import { labelNameProblem, serviceNameProblem, subdomainProblem } from '../model/names';
import { isNothing, options as given, optionalText, shown, text } from '../model/values';
import { bytes, cpus } from './istio/ambient/quantity';
import type { Resources, WaypointModel, WaypointShape } from './istio/ambient/waypoint-model';
import { DEFAULT_GATEWAY_CLASS, DEFAULT_NAME } from './istio/ambient/waypoint-model';

/** How the waypoints that the App makes are run. What is left out is left to Istio. */
export interface WaypointOptions {
  /**
   * GatewayClass of the waypoints: one that Istio runs as waypoints (its controller is `istio.io/mesh-controller`).
   * @default "istio-waypoint"
   */
  readonly gatewayClassName?: string;

  /**
   * Fewest replicas of a waypoint. One replica is a single point of failure for all services behind it.
   * @default - 1; if `maxReplicas` is left out as well, the cluster's default for the class
   */
  readonly minReplicas?: number;

  /**
   * Most replicas of a waypoint. If more than `minReplicas`, it is scaled by its use of CPU, for which the cluster needs a metrics server.
   * @default - as `minReplicas`
   */
  readonly maxReplicas?: number;

  /**
   * How many replicas stay up while nodes are drained (a PodDisruptionBudget); less than `minReplicas`, or no node could be drained.
   * @default - no PodDisruptionBudget
   */
  readonly minAvailable?: number;

  /**
   * CPU that each replica is given, as a Kubernetes quantity: "500m", "2".
   * @default - Istio's, "100m" unless its installation says otherwise
   */
  readonly cpuRequest?: string;

  /**
   * Memory that each replica is given, as a Kubernetes quantity: "256Mi", "1Gi".
   * @default - Istio's, "128Mi" unless its installation says otherwise
   */
  readonly memoryRequest?: string;

  /**
   * CPU that each replica may use at most, as a Kubernetes quantity.
   * @default - Istio's, "2" unless its installation says otherwise
   */
  readonly cpuLimit?: string;

  /**
   * Memory that each replica may use at most, as a Kubernetes quantity.
   * @default - Istio's, "1Gi" unless its installation says otherwise
   */
  readonly memoryLimit?: string;
}

/** How the one waypoint of a namespace is run. */
export interface NamespaceWaypointOptions extends WaypointOptions {
  /**
   * Name of the waypoint's Gateway, and so of the Deployment, Service and ServiceAccount that Istio makes for it.
   * @default "waypoint"
   */
  readonly name?: string;
}

/** Where a waypoint stands that is made elsewhere. */
export interface ExistingWaypointOptions {
  /**
   * Namespace of the waypoint. Its listener must admit the namespaces that use it (`allowedRoutes.namespaces`).
   * @default - the namespace that uses it
   */
  readonly namespaceName?: string;
}

/**
 * Which waypoints stand before the services of an ambient namespace. A waypoint is a proxy that looks into requests: it routes, splits, retries,
 * limits and ejects. A service goes through one exactly if an intent on it, or on another service in front of the same pods, needs that; as long
 * as no intent in a namespace does, no waypoint is made there.
 *
 * @see https://istio.io/latest/docs/ambient/usage/waypoint/
 *
 * @example
 * Mesh.istioAmbient({ waypoint: Waypoint.perNamespace({ minReplicas: 2, maxReplicas: 5, cpuRequest: '500m' }) });
 */
export class Waypoint {
  /**
   * One waypoint for all services of the namespace that need one.
   *
   * @param options name, class and size of the waypoint
   * @throws if an option is not valid
   */
  public static perNamespace(options: NamespaceWaypointOptions = {}): Waypoint {
    const path = 'Waypoint.perNamespace';
    return new Waypoint({ kind: 'per-namespace', name: checkedName(path, given(path, 'options', options)?.name ?? DEFAULT_NAME), shape: shape(path, options) });
  }

  /**
   * A waypoint of its own, `<workload>-waypoint`, for each service that needs one. Services in front of the same pods share one, and so does a
   * service that is only the version of another.
   *
   * @param options class and size of each waypoint
   * @throws if an option is not valid
   */
  public static perService(options: WaypointOptions = {}): Waypoint {
    return new Waypoint({ kind: 'per-service', shape: shape('Waypoint.perService', options) });
  }

  /**
   * A waypoint that is made elsewhere, for services (`istio.io/waypoint-for: service` or `all`). Nothing is made.
   *
   * @param name name of its Gateway
   * @param options where it stands
   * @throws if a name is not valid
   */
  public static existing(name: string, options: ExistingWaypointOptions = {}): Waypoint {
    const path = 'Waypoint.existing';
    const namespaceName = optionalText(path, 'namespaceName', given(path, 'options', options)?.namespaceName);
    const problem = namespaceName === undefined ? undefined : labelNameProblem(namespaceName);
    if (problem) throw new MeshError('invalid-argument', path, `namespaceName "${namespaceName}" ${problem}`);
    return new Waypoint({ kind: 'existing', name: checkedName(path, name), ...(namespaceName !== undefined && { namespace: namespaceName }) });
  }

  /** @internal */
  public readonly _model: WaypointModel;

  private constructor(model: WaypointModel) {
    this._model = model;
  }
}

function checkedName(path: string, name: string): string {
  const problem = text(path, 'name', name) === 'none' ? 'means "no waypoint" to Istio; use another name' : serviceNameProblem(name);
  if (problem) throw new MeshError('invalid-argument', path, `name "${name}" ${problem}`);
  return name;
}

function shape(path: string, asked: WaypointOptions): WaypointShape {
  // What is null is left out.
  const options: WaypointOptions = Object.fromEntries(Object.entries(given(path, 'options', asked) ?? {}).filter(([, value]) => !isNothing(value)));
  const { gatewayClassName = DEFAULT_GATEWAY_CLASS, minAvailable } = options;
  for (const property of ['gatewayClassName', 'cpuRequest', 'memoryRequest', 'cpuLimit', 'memoryLimit'] as const) optionalText(path, property, options[property]);
  const classProblem = subdomainProblem(gatewayClassName);
  if (classProblem) throw new MeshError('invalid-argument', path, `gatewayClassName "${gatewayClassName}" ${classProblem}`);
  const replicas = checkedReplicas(path, options);
  const requests = resources(options.cpuRequest, options.memoryRequest);
  const limits = resources(options.cpuLimit, options.memoryLimit);
  checkQuantities(path, 'cpu', cpus, '"500m" or "2"', requests?.cpu, limits?.cpu, '100m', '2');
  checkQuantities(path, 'memory', bytes, '"256Mi" or "1Gi"', requests?.memory, limits?.memory, '128Mi', '1Gi');
  return {
    gatewayClassName,
    ...(replicas && { replicas }), ...(minAvailable !== undefined && { minAvailable }), ...(requests && { requests }), ...(limits && { limits }),
  };
}

/** What fits into the field. */
const MAX_REPLICAS = 2_147_483_647;

function checkedReplicas(path: string, { minReplicas, maxReplicas, minAvailable }: WaypointOptions): WaypointShape['replicas'] {
  for (const [property, value] of Object.entries({ minReplicas, maxReplicas, minAvailable })) {
    if (value !== undefined && (!Number.isInteger(value) || value < 1)) {
      throw new MeshError('invalid-argument', path, `${property} ${shown(value)} must be a whole number of at least 1`);
    }
    if (value !== undefined && value > MAX_REPLICAS) throw new MeshError('invalid-argument', path, `${property} ${value} must be at most ${MAX_REPLICAS}`);
  }
  const min = minReplicas ?? 1;
  const max = maxReplicas ?? min;
  if (max < min) throw new MeshError('invalid-argument', path, `maxReplicas ${max} must be at least minReplicas ${min}`);
  if (minAvailable !== undefined && minAvailable >= min) {
    throw new MeshError('invalid-argument', path, `minAvailable ${minAvailable} must be less than minReplicas ${min}, or no node with a replica could be drained; raise minReplicas`);
  }
  return minReplicas === undefined && maxReplicas === undefined ? undefined : { min, max };
}

function resources(cpu: string | undefined, memory: string | undefined): Resources | undefined {
  return cpu === undefined && memory === undefined ? undefined : { ...(cpu !== undefined && { cpu }), ...(memory !== undefined && { memory }) };
}

/** What is not said is Istio's, and pods that are given more than they may use are refused by the API server. */
function checkQuantities(
  path: string, what: string, read: (quantity: string) => number | undefined, example: string,
  request: string | undefined, limit: string | undefined, istioRequest: string, istioLimit: string,
): void {
  for (const [property, value] of Object.entries({ [`${what}Request`]: request, [`${what}Limit`]: limit })) {
    if (value !== undefined && read(value) === undefined) {
      throw new MeshError('invalid-argument', path, `${property} "${value}" must be a Kubernetes quantity of more than nothing, such as ${example}`);
    }
  }
  if ((request === undefined && limit === undefined) || read(request ?? istioRequest)! <= read(limit ?? istioLimit)!) return;
  const said = (property: string, value: string | undefined, istio: string) => (value === undefined ? `Istio's default ${property} "${istio}"` : `${property} "${value}"`);
  throw new MeshError('invalid-argument', path,
    `${said(`${what}Request`, request, istioRequest)} is more than ${said(`${what}Limit`, limit, istioLimit)}; state both, the limit at least as large`);
}
