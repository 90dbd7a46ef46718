import type { ManifestSet } from '../manifest/manifest-set';
import type { ManifestObject } from '../manifest/manifest-object';
import type { Trace } from './trace';

/** Says of certificates that the manifests do not hold that they are taken to be in the cluster. */
export function tellCertificates(set: ManifestSet, object: ManifestObject, secrets: readonly { readonly namespace: string; readonly name: string }[], at: string, trace: Trace): void {
  for (const { namespace, name } of secrets) {
    if (!set.find('', 'Secret', namespace, name)) trace.add(at, object, () => `ends TLS with Secret ${namespace}/${name}, which is not among the manifests and is taken to be in the cluster: without it, no connection comes about`);
  }
}
