import { load } from 'js-yaml';
import type { Json, ManifestObject } from './manifest-object';
import { record, text } from './manifest-object';
import { view } from './manifest-set';

/** Istio's mesh configuration, where manifests hold it. */
export interface MeshConfig {
  readonly values: Readonly<Record<string, Json>>;
  /** Where it stands: ConfigMap, IstioOperator. */
  readonly object: ManifestObject;
  /** Name of the control plane's revision; empty for the default one. */
  readonly revision: string;
}

/** Of each control plane in the manifests, ConfigMap `istio` or `istio-<revision>` in the root namespace first, then an IstioOperator's `meshConfig`. */
export const meshConfigs = view((set): readonly MeshConfig[] => {
  return [
    ...configMaps(set).flatMap((object): MeshConfig[] => {
      const values = parsed(record(object.body['data'])['mesh']);
      return values ? [{ values, object, revision: object.labels['istio.io/rev'] ?? object.name.slice('istio-'.length) }] : [];
    }),
    ...set.all('install.istio.io', 'IstioOperator').flatMap((object): MeshConfig[] => {
      const { meshConfig, revision } = object.spec as Record<string, Json>;
      return meshConfig === undefined ? [] : [{ values: record(meshConfig), object, revision: text(revision) ?? '' }];
    }),
  ];
});

/** ConfigMaps of control planes whose configuration is no YAML map, so that istiod cannot read it. */
export const unreadableMeshConfigs = view((set): readonly ManifestObject[] => configMaps(set).filter(object => {
  const mesh: unknown = record(object.body['data'])['mesh'];
  return typeof mesh === 'string' && mesh.trim() !== '' && parsed(mesh) === undefined;
}));

/** A setting of mesh configuration that all control planes in the manifests agree on; undefined where none says it. */
export function meshSetting(set: Parameters<typeof meshConfigs>[0], ...path: readonly string[]): Json {
  const said = meshConfigs(set).map(({ values }) => path.reduce<Json>((value, key) => record(value)[key], values));
  return said.length > 0 && said.every(value => JSON.stringify(value) === JSON.stringify(said[0])) ? said[0] : undefined;
}

export const trustDomain = view((set): string => set.settings.trustDomain ?? text(meshSetting(set, 'trustDomain')) ?? set.settings.clusterDomain);

function configMaps(set: Parameters<typeof meshConfigs>[0]): ManifestObject[] {
  return set.inNamespace('', 'ConfigMap', set.settings.rootNamespace).filter(({ name }) => name === 'istio' || name.startsWith('istio-'));
}

/** Text of a ConfigMap that is not YAML says nothing here. */
function parsed(value: unknown): Record<string, Json> | undefined {
  if (typeof value !== 'string') return undefined;
  try {
    return record(load(value));
  } catch {
    return undefined;
  }
}
