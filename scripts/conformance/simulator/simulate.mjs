// The simulator as areas ask it: on what an API server keeps of objects, defaults filled in.
import { loadSource } from '../../lib/engine.mjs';

const [{ ManifestObject }, { ManifestSet }, { keptByServer }, { knownKind }, { withDefaults }, { simulateRequest }, { mismatches }] = [
  'manifest/manifest-object', 'manifest/manifest-set', 'admission/kept', 'manifest/schemas/catalogue', 'admission/schema/defaults',
  'simulator/simulate-set', 'simulator/expectation',
].map((path) => loadSource(path));

/** Clusters of the judges have the experimental channel of the Gateway API. */
export const setOf = (objects) => new ManifestSet(objects.map((body) => new ManifestObject(body)), { gatewayApiChannel: 'experimental' });

/** Objects as a server keeps them: those that it refuses are not there, and defaults are filled in. */
export function kept(objects) {
  const { set } = keptByServer(setOf(objects));
  return set.objects.map(({ body, group, kind, version }) => {
    const schema = knownKind(group, kind, 'experimental')?.versions.find(({ name }) => name === version)?.schema;
    return schema && group.includes('.') ? withDefaults(body, schema) : body;
  });
}

/** The result, or the error text where the request cannot be read. */
export function simulate(set, request) {
  try {
    return simulateRequest(set, request);
  } catch (error) {
    return { error: error.message };
  }
}

/** Where a result differs from what the judge expects of it, `expect` being any part of a result. */
export function disagreement(result, expect) {
  if (result.error !== undefined) return [{ field: 'error', expected: null, actual: result.error }];
  return mismatches(result, expect);
}
