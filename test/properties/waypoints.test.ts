import { Duration } from 'cdk8s';
import * as fc from 'fast-check';
import type { MeshService } from '../../src';
import { CanaryRelease, CircuitBreaker, RequestTimeout, Retries, RetryPolicy } from '../../src';
import type { Manifest } from '../support/app';
import { asSet, manifests, v1, v2 } from '../support/app';
import { programs } from '../support/programs/arbitrary';
import type { Built } from '../support/programs/build';
import { build, outcome } from '../support/programs/build';
import type { Program } from '../support/programs/program';
import { doors } from '../support/programs/program';
import { withdraw } from '../support/programs/withdraw';
import { quiet } from '../support/quiet';

quiet();

const USE_WAYPOINT = 'istio.io/use-waypoint';
const gateways = (objects: readonly Manifest[]) => objects.filter(o => o.kind === 'Gateway').map(o => o.metadata.name);
const labelled = (objects: readonly Manifest[]) => objects.filter(o => o.metadata.labels?.[USE_WAYPOINT] !== undefined);

/** Programs that need nobody to look into requests, in a cluster whose routes can say everything. */
const l4Only = programs('istio-ambient').map((p): Program => ({ ...p, channel: 'experimental', intents: p.intents.filter(i => i.kind === 'calls') }))
  .filter(p => p.services.every(s => s.name !== 'waypoint' && s.name !== 'a-v1'));

const L7 = {
  canary: ({ chart }: Built, service: MeshService) => new CanaryRelease(chart, 'l7', { service, stable: v1, canary: v2, weight: 10 }),
  timeout: ({ chart }: Built, service: MeshService) => new RequestTimeout(chart, 'l7', { service, request: Duration.seconds(1) }),
  retries: ({ chart }: Built, service: MeshService) => new RetryPolicy(chart, 'l7', { service, retries: Retries.none() }),
  limits: ({ chart }: Built, service: MeshService) => new CircuitBreaker(chart, 'l7', { service, limits: { maxConnections: 1 } }),
  ejection: ({ chart }: Built, service: MeshService) => new CircuitBreaker(chart, 'l7', { service, ejection: { consecutiveErrors: 5 } }),
};
const anyL7 = fc.constantFrom(...Object.keys(L7) as (keyof typeof L7)[]);
const speaksHttp = (program: Program, index: number) => program.services[index]!.ports.some(p => p !== 'tcp');

test('a program without intents on requests has no waypoint', () => {
  fc.assert(fc.property(l4Only, program => {
    const objects = manifests(build(program).app);
    expect(gateways(objects)).toEqual([]);
    expect(labelled(objects)).toEqual([]);
    expect(new Set(objects.map(o => o.kind))).toEqual(new Set(['Namespace', 'Service', 'ServiceAccount']));
  }), { numRuns: 80 });
});

test('one such intent adds one waypoint, labels the Services in front of those pods and no others, and leaves the rest as it was', () => {
  fc.assert(fc.property(l4Only, anyL7, fc.nat(), (program, kind, pick) => {
    const index = pick % program.services.length;
    fc.pre(kind === 'limits' || kind === 'ejection' || speaksHttp(program, index));
    const before = manifests(build(program).app);
    const built = build(program);
    L7[kind](built, built.services[index]!);
    const after = manifests(built.app);
    expect(gateways(after)).toEqual(['waypoint']);

    const declared = doors(program, index).map(i => program.services[i]!.name);
    const others = new Set(before.map(o => `${o.kind} ${o.metadata.name}`));
    const generated = after.filter(o => o.kind === 'Service' && !others.has(`Service ${o.metadata.name}`)).map(o => o.metadata.name as string);
    expect(labelled(after).map(o => `${o.kind} ${o.metadata.name} ${o.metadata.labels[USE_WAYPOINT]}`).sort())
      .toEqual([...declared, ...generated].map(name => `Service ${name} waypoint`).sort());
    expect(generated).toHaveLength(kind === 'canary' ? 2 : 0);

    const untouched = (objects: readonly Manifest[]) => asSet(objects.filter(o => others.has(`${o.kind} ${o.metadata.name}`) && !(o.kind === 'Service' && declared.includes(o.metadata.name))));
    expect(untouched(after)).toEqual(untouched(before));

    withdraw(built.services[index]!);
    expect(asSet(manifests(built.app))).toEqual(asSet(before));
  }), { numRuns: 100 });
});

test('every label names a waypoint that stands, and no waypoint is idle', () => {
  fc.assert(fc.property(programs('istio-ambient'), program => {
    const objects = outcome(() => build(program));
    if (objects === 'refused') return;
    expect(new Set(labelled(objects).map(o => o.metadata.labels[USE_WAYPOINT]))).toEqual(new Set(gateways(objects)));
    expect(labelled(objects).every(o => o.kind === 'Service')).toBe(true);
    for (const index of program.services.keys()) {
      const names = doors(program, index).map(i => program.services[i]!.name);
      const labels = objects.filter(o => o.kind === 'Service' && names.includes(o.metadata.name)).map(o => o.metadata.labels?.[USE_WAYPOINT]);
      expect(new Set(labels).size).toBe(1);
    }
  }), { numRuns: 100 });
});
