import fc from 'fast-check';
import { Mesh, Waypoint } from '../../src';
import { RULE_GROUPS } from '../../src/analysis/registry';
import { pathText } from '../../src/manifest/field-path';
import type { KubeBody } from '../../src/manifest/manifest-object';
import { ManifestObject } from '../../src/manifest/manifest-object';
import { ManifestSet } from '../../src/manifest/manifest-set';
import { refText } from '../../src/manifest/object-ref';
import type { Recipe } from '../security/random';
import { appOf, recipes } from '../security/random';
import { manifests } from '../support/app';
import { quiet } from '../support/quiet';

const MESHES = { 'ambient': Mesh.istioAmbient(), 'ambient, a waypoint for each service': Mesh.istioAmbient({ waypoint: Waypoint.perService() }), 'sidecars': Mesh.istioSidecar() };

/** The pods behind the Service that the recipes guard. */
const CART = {
  apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'cart', namespace: 'shop' },
  spec: { selector: { matchLabels: { app: 'cart' } }, template: { metadata: { labels: { app: 'cart', version: 'v1' } }, spec: { containers: [{ name: 'app', image: 'cart', ports: [8080, 9000, 6379].map(containerPort => ({ containerPort })) }] } } },
};

function objectsOf(mesh: Mesh, recipe: Recipe): KubeBody[] {
  try {
    const app = appOf(mesh, recipe);
    app.synthYaml();
    return manifests(app) as KubeBody[];
  } catch {
    // Refused: nothing is written.
    return [];
  }
}

describe('what the library writes for allow-lists', () => {
  quiet();

  test.each(Object.entries(MESHES))('has no error and no warning of the rules about security and ambient mode: %s', (_name, mesh) => {
    let written = 0;
    fc.assert(fc.property(recipes, recipe => {
      const bodies = objectsOf(mesh, recipe);
      written += bodies.length;
      const set = new ManifestSet([...bodies, CART].map(body => new ManifestObject(body)));
      const found: string[] = [];
      for (const rule of [...RULE_GROUPS.security, ...RULE_GROUPS.ambient]) {
        rule.check(set, (object, path, { severity = rule.severity, message }) => {
          if (severity !== 'info') found.push(`${rule.id} ${refText(object.ref)} ${pathText(path)}: ${message}`);
        });
      }
      expect(found).toEqual([]);
    }), { numRuns: 60 });
    expect(written).toBeGreaterThan(0);
  });
});
