import type { ManifestObject } from './manifest-object';
import { objectKey } from './manifest-object';
import type { ClusterSettings } from './settings';
import { DEFAULT_SETTINGS } from './settings';

/**
 * All objects of one cluster, in the order in which they were read, with the settings that they do not hold. Made once and never changed;
 * what is worked out from it is a view (`view`), worked out when it is first asked for.
 */
export class ManifestSet {
  public readonly settings: ClusterSettings;
  /** What views have worked out, each at its place. */
  public readonly views: { readonly value: unknown }[] = [];
  private readonly byKind = new Map<string, ManifestObject[]>();
  private readonly byKey = new Map<string, ManifestObject>();
  private readonly byNamespace = new Map<string, ManifestObject[]>();

  public constructor(public readonly objects: readonly ManifestObject[], settings: Partial<ClusterSettings> = {}) {
    this.settings = { ...DEFAULT_SETTINGS, ...definedOf(settings) };
    for (const object of objects) {
      const kind = `${object.group}/${object.kind}`;
      push(this.byKind, kind, object);
      if (object.namespace !== null) push(this.byNamespace, `${kind}/${object.namespace}`, object);
      // Of two that are the same to a cluster, the first counts; the second is a finding.
      if (!this.byKey.has(object.key)) this.byKey.set(object.key, object);
    }
  }

  /** Objects of a kind, whatever their version. */
  public all(group: string, kind: string): readonly ManifestObject[] {
    return this.byKind.get(`${group}/${kind}`) ?? [];
  }

  public inNamespace(group: string, kind: string, namespace: string): readonly ManifestObject[] {
    return this.byNamespace.get(`${group}/${kind}/${namespace}`) ?? [];
  }

  public find(group: string, kind: string, namespace: string | null, name: string): ManifestObject | undefined {
    return this.byKey.get(objectKey(group, kind, namespace, name));
  }
}

let places = 0;

/** Something worked out from a whole set, once for each. */
export function view<T>(workOut: (set: ManifestSet) => T): (set: ManifestSet) => T {
  const place = places++;
  return set => (set.views[place] ??= { value: workOut(set) }).value as T;
}

/** Something worked out from a set and a thing of it, once for each. */
export function viewOf<K extends object, T>(workOut: (set: ManifestSet, of: K) => T): (set: ManifestSet, of: K) => T {
  const all = view(() => new WeakMap<K, { readonly value: T }>());
  return (set, of) => {
    const known = all(set);
    let kept = known.get(of);
    if (!kept) known.set(of, kept = { value: workOut(set, of) });
    return kept.value;
  };
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const values = map.get(key);
  if (values) values.push(value);
  else map.set(key, [value]);
}

/** Of settings given as undefined, the defaults hold. */
function definedOf(settings: Partial<ClusterSettings>): Partial<ClusterSettings> {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
}
