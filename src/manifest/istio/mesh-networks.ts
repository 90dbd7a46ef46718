import { load } from 'js-yaml';
import type { Json, ManifestObject } from '../manifest-object';
import { record, text } from '../manifest-object';
import { view } from '../manifest-set';

/** Networks of a mesh of several clusters, where a ConfigMap of a control plane holds them. */
export interface MeshNetworks {
  readonly object: ManifestObject;
  /** By the name of the network. */
  readonly networks: Readonly<Record<string, Json>>;
}

export const meshNetworks = view((set): readonly MeshNetworks[] => set.inNamespace('', 'ConfigMap', set.settings.rootNamespace)
  .filter(({ name }) => name === 'istio' || name.startsWith('istio-'))
  .map(object => ({ object, networks: record(record(parsed(text(record(object.body['data'])['meshNetworks'])))['networks']) })));

/** Text that is not YAML declares no networks. */
function parsed(value: string | undefined): unknown {
  try {
    return value === undefined ? undefined : load(value);
  } catch {
    return undefined;
  }
}
