import { Field } from '../../../manifest/field';
import type { Severity } from '../../../manifest/finding';
import type { Complain } from '../../../manifest/istio/complain';
import { checkExtensionProviders } from '../../../manifest/istio/extension-providers';
import { checkMeshConfig } from '../../../manifest/istio/mesh-config-checks';
import type { MeshConfig } from '../../../manifest/mesh-config';
import { meshConfigs, unreadableMeshConfigs } from '../../../manifest/mesh-config';
import type { Report, Rule } from '../../rule';

const CURVES = new Set(['', 'P-224', 'P-256', 'P-521', 'P-384', 'X25519', 'X25519Kyber768Draft00', 'X25519MLKEM768']);

export const invalidMeshConfig: Rule = {
  id: 'invalid-mesh-config',
  severity: 'error',
  what: 'Mesh configuration holds a value that istiod does not take.',
  why: 'No webhook looks at it: istiod does not start with it, or goes on with the configuration before and says so in its log only.',
  remedy: 'Write a value that istiod takes.',
  aliases: ['IST0106'],
  see: ['https://istio.io/latest/docs/reference/config/istio.mesh.v1alpha1/'],
  check(set, report) {
    for (const object of unreadableMeshConfigs(set)) {
      report(object, ['data', 'mesh'], { message: 'The mesh configuration is no YAML map.', remedy: 'Correct its YAML; each setting is a key at its first level.' });
    }
    for (const config of meshConfigs(set)) {
      const mesh = new Field(config.values, []);
      checkMeshConfig(mesh, complainTo(report, config, 'error'));
      // Of these, istiod writes a line into its log.
      const warn = complainTo(report, config, 'warning');
      checkExtensionProviders(mesh.at('extensionProviders'), warn);
      for (const curve of mesh.at('tlsDefaults', 'ecdhCurves').items()) {
        if (!CURVES.has(curve.text)) warn('mesh/curves', curve, `Proxies do not know the curve "${curve.text}".`, `Write one of ${[...CURVES].slice(1).join(', ')}.`);
      }
    }
  },
};

/** Within the text of a ConfigMap, a path goes on as if it were a map. */
function complainTo(report: Report, { object }: MeshConfig, severity: Severity): Complain {
  const root = object.kind === 'ConfigMap' ? ['data', 'mesh'] : ['spec', 'meshConfig'];
  return (_rule, { path }, message, remedy) => report(object, [...root, ...path], { message, remedy, severity });
}
