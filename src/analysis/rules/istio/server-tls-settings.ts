import { Field } from '../../../manifest/field';
import type { ManifestObject } from '../../../manifest/manifest-object';
import { view } from '../../../manifest/manifest-set';

/** Each `tls` of a listener: of servers of Gateways, and of ingress listeners of Sidecars. */
export const serverTlsSettings = view((set): readonly { readonly object: ManifestObject; readonly tls: Field }[] => {
  const listeners = [['Gateway', 'servers'], ['Sidecar', 'ingress']] as const;
  return listeners.flatMap(([kind, key]) => set.all('networking.istio.io', kind)
    .flatMap(object => Field.spec(object).at(key).items().map(listener => ({ object, tls: listener.at('tls') }))))
    .filter(({ tls }) => tls.isSet);
});
