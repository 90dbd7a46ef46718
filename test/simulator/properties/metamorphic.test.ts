import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import fc from 'fast-check';
import type { KubeBody } from '../../../src/manifest/manifest-object';
import type { ManifestSet } from '../../../src/manifest/manifest-set';
import { readManifestsSync } from '../../../src/manifest/reading/read-manifests-sync';
import type { Condition } from '../../../src/simulator/condition';
import { diff } from '../../../src/simulator/diff';
import { reachability } from '../../../src/simulator/reachability';
import { simulateRequest } from '../../../src/simulator/simulate-set';
import type { SimulatedRequest } from '../../../src/simulator/request';
import type { SimulationResult } from '../../../src/simulator/result';
import { allowObjects, arrivals, authorizationPolicy, ISTIO, meshes, objectsOf, PLANES, policies, REQUESTS, requestText, setOf, WORKLOADS } from './random-mesh';

/** What an answer means: lists have no order. */
function meaning({ trace: _, decidedBy, destinations, ...rest }: SimulationResult): object {
  const sorted = (list: readonly object[]) => list.map(one => JSON.stringify(one)).sort();
  return { ...rest, decidedBy: sorted(decidedBy), destinations: sorted(destinations) };
}

/** Of what the meshes' rules ask: methods and paths, with `*` at the end. */
function meets({ methods, paths }: Condition, { method, to }: SimulatedRequest): boolean {
  const { pathname } = new URL(to);
  const fits = (pattern: string): boolean => (pattern.endsWith('*') ? pathname.startsWith(pattern.slice(0, -1)) : pathname === pattern);
  return (methods.length === 0 || methods.includes(method!)) && (paths.length === 0 || paths.some(fits));
}

const folder = mkdtempSync(path.join(tmpdir(), 'metamorphic-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Before all others and behind them: policies are asked by name. */
const names = fc.constantFrom('a-more', 'z-more');
const sample = REQUESTS.filter((_, index) => index % 3 === 0);
const opened = (before: readonly string[], after: readonly string[]) => after.filter(line => !before.includes(line));

describe.each(PLANES)('on %s', plane => {
  test('one more thing that lets callers in, where there is one, takes nothing from anybody', () => {
    fc.assert(fc.property(meshes, policies, fc.boolean(), names, (mesh, more, everybody, name) => {
      // Where nothing lets anybody in, the first that does closes the door to the others.
      const first = { ...more, wide: true, callers: everybody ? [] : [more.on], methods: ['GET'], paths: [] };
      const objects = [...objectsOf(plane, mesh), ...allowObjects(plane, first, 'first')];
      const before = arrivals(setOf(objects, plane));
      const after = arrivals(setOf([...objects, ...allowObjects(plane, more, name)], plane));
      expect(opened(after, before)).toEqual([]);
    }), { numRuns: 60 });
  });

  test('the order of documents does not matter', () => {
    fc.assert(fc.property(meshes.chain(mesh => fc.tuple(fc.constant(mesh), fc.shuffledSubarray(objectsOf(plane, mesh), { minLength: objectsOf(plane, mesh).length }))), ([mesh, shuffled]) => {
      const [one, other] = [setOf(objectsOf(plane, mesh), plane), setOf(shuffled as KubeBody[], plane)];
      for (const request of sample) expect([requestText(request), meaning(simulateRequest(other, request))]).toEqual([requestText(request), meaning(simulateRequest(one, request))]);
      expect(diff(one, other)).toEqual([]);
    }), { numRuns: 40 });
  });

  test('the order of files does not matter', () => {
    fc.assert(fc.property(meshes, fc.integer({ min: 1, max: 5 }), (mesh, cut) => {
      const objects = objectsOf(plane, mesh);
      const files = [objects.slice(0, cut), objects.slice(cut)].map((part, index) => {
        const file = path.join(folder, `${index}.yaml`);
        writeFileSync(file, part.map(body => JSON.stringify(body)).join('\n---\n'));
        return file;
      });
      const [one, other] = [files, [...files].reverse()].map(order => setOf(readManifestsSync(order).objects.map(({ body }) => body), plane)) as [ManifestSet, ManifestSet];
      for (const request of sample) expect(meaning(simulateRequest(other, request))).toEqual(meaning(simulateRequest(one, request)));
    }), { numRuns: 10 });
  });

  test('shares add up to 100', () => {
    fc.assert(fc.property(meshes, mesh => {
      const set = setOf(objectsOf(plane, mesh), plane);
      for (const request of sample) {
        const { destinations } = simulateRequest(set, request);
        if (destinations.length > 0) expect([requestText(request), Math.abs(destinations.reduce((sum, { share }) => sum + share, 0) - 100) <= 0.02]).toEqual([requestText(request), true]);
      }
    }), { numRuns: 60 });
  });

  test('nothing differs from itself', () => {
    fc.assert(fc.property(meshes, mesh => {
      expect(diff(setOf(objectsOf(plane, mesh), plane), setOf(objectsOf(plane, mesh), plane))).toEqual([]);
    }), { numRuns: 10 });
  });

  test('reachability says what single requests come to', () => {
    fc.assert(fc.property(meshes, mesh => {
      const set = setOf(objectsOf(plane, mesh), plane);
      const arrived = new Set(arrivals(set));
      const id = (text: string) => (text === 'outside' ? text : text.split('/')[2]!);
      const wrong = reachability(set).connections.filter(({ from }) => from === 'outside' || from.includes('/Deployment/')).flatMap(({ from, to, service, allowed, only, except }) => {
        const asked = REQUESTS.filter(request => (request.from.serviceAccount ?? 'outside') === id(from) && request.to.startsWith(`http://${service}/`));
        expect(asked.length).toBeGreaterThan(0);
        return asked.filter(request => {
          const arrives = arrived.has(`${requestText(request)} → ${to}`);
          if (allowed !== 'some') return arrives !== (allowed === 'all');
          // What some rule lets in, or takes out, meets what that rule asks.
          return except.length > 0 ? !arrives && !except.some(one => meets(one, request)) : arrives && !only.some(one => meets(one, request));
        }).map(request => `${requestText(request)} → ${to}: ${allowed}`);
      });
      expect(wrong).toEqual([]);
    }), { numRuns: 60 });
  });
});

describe.each(ISTIO)('on %s', plane => {
  test('one more DENY lets nobody in', () => {
    fc.assert(fc.property(meshes, policies, names, (mesh, more, name) => {
      const objects = objectsOf(plane, mesh);
      const before = arrivals(setOf(objects, plane));
      const after = arrivals(setOf([...objects, authorizationPolicy(plane, more, name, 'DENY')], plane));
      expect(opened(before, after)).toEqual([]);
    }), { numRuns: 60 });
  });

  test('a DENY of everything lets nobody in at all', () => {
    const everything = { on: 0, callers: [], written: 'whole' as const, methods: [], paths: [], wide: true, atWaypoint: false };
    fc.assert(fc.property(meshes, mesh => {
      const set = setOf([...objectsOf(plane, mesh), ...WORKLOADS.map((_, on) => authorizationPolicy(plane, { ...everything, on }, `none-${on}`, 'DENY'))], plane);
      expect(arrivals(set)).toEqual([]);
    }), { numRuns: 10 });
  });
});
