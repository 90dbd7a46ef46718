import * as fc from 'fast-check';
import { serviceNameProblem, subdomainProblem } from '../../src/model/names';
import { asSet, manifests, MESHES } from '../support/app';
import type { Manifest } from '../support/app';
import type { Destination, RuleMeaning } from '../support/meaning';
import { readerOf } from '../support/meaning';
import type { Labels } from '../support/meaning/words';
import { programs, VERSIONS } from '../support/programs/arbitrary';
import type { Built } from '../support/programs/build';
import { build, outcome } from '../support/programs/build';
import type { IntentDeclaration, Program, ShareDeclaration } from '../support/programs/program';
import { PORTS } from '../support/programs/program';
import { quiet } from '../support/quiet';

quiet();

type Split = IntentDeclaration & { readonly kind: 'split' };

/** Every pod that a program has: of each service those of each version and one of none, and pods that are nobody's. */
function podsOf(program: Program): Labels[] {
  const apps = program.services.filter(s => s.doorOf === undefined).map(s => s.name);
  return [...apps, 'somebody-else'].flatMap(app => [{ app }, ...VERSIONS.map(version => ({ app, version }))]);
}

const selected = (pods: readonly Labels[], selector: Labels) => pods.filter(pod => Object.entries(selector).every(([k, v]) => pod[k] === v));
const appOf = (program: Program, index: number) => program.services[program.services[index]!.doorOf ?? index]!.name;

/** The pods that a version of a service is meant to be. */
function meant(program: Program, pods: readonly Labels[], service: number, { version }: ShareDeclaration): readonly Labels[] {
  const app = appOf(program, typeof version === 'number' ? version : service);
  return pods.filter(pod => pod['app'] === app && (typeof version === 'number' || pod['version'] === version));
}

/** Runs a check on every program that the data plane takes. */
function accepted(plane: string, check: (program: Program, objects: Manifest[], built: Built) => void, numRuns = 80): void {
  fc.assert(fc.property(programs(plane), program => {
    let built: Built | undefined;
    const objects = outcome(() => (built = build(program)));
    if (objects !== 'refused') check(program, objects, built!);
  }), { numRuns });
}

/** The rules of the port that a split is for. A split that was left out has none. */
function rulesOf(program: Program, objects: readonly Manifest[], split: Split): readonly RuleMeaning[] {
  if (split.port === 'tcp' && program.plane !== 'istio-sidecar') return [];
  return readerOf(program.plane, objects, `shop/${program.services[split.service]!.name}`).rules(PORTS[split.port])!;
}

const splitsOf = (program: Program) => program.intents.filter((i): i is Split => i.kind === 'split');
const withPods = (pods: readonly Labels[], to: readonly Destination[]) => asSet(to.filter(d => d.weight > 0).map(d => ({ pods: selected(pods, d.pods), weight: d.weight })));

describe.each(MESHES)('on %s', plane => {
  test('the weights of every rule add up to 100', () => {
    const lists: (number | undefined)[][] = [];
    accepted(plane, (_, objects) => {
      const rules = objects.flatMap(o => [...(o.spec?.http ?? []), ...(o.spec?.tcp ?? []), ...(Array.isArray(o.spec?.rules) ? o.spec.rules : [])]);
      for (const rule of rules) {
        const weights: (number | undefined)[] = (rule.route ?? rule.backendRefs).map((to: Manifest) => to.weight);
        lists.push(weights);
        if (weights.length > 1 || weights[0] !== undefined) expect(weights.reduce((sum: number, weight) => sum + (weight ?? NaN), 0)).toBe(100);
      }
    });
    expect(lists.some(list => list.length > 2)).toBe(true);
  });

  test('every split sends to each version its share, and to no other pods', () => {
    accepted(plane, (program, objects) => {
      const pods = podsOf(program);
      for (const split of splitsOf(program)) {
        const rules = rulesOf(program, objects, split);
        if (rules.length === 0) continue;
        const wanted = split.shares.filter(s => s.weight > 0).map(s => ({ pods: meant(program, pods, split.service, s), weight: s.weight }));
        expect(withPods(pods, rules.at(-1)!.to)).toEqual(asSet(wanted));
        expect(rules.at(-1)!.when).toEqual([]);
      }
    });
  });

  test('a rule with a condition sends all to the pods of one version that has matches', () => {
    accepted(plane, (program, objects) => {
      const pods = podsOf(program);
      for (const split of splitsOf(program)) {
        const chosen = split.shares.filter(s => s.match.length > 0).map(s => asSet([{ pods: meant(program, pods, split.service, s), weight: 100 }]).join());
        for (const { to } of rulesOf(program, objects, split).slice(0, -1)) {
          expect(to).toHaveLength(1);
          expect(chosen).toContain(withPods(pods, [{ ...to[0]!, weight: 100 }]).join());
        }
      }
    });
  });

  test('every selector takes the pods that it is meant for and no other', () => {
    accepted(plane, (program, objects) => {
      const pods = podsOf(program);
      const versions = splitsOf(program).flatMap(split => split.shares.map(share => asSet([meant(program, pods, split.service, share)])[0]));
      for (const service of objects.filter(o => o.kind === 'Service')) {
        const index = program.services.findIndex(s => s.name === service.metadata.name);
        const taken = selected(pods, service.spec.selector);
        // Those that the program does not declare stand for versions.
        if (index < 0) expect(versions).toContain(asSet([taken])[0]);
        else expect(taken).toEqual(pods.filter(pod => pod['app'] === appOf(program, index)));
      }
      for (const { spec } of objects.filter(o => o.kind === 'DestinationRule' && o.spec.subsets)) {
        const { selector } = objects.find(o => o.kind === 'Service' && spec.host === `${o.metadata.name}.shop.svc.cluster.local`)!.spec;
        for (const { labels } of spec.subsets) expect(versions).toContain(asSet([selected(pods, { ...selector, ...labels })])[0]);
      }
    });
  });

  test('names are such that Kubernetes takes them, and no two objects have one', () => {
    accepted(plane, (_, objects) => {
      for (const { kind, metadata } of objects) {
        const problem = ['Service', 'Gateway'].includes(kind) ? serviceNameProblem : subdomainProblem;
        expect([kind, metadata.name, problem(metadata.name)]).toEqual([kind, metadata.name, undefined]);
        if (kind === 'Namespace') expect(metadata.namespace).toBeUndefined();
        else expect(metadata.namespace).toBe('shop');
      }
      const names = objects.map(o => `${o.apiVersion} ${o.kind} ${o.metadata.name}`);
      expect(new Set(names).size).toBe(names.length);
    });
  });

  test('what the data plane renders is plain JSON, and written as it is', () => {
    accepted(plane, (_, objects, { namespace, services }) => {
      const { dataPlane } = namespace._model;
      const plans = [dataPlane.namespace(namespace._model), ...services.map(s => dataPlane.service(s._model)), ...services.map(s => dataPlane.workload(s.workload!._model))];
      expect(JSON.parse(JSON.stringify(plans))).toStrictEqual(plans);
      for (const resource of plans.flatMap(plan => plan.resources)) {
        const written = objects.find(o => o.apiVersion === resource.apiVersion && o.kind === resource.kind && o.metadata.name === resource.metadata.name);
        expect(written).toEqual({ apiVersion: resource.apiVersion, kind: resource.kind, metadata: resource.metadata, ...resource.body });
      }
    }, 50);
  });

  test('writing twice writes the same', () => {
    accepted(plane, (_, objects, { app }) => expect(manifests(app)).toEqual(objects), 30);
  });
});
