import type { ManifestObject } from '../manifest-object';
import { list, text } from '../manifest-object';
import type { ManifestSet } from '../manifest-set';
import { meshSetting } from '../mesh-config';

/** The namespaces whose proxies see an object. */
export interface Visibility {
  readonly everywhere: boolean;
  /** Where it is not everywhere. */
  readonly namespaces: ReadonlySet<string>;
  /** What the object says, or mesh configuration where it says nothing; compared when DestinationRules merge. */
  readonly said: readonly string[];
}

type DefaultSetting = 'defaultServiceExportTo' | 'defaultVirtualServiceExportTo' | 'defaultDestinationRuleExportTo';

/** Of an Istio object by its `exportTo`; "." is its own namespace, "*" all, "~" none. */
export function visibility(set: ManifestSet, object: ManifestObject, setting: DefaultSetting): Visibility {
  return visibilityOf(set, object, list(object.spec['exportTo']), setting);
}

/** Of a Kubernetes Service by its annotation. */
export function serviceVisibility(set: ManifestSet, object: ManifestObject): Visibility {
  const annotation = object.annotations['networking.istio.io/exportTo'] ?? '';
  return visibilityOf(set, object, annotation.split(',').map(name => name.trim()).filter(name => name !== ''), 'defaultServiceExportTo');
}

export function isVisibleIn({ everywhere, namespaces }: Visibility, namespace: string): boolean {
  return everywhere || namespaces.has(namespace);
}

/** Whether some namespace sees both. */
export function seenTogether(one: Visibility, other: Visibility): boolean {
  if (one.everywhere) return other.everywhere || other.namespaces.size > 0;
  return other.everywhere ? one.namespaces.size > 0 : [...one.namespaces].some(namespace => other.namespaces.has(namespace));
}

function visibilityOf(set: ManifestSet, object: ManifestObject, own: readonly unknown[], setting: DefaultSetting): Visibility {
  const names = own.length > 0 ? own : list(meshSetting(set, setting));
  const said = names.flatMap(name => text(name) ?? []);
  const everywhere = said.length === 0 || said.includes('*');
  const namespaces = said.includes('~') && !everywhere ? [] : said.map(name => (name === '.' ? object.namespace ?? '' : name));
  return { everywhere, namespaces: new Set(namespaces), said: own.flatMap(name => text(name) ?? []) };
}
