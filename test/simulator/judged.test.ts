import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import type { KubeBody } from '../../src/manifest/manifest-object';
import { ManifestObject } from '../../src/manifest/manifest-object';
import { ManifestSet } from '../../src/manifest/manifest-set';
import type { Expectation } from '../../src/simulator/expectation';
import { mismatches } from '../../src/simulator/expectation';
import type { SimulatedRequest } from '../../src/simulator/request';
import { simulateRequest } from '../../src/simulator/simulate-set';

/** What the simulator once said otherwise than the component itself (`scripts/conformance/simulator`). `expect` is the component's word. */
interface JudgedCase {
  readonly request: SimulatedRequest;
  readonly expect: Expectation;
  readonly objects: readonly KubeBody[];
}

const FOLDER = join(__dirname, 'judged');

describe('as the component itself says', () => {
  test.each(readdirSync(FOLDER).sort())('%s', file => {
    const { request, expect: expected, objects } = load(readFileSync(join(FOLDER, file), 'utf8')) as JudgedCase;
    const set = new ManifestSet(objects.map(body => new ManifestObject(body)));
    expect(mismatches(simulateRequest(set, request), expected)).toEqual([]);
  });
});
