import type { ManifestObject } from '../manifest/manifest-object';
import { refText } from '../manifest/object-ref';

/** One thing that happened on the way. */
export interface TraceStep {
  /** "client sidecar", "waypoint shop/waypoint", "ztunnel of shop/Deployment/cart". */
  readonly at: string;
  /** "VirtualService shop/cart"; null where no object had a say. */
  readonly object: string | null;
  readonly says: string;
}

/** Text, or what puts it in words where somebody wants to read it. */
export type Says = string | (() => string);

/** What happened on the way of one request, with every object that took part and every rule that was looked at. */
export class Trace {
  public readonly steps: TraceStep[] = [];

  /**
   * `isTold`: whether somebody wants to read it. What decided is remembered either way.
   * `used`: rules that decided something, for coverage; several traces may gather theirs in one place.
   */
  public constructor(private readonly isTold = true, public readonly used = new Map<ManifestObject, Set<number>>()) {}

  public add(at: string, object: ManifestObject | undefined, says: Says): void {
    if (this.isTold) this.steps.push({ at, object: object ? refText(object.ref) : null, says: typeof says === 'string' ? says : says() });
  }

  /** The rule of an object applied: it routed, allowed or denied. */
  public use(object: ManifestObject, rule: number | null): void {
    let rules = this.used.get(object);
    if (!rules) this.used.set(object, rules = new Set());
    if (rule !== null) rules.add(rule);
  }
}
