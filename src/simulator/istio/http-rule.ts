import { fullHost } from '../../manifest/istio/hosts';
import type { VirtualService } from '../../manifest/istio/virtual-services';
import { httpRoutes } from '../../manifest/istio/virtual-services';
import type { Json, ManifestObject } from '../../manifest/manifest-object';
import { list, record, records, text } from '../../manifest/manifest-object';
import type { ManifestSet } from '../../manifest/manifest-set';
import type { Labels } from '../../manifest/selectors';

export type Fields = Readonly<Record<string, Json>>;

/** A proxy of Istio's, as far as routes ask about it. */
export interface RouteProxy {
  readonly kind: 'sidecar' | 'gateway' | 'waypoint';
  readonly namespace: string;
  readonly labels: Labels;
  /** "mesh" at sidecars and waypoints, "namespace/name" of each Gateway that it serves at gateways. */
  readonly gateways: ReadonlySet<string>;
  /** Of the listener: the Service's port at sidecars and waypoints. */
  readonly port: number;
}

/** One rule for HTTP in the form of an `http` entry of a VirtualService, whatever object it comes from. */
export interface HttpRule {
  readonly fields: Fields;
  /** Whose sense paths and missing backends have. */
  readonly semantics: 'virtual-service' | 'gateway-api';
  /** The object that the rule stands in. */
  readonly object: ManifestObject;
  /** In which short names of hosts and gateways stand. */
  readonly namespace: string;
  /** Place among the object's rules. */
  readonly rule: number;
  readonly ruleName: string | null;
  /** Where the rule was split into its matches, the place of this one; null where it had none. */
  readonly match?: number | null;
}

/** The rules of a VirtualService, with those of delegates in their place. */
export function virtualServiceRules(set: ManifestSet, virtualService: VirtualService): HttpRule[] {
  return httpRoutes(set, virtualService).map(({ route, object, path }): HttpRule => {
    const rule = path[2] as number;
    return {
      fields: object === virtualService.object ? route : { ...route, ...inheritedMirrors(set, route, record(list(object.spec['http'])[rule]), virtualService.namespace) },
      semantics: 'virtual-service', object, namespace: object.namespace ?? virtualService.namespace, rule, ruleName: text(route['name']) || null,
    };
  });
}

/** Mirrors that a delegate's rule takes over keep the namespace that their short names stand in. */
function inheritedMirrors(set: ManifestSet, route: Fields, own: Fields, namespace: string): Fields {
  const inFull = (destination: unknown) => ({ ...record(destination), host: fullHost(text(record(destination)['host']) ?? '', namespace, set) });
  return {
    ...(route['mirror'] && own['mirror'] === undefined && { mirror: inFull(route['mirror']) }),
    ...(route['mirrors'] && own['mirrors'] === undefined && { mirrors: records(route['mirrors']).map(([mirror]) => ({ ...mirror, destination: inFull(mirror['destination']) })) }),
  };
}
