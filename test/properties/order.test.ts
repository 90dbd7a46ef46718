import { App, Chart, Testing, YamlOutputType } from 'cdk8s';
import * as fc from 'fast-check';
import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CanaryRelease, Mesh, MeshNamespace, MeshService, ServicePort } from '../../src';
import { asSet, manifests, MESHES, v1, v2 } from '../support/app';
import type { Manifest } from '../support/app';
import { programs, shuffled } from '../support/programs/arbitrary';
import type { Program } from '../support/programs/program';
import type { Built } from '../support/programs/build';
import { allOf, build, outcome } from '../support/programs/build';
import { quiet } from '../support/quiet';

quiet();

const settled = (result: Manifest[] | 'refused') => (result === 'refused' ? result : asSet(result));
const keys = (objects: readonly Manifest[]) => objects.map(o => [o.kind === 'GRPCRoute' ? 'HTTPRoute' : o.kind, o.metadata.namespace, o.metadata.name].join(' '));

describe.each(MESHES)('on %s', plane => {
  test('any order of declaration gives the same set of objects, or is refused as every other is', () => {
    fc.assert(fc.property(shuffled(plane), ([program, order]) => {
      expect(settled(outcome(() => build(program, order)))).toEqual(settled(outcome(() => build(program))));
    }), { numRuns: 100 });
  });

  test('other construct ids change no object', () => {
    fc.assert(fc.property(shuffled(plane), ([program, order]) => {
      expect(settled(outcome(() => build(program, order, 'other-')))).toEqual(settled(outcome(() => build(program))));
    }), { numRuns: 50 });
  });

  test('what is declared in addition renames no object', () => {
    fc.assert(fc.property(programs(plane).chain(p => fc.tuple(fc.constant(p), fc.subarray([...p.intents]))), ([program, some]) => {
      const [before, after] = [{ ...program, intents: some }, program].map(p => outcome(() => build(p)));
      if (before === 'refused' || after === 'refused') return;
      // Linkerd has the routes of a gRPC port as GRPCRoute or HTTPRoute, of one name.
      expect(keys(after!)).toEqual(expect.arrayContaining(keys(before!)));
    }), { numRuns: 100 });
  });

  test('what is declared on other pods changes no object of a service', () => {
    fc.assert(fc.property(programs(plane).filter(p => p.services.every(s => s.doorOf === undefined)), program => {
      const apart = program.intents.filter(i => i.kind !== 'split' || i.shares.every(s => typeof s.version === 'string'));
      const objectsOfFirst = (intents: Program['intents']) => {
        const made: Manifest[] = [];
        const result = outcome(() => {
          const built = build({ ...program, intents });
          made.push(...built.services[0]!.resources.map(r => r.toJson() as Manifest));
          return built;
        });
        return result === 'refused' ? result : asSet(made);
      };
      const [all, own] = [objectsOfFirst(apart), objectsOfFirst(apart.filter(i => i.service === 0))];
      if (all !== 'refused' && own !== 'refused') expect(all).toEqual(own);
    }), { numRuns: 50 });
  });

  test('what is accepted once is accepted again', () => {
    fc.assert(fc.property(programs(plane), program => {
      let made: Built | undefined;
      if (outcome(() => (made = build(program))) === 'refused') return;
      expect(() => manifests(made!.app)).not.toThrow();
    }), { numRuns: 50 });
  });

  test('most programs are accepted, so that the properties say something', () => {
    const results = fc.sample(programs(plane), { numRuns: 200, seed: 1 }).map(program => outcome(() => build(program, allOf(program))));
    expect(results.filter(r => r !== 'refused').length).toBeGreaterThan(80);
  });
});

/** An error about an object that is only made while the App is checked must not get lost. */
describe.each(['cart', 'cart-v2'])('two objects of one name are refused at the first look, %s declared first', first => {
  function program(app = Testing.app()) {
    const chart = new Chart(app, 'shop');
    const namespace = new MeshNamespace(chart, 'ns', { mesh: Mesh.gatewayApi(), name: 'shop' });
    const services = new Map([first, first === 'cart' ? 'cart-v2' : 'cart'].map(name => [name, new MeshService(chart, name, { namespace, ports: [ServicePort.http(80)] })]));
    new CanaryRelease(chart, 'canary', { service: services.get('cart')!, stable: v1, canary: v2, weight: 10 });
    return { app, chart };
  }
  const refused = /Service shop\/cart-v2 is also made at/;

  test('by the chart', () => expect(() => program().chart.toJson()).toThrow(refused));
  test('by Testing.synth', () => expect(() => Testing.synth(program().chart)).toThrow(refused));
  test('by synthYaml', () => expect(() => program().app.synthYaml()).toThrow(refused));

  test.each(['FILE_PER_APP', 'FILE_PER_CHART', 'FILE_PER_RESOURCE', 'FOLDER_PER_CHART_FILE_PER_RESOURCE'] as const)('by synth (%s)', type => {
    const app = new App({ yamlOutputType: YamlOutputType[type], outdir: mkdtempSync(join(tmpdir(), 'order-')) });
    program(app);
    expect(() => app.synth()).toThrow(refused);
    expect(readdirSync(app.outdir)).toEqual([]);
  });
});
