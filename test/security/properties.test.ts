import fc from 'fast-check';
import { Mesh } from '../../src';
import { portRules } from '../../src/model/port-rules';
import { asSet, manifests, MESHES } from '../support/app';
import type { Manifest } from '../support/app';
import type { AccessJudge as Evaluator, AccessRequest as Request } from '../support/simulated-access';
import { accessOn } from '../support/simulated-access';
import type { Recipe } from './random';
import { appOf, asItArrives, cartOf, entries, expected, QUESTIONS, recipes } from './random';

const planes = MESHES.map(name => ({ name, mesh: Mesh.fromName(name), evaluate: accessOn(name) }));
const text = (q: Request) => `${q.from.namespace}/${q.from.account ?? '-'}@${q.from.ip} → ${q.to.port} ${q.method ?? ''} ${q.path ?? ''}`;

/** The App, or nothing if the mesh refuses the program; what is refused is never weakened. */
function tried(mesh: Mesh, recipe: Recipe) {
  try {
    return appOf(mesh, recipe);
  } catch (error) {
    expect((error as Error).message).toMatch(/does not support|\[shop\//);
    return undefined;
  }
}

function opened(evaluate: Evaluator, objects: readonly Manifest[], questions: readonly Request[] = QUESTIONS): string[] {
  return questions.filter(q => evaluate(objects, q) === 'allowed').map(text);
}

beforeAll(() => {
  jest.spyOn(process.stderr, 'write').mockReturnValue(true);
});
afterAll(() => {
  jest.restoreAllMocks();
});

describe.each(planes)('$name', ({ name, mesh, evaluate }) => {
  test('lets in exactly whom the rules let in', () => {
    let rendered = 0;
    fc.assert(fc.property(recipes, recipe => {
      const app = tried(mesh, recipe);
      if (!app) return;
      rendered++;
      expect(opened(evaluate, manifests(app))).toEqual(QUESTIONS.filter(q => expected(app, asItArrives(q, name)) === 'allowed').map(text));
    }), { numRuns: 150 });
    expect(rendered).toBeGreaterThan(10);
  });

  test('an identity that no list names comes to no port that a list rules', () => {
    const stranger = QUESTIONS.filter(q => q.from.namespace === 'other' || (q.from.account === 'c' && q.from.ip === '10.250.0.9'));
    fc.assert(fc.property(recipes, recipe => {
      const named = recipe.lists.flat().flatMap(e => e.callers);
      fc.pre(recipe.lists.length > 0 && !named.includes('anyone') && !named.includes('identity'));
      const app = tried(mesh, recipe);
      if (!app) return;
      const ruled = portRules(cartOf(app)).map(p => p.port);
      expect(opened(evaluate, manifests(app), stranger.filter(q => ruled.includes(q.to.port)))).toEqual([]);
    }), { numRuns: 80 });
  });

  test('another list or entry for one account opens nothing for anybody else', () => {
    const others = QUESTIONS.filter(q => q.from.account !== 'a' || q.from.namespace !== 'shop');
    fc.assert(fc.property(recipes, entries, fc.boolean(), (recipe, drawn, asList) => {
      const entry = { ...drawn, callers: ['a'] };
      // A list without entries is about all ports; an entry that names one makes it another list.
      const more = asList || !recipe.lists[0]?.length ? [...recipe.lists, [entry]] : [[...recipe.lists[0]!, entry], ...recipe.lists.slice(1)];
      const [before, after] = [tried(mesh, recipe), tried(mesh, { ...recipe, lists: more })];
      if (!before || !after) return;
      const was = new Set(opened(evaluate, manifests(before), others));
      expect(opened(evaluate, manifests(after), others).filter(q => !was.has(q))).toEqual([]);
    }), { numRuns: 80 });
  });

  test('the order of lists and entries changes no object', () => {
    fc.assert(fc.property(recipes, recipe => {
      const turned = { ...recipe, lists: [...recipe.lists].reverse().map(list => [...list].reverse().map(e => ({ ...e, callers: [...e.callers].reverse(), paths: [...e.paths].reverse() }))) };
      const [one, other] = [tried(mesh, recipe), tried(mesh, turned)];
      expect(other === undefined).toBe(one === undefined);
      if (one && other) expect(asSet(manifests(other))).toEqual(asSet(manifests(one)));
    }), { numRuns: 60 });
  });

  test('where mutual TLS is strict, plaintext comes in by an exception only', () => {
    const plain = QUESTIONS.filter(q => q.from.account === undefined);
    fc.assert(fc.property(recipes.map(r => ({ ...r, mtls: 'strict' as const })), recipe => {
      const app = tried(mesh, recipe);
      if (!app) return;
      expect(opened(evaluate, manifests(app), plain.filter(q => q.to.port !== recipe.exception))).toEqual([]);
    }), { numRuns: 60 });
  });
});

test('one program means the same on all meshes with identities', () => {
  const meshes = planes.filter(p => p.name !== 'gateway-api');
  const ofServices = QUESTIONS.filter(({ to }) => to.via !== undefined);
  fc.assert(fc.property(recipes, recipe => {
    const tables = meshes.flatMap(({ mesh, evaluate }) => {
      const app = tried(mesh, recipe);
      return app ? [opened(evaluate, manifests(app), ofServices)] : [];
    });
    for (const table of tables) expect(table).toEqual(tables[0]);
  }), { numRuns: 80 });
});
