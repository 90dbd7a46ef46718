import { isSamePlace, originsOf, pathOfError } from '../../scripts/conformance/error-paths.mjs';
import { minimised } from '../../scripts/conformance/minimise.mjs';
import { mutantsOf } from '../../scripts/conformance/mutants/mutants.mjs';
import { seededRandom } from '../../scripts/conformance/mutants/random.mjs';

const route = {
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind: 'HTTPRoute',
  metadata: { name: 'cart' },
  spec: { parentRefs: [{ name: 'cart', kind: 'Service', group: '', port: 80 }], rules: [{ backendRefs: [{ name: 'cart', port: 80, weight: 1 }] }] },
};

function some(seed: number, count: number): { object: unknown; what: string }[] {
  const mutants = mutantsOf(route, seededRandom(seed));
  return Array.from({ length: count }, () => mutants.next().value!);
}

describe('mutants', () => {
  test('of a seed are the same every time, and those of another are others', () => {
    expect(some(1, 50)).toEqual(some(1, 50));
    expect(some(2, 50)).not.toEqual(some(1, 50));
  });

  test('differ from the object, which stays as it is, in all the ways that there are', () => {
    const before = structuredClone(route);
    const mutants = some(3, 600);
    expect(route).toEqual(before);
    expect(mutants.filter(({ object }) => JSON.stringify(object) === JSON.stringify(route))).toEqual([]);
    const ways = new Set(mutants.flatMap(({ what }) => what.split('; ').map(one => one.replace(/ at .*/, ''))));
    expect([...ways].sort()).toEqual([
      'bound', 'condition', 'emptied', 'field added', 'item added', 'item repeated', 'null', 'other type', 'removed', 'renewed', 'unknown field',
    ]);
  });

  test('there are none of a kind without a schema', () => {
    expect(mutantsOf({ apiVersion: 'example.com/v1', kind: 'Thing' }, seededRandom(1)).next().done).toBe(true);
  });
});

describe('the place of an error', () => {
  test.each([
    ['spec.ports[0].name: Required value', 'spec.ports.0.name'],
    ['unknown field "spec.foo"', 'spec.foo'],
    ['metadata.labels[a.b/c]: Invalid value: "x: y"', 'metadata.labels.a.b/c'],
    ['spec.LoadBalancerSourceRanges[0]: Invalid value', 'spec.loadBalancerSourceRanges.0'],
    ['json: cannot unmarshal string into Go struct field ServiceSpec.spec.ports', undefined],
  ])('%s', (error, place) => {
    expect(pathOfError(error)).toBe(place);
  });

  test('is that of a refusal above, below, or with indexes that the error leaves out', () => {
    expect(isSamePlace(['spec', 'ports', 0], 'spec.ports.0.name')).toBe(true);
    expect(isSamePlace(['spec', 'ports', 0, 'name'], 'spec.ports')).toBe(true);
    expect(isSamePlace(['spec', 'containers', 0, 'mounts', 1, 'subPath'], 'spec.containers.0.mounts.subPath')).toBe(true);
    expect(isSamePlace(['spec', 'ports', 1], 'spec.ports.0.name')).toBe(false);
    expect(isSamePlace(['spec', 'port'], 'spec.ports')).toBe(false);
  });

  test('can follow from another', () => {
    expect(originsOf('spec.ports.2.targetPort')).toEqual(['spec.ports.2.port']);
    expect(originsOf('spec.ports.2.name')).toEqual([]);
  });
});

test('an object is made as small as it can be while it differs', async () => {
  const differs = async (object: unknown) => JSON.stringify(object).includes('"weight":1');
  expect(await minimised(route, differs)).toEqual({
    apiVersion: route.apiVersion, kind: route.kind, metadata: {}, spec: { rules: [{ backendRefs: [{ weight: 1 }] }] },
  });
});
