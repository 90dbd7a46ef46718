import { loadAll } from 'js-yaml';
import type { KubeBody } from '../../src/manifest/manifest-object';
import { ManifestObject } from '../../src/manifest/manifest-object';
import { ManifestSet } from '../../src/manifest/manifest-set';
import type { ClusterSettings } from '../../src/manifest/settings';

/** A set of the objects that a text of YAML holds. */
export function manifests(yaml: string, settings: Partial<ClusterSettings> = {}): ManifestSet {
  return new ManifestSet(bodies(yaml).map((body, document) => new ManifestObject(body, { file: 'test.yaml', document })), settings);
}

export function bodies(yaml: string): KubeBody[] {
  return loadAll(yaml).filter((body): body is KubeBody => body !== null && body !== undefined);
}

/** A Deployment whose pods have labels; in namespace shop unless told otherwise. */
export function deployment(name: string, labels: Readonly<Record<string, string>> = { app: name }, pods: Readonly<Record<string, unknown>> = {}, namespace = 'shop'): string {
  return `---\n${JSON.stringify({
    apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name, namespace },
    spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { containers: [{ name: 'main', image: 'main' }], ...pods } } },
  })}\n`;
}
