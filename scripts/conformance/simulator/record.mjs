// What docs/fidelity.md is made of, so that it can be made again without Go.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ENVOY_VERSION } from '../../lib/envoy-version.mjs';

/** Writes a run of all areas. */
export function recordRun(root, { seed, requests, outcomes }) {
  const file = join(root, 'conformance', 'istio', 'fidelity.json');
  const [, api] = /istio\.io\/api v([\d.]+)/.exec(readFileSync(join(root, 'conformance', 'istio', 'go.mod'), 'utf8'));
  const record = { istio: api.replace(/\.\d+$/, ''), envoy: ENVOY_VERSION, seed, requests, areas: outcomes };
  writeFileSync(file, `${JSON.stringify(record, null, 2)}\n`);
}
