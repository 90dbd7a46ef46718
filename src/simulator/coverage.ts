import { list } from '../manifest/manifest-object';
import type { ManifestObject } from '../manifest/manifest-object';
import type { ManifestSet } from '../manifest/manifest-set';
import type { ObjectRef } from '../manifest/object-ref';
import { Trace } from './trace';

/** Which of an object's rules requests have exercised. */
export interface ObjectCoverage {
  readonly object: ObjectRef;
  /** Places of the rules that applied to some request, and of those that did not. Both empty for kinds that have no rules. */
  readonly exercised: readonly number[];
  readonly missed: readonly number[];
  /** Whether the object took part in any request, with a rule or as a whole. */
  readonly used: boolean;
}

export interface Coverage {
  /** Rules, and objects without any, that requests can exercise. */
  readonly rules: number;
  readonly exercised: number;
  readonly objects: readonly ObjectCoverage[];
}

/** Where the kinds of which requests exercise rules keep them. A kind without a field counts as a whole. */
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  'networking.istio.io/VirtualService': ['http', 'tls', 'tcp'],
  'networking.istio.io/DestinationRule': [],
  'networking.istio.io/Sidecar': [],
  'networking.istio.io/ServiceEntry': [],
  'networking.istio.io/Gateway': [],
  'security.istio.io/PeerAuthentication': [],
  'security.istio.io/AuthorizationPolicy': ['rules'],
  'security.istio.io/RequestAuthentication': ['jwtRules'],
  'gateway.networking.k8s.io/Gateway': [],
  'gateway.networking.k8s.io/HTTPRoute': ['rules'],
  'gateway.networking.k8s.io/GRPCRoute': ['rules'],
  'gateway.networking.k8s.io/TLSRoute': ['rules'],
  'gateway.networking.k8s.io/TCPRoute': ['rules'],
  'gateway.networking.k8s.io/ListenerSet': [],
  'gateway.networking.k8s.io/BackendTLSPolicy': [],
  'policy.linkerd.io/HTTPRoute': ['rules'],
  'policy.linkerd.io/Server': [],
  'policy.linkerd.io/ServerAuthorization': [],
  'policy.linkerd.io/EgressNetwork': [],
  'policy.linkerd.io/AuthorizationPolicy': [],
  'policy.linkerd.io/MeshTLSAuthentication': [],
  'policy.linkerd.io/NetworkAuthentication': [],
  'policy.linkerd.io/HTTPLocalRateLimitPolicy': [],
  'linkerd.io/ServiceProfile': ['routes'],
  'networking.k8s.io/NetworkPolicy': ['ingress', 'egress'],
};

/** Gathers what requests exercise. */
export class CoverageRecord {
  private readonly used = new Map<ManifestObject, Set<number>>();
  /** For requests whose way nobody reads: all that they use is here at once. */
  public readonly untold = new Trace(false, this.used);

  public add({ used }: Trace): void {
    for (const [object, rules] of used) {
      const known = this.used.get(object) ?? new Set();
      for (const rule of rules) known.add(rule);
      this.used.set(object, known);
    }
  }

  public of(set: ManifestSet): Coverage {
    const objects = Object.entries(FIELDS).flatMap(([kind, fields]) => {
      const [group, name] = kind.split('/') as [string, string];
      return set.all(group, name).map(object => this.ofObject(object, fields));
    });
    const count = (coverage: ObjectCoverage): number => Math.max(coverage.exercised.length + coverage.missed.length, 1);
    const exercised = (coverage: ObjectCoverage): number => (coverage.exercised.length + coverage.missed.length === 0 ? Number(coverage.used) : coverage.exercised.length);
    return { objects, rules: objects.reduce((sum, one) => sum + count(one), 0), exercised: objects.reduce((sum, one) => sum + exercised(one), 0) };
  }

  private ofObject(object: ManifestObject, fields: readonly string[]): ObjectCoverage {
    const spec = object.spec as Record<string, unknown>;
    const count = Math.max(0, ...fields.map(field => list(spec[field]).length));
    const used = this.used.get(object);
    const places = Array.from({ length: count }, (_, rule) => rule);
    return { object: object.ref, used: used !== undefined, exercised: places.filter(rule => used?.has(rule)), missed: places.filter(rule => !used?.has(rule)) };
  }
}

/** What no request has exercised: rules of objects, or, without places, whole objects. */
export function missedRules({ objects }: Coverage): { readonly object: ObjectRef; readonly rules: readonly number[] }[] {
  return objects.filter(({ missed, exercised, used }) => missed.length > 0 || exercised.length === 0 && !used).map(({ object, missed }) => ({ object, rules: missed }));
}
