import { loadAll } from 'js-yaml';
import type { KubeBody } from '../../../src/manifest/manifest-object';
import { ManifestObject } from '../../../src/manifest/manifest-object';
import { ManifestSet } from '../../../src/manifest/manifest-set';
import type { ClusterSettings } from '../../../src/manifest/settings';

/** The set that YAML documents make. */
export function setOf(yaml: string, settings: Partial<ClusterSettings> = {}): ManifestSet {
  return new ManifestSet(loadAll(yaml).filter(body => body !== null).map(body => new ManifestObject(body as KubeBody)), settings);
}
