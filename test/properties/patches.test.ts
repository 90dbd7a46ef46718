import { Duration, JsonPatch } from 'cdk8s';
import * as fc from 'fast-check';
import type { MeshService } from '../../src';
import { MeshChecks, RequestTimeout, ServicePort } from '../../src';
import type { Manifest } from '../support/app';
import { asSet, find, manifests, MESHES, shop } from '../support/app';
import { programs } from '../support/programs/arbitrary';
import type { Built } from '../support/programs/build';
import { build, outcome } from '../support/programs/build';
import { withdraw } from '../support/programs/withdraw';
import { quiet } from '../support/quiet';

quiet();

/** Changes every object of a program in each way that a user has; `service.patch` also those to come. No API server would take these fields. */
function change({ app, services, namespace }: Built): void {
  MeshChecks.of(app).disable();
  const objects = [...services.flatMap(s => s.resources), ...namespace.resources];
  for (const owner of [...services, namespace]) {
    for (const kind of new Set(owner.resources.map(r => r.kind))) owner.patch(kind, JsonPatch.add('/patched', 'for the kind'));
  }
  for (const object of objects) {
    object.addJsonPatch(JsonPatch.add('/single', object.name));
    object.metadata.addLabel('example.com/label', 'mine');
    object.metadata.addAnnotation('example.com/annotation', 'mine');
    object.metadata.add('generation', 7);
  }
}

const marked = (o: Manifest) => [o['patched'], o['single'], o.metadata.labels?.['example.com/label'], o.metadata.annotations?.['example.com/annotation'], o.metadata.generation];
const allMarks = (o: Manifest) => ['for the kind', o.metadata.name, 'mine', 'mine', 7];
/** ServiceAccounts are nobody's `resources`. */
const own = (o: Manifest) => o.kind !== 'ServiceAccount';

describe.each(MESHES)('on %s', plane => {
  const changed = (check: (built: Built, before: Manifest[]) => void) => fc.assert(fc.property(programs(plane), program => {
    let built: Built | undefined;
    if (outcome(() => (built = build(program))) === 'refused') return;
    change(built!);
    check(built!, manifests(built!.app));
  }), { numRuns: 60 });

  test('what users change is on every object, and nothing else changes', () => {
    fc.assert(fc.property(programs(plane), program => {
      const plain = outcome(() => build(program));
      if (plain === 'refused') return;
      const built = build(program);
      change(built);
      const after = manifests(built.app);
      for (const object of after.filter(own)) expect(marked(object)).toEqual(allMarks(object));
      expect(asSet(after.map(withoutMarks))).toEqual(asSet(plain.map(withoutMarks)));
    }), { numRuns: 60 });
  });

  test('objects that go and come back carry it still', () => {
    let gone = 0;
    changed((built, before) => {
      for (const service of built.services) {
        const back = withdraw(service);
        gone += before.length - manifests(built.app).length;
        back();
        expect(asSet(manifests(built.app).map(inOneOrder))).toEqual(asSet(before.map(inOneOrder)));
      }
    });
    expect(gone).toBeGreaterThan(0);
  });

  test('objects that stay carry it while others are gone', () => {
    changed(built => {
      const back = built.services.map(withdraw).reverse();
      const rest = manifests(built.app);
      for (const object of rest.filter(own)) expect(marked(object)).toEqual(allMarks(object));
      expect(rest.map(o => o.kind)).toEqual(expect.arrayContaining(['Namespace', 'Service']));
      for (const bring of back) bring();
    });
  });

  test('without their intents, services are as if none had been declared', () => {
    fc.assert(fc.property(programs(plane), program => {
      let built: Built | undefined;
      if (outcome(() => (built = build(program))) === 'refused') return;
      for (const service of built!.services) withdraw(service);
      const bare = outcome(() => build({ ...program, intents: program.intents.filter(i => i.kind === 'calls') }));
      expect(asSet(manifests(built!.app))).toEqual(asSet(bare as Manifest[]));
    }), { numRuns: 60 });
  });
});

function withoutMarks(object: Manifest): Manifest {
  const copy = structuredClone(object);
  delete copy['patched'];
  delete copy['single'];
  delete copy.metadata.generation;
  for (const [kind, key] of [['labels', 'example.com/label'], ['annotations', 'example.com/annotation']] as const) {
    if (!copy.metadata[kind]) continue;
    delete copy.metadata[kind][key];
    if (Object.keys(copy.metadata[kind]).length === 0) delete copy.metadata[kind];
  }
  return inOneOrder(copy);
}

/** Which keys come first says nothing. */
function inOneOrder(object: Manifest): Manifest {
  return JSON.parse(JSON.stringify(object, (_, value: unknown) => (
    value && typeof value === 'object' && !Array.isArray(value) ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) : value))) as Manifest;
}

describe('of an object that went and came back', () => {
  function program() {
    const s = shop();
    const service = s.service('cart', ServicePort.http(80));
    new RequestTimeout(s.chart, 'timeout', { service, request: Duration.seconds(1) });
    const again = () => {
      const back = withdraw(service);
      expect(manifests(s.app).filter(o => o.kind === 'VirtualService')).toEqual([]);
      back();
    };
    return { s, service, again, rule: () => find(manifests(s.app), 'VirtualService').spec.http[0] };
  }

  test.each<[string, (service: MeshService) => void]>([
    ['of the kind, then of the object', service => {
      service.patch('VirtualService', JsonPatch.replace('/spec/http/0/timeout', '2s'));
      service.resource('VirtualService').addJsonPatch(JsonPatch.replace('/spec/http/0/timeout', '3s'));
    }],
    ['of the object, then of the kind', service => {
      service.resource('VirtualService').addJsonPatch(JsonPatch.replace('/spec/http/0/timeout', '2s'));
      service.patch('VirtualService', JsonPatch.replace('/spec/http/0/timeout', '3s'));
    }],
  ])('patches are done in the order in which they were declared: %s', (_, patch) => {
    const { service, again, rule } = program();
    patch(service);
    expect(rule().timeout).toBe('3s');
    again();
    expect(rule().timeout).toBe('3s');
  });

  test('finalizers and owner references are still there', () => {
    const { s, service, again } = program();
    const { metadata } = service.resource('VirtualService');
    metadata.addFinalizers('example.com/finalizer');
    metadata.addOwnerReference({ apiVersion: 'v1', kind: 'ConfigMap', name: 'owner', uid: '1' });
    const written = () => find(manifests(s.app), 'VirtualService').metadata;
    const before = written();
    expect(before).toMatchObject({ finalizers: ['example.com/finalizer'], ownerReferences: [{ name: 'owner' }] });
    again();
    expect(written()).toEqual(before);
  });

  test('an old handle still works', () => {
    const { service, again, rule } = program();
    const handle = service.resource('VirtualService');
    again();
    handle.addJsonPatch(JsonPatch.replace('/spec/http/0/timeout', '3s'));
    expect(rule().timeout).toBe('3s');
    again();
    expect(rule().timeout).toBe('3s');
  });
});
