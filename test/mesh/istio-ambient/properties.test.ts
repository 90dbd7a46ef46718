import * as fc from 'fast-check';
import { serviceNameProblem, subdomainProblem } from '../../../src/model/names';
import { Protocol } from '../../../src/model/protocol';
import { aPort, aService, aWorkload, byHeader, split } from '../../support/model';
import { gateways, perService, planOf, shopWith, specs } from './rendered';

/* eslint-disable @typescript-eslint/no-explicit-any -- rendered objects are plain JSON */

const label = (max: number) => fc.tuple(fc.constantFrom('a', 'b'), fc.stringMatching(new RegExp(`^[a-z0-9-]{0,${max - 2}}$`)), fc.constantFrom('a', '1')).map(parts => parts.join(''));
const program = fc.record({
  service: label(63), versions: fc.uniqueArray(label(40), { minLength: 2, maxLength: 4 }), cuts: fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 3, maxLength: 3 }), header: fc.boolean(),
});

/** Whole weights that add up to 100, one for each version. */
function weights(versions: readonly string[], cuts: readonly number[]): Record<string, number> {
  const ends = [...cuts.slice(0, versions.length - 1)].sort((a, b) => a - b);
  return Object.fromEntries(versions.map((name, i) => [name, (ends[i] ?? 100) - (ends[i - 1] ?? 0)]));
}

function render({ service, versions, cuts, header }: { service: string; versions: string[]; cuts: number[]; header: boolean }) {
  const shop = shopWith(perService);
  const cart = aService(shop, service, { workload: aWorkload(shop, service), ports: [aPort(80, Protocol.HTTP), aPort(7070, Protocol.GRPC)] });
  split(cart, weights(versions, cuts), header ? [byHeader('x', '1')] : []);
  cart.breakers.push({ path: 'shop/breaker', limits: { maxRequests: 1 } });
  return { shop, cart, plan: planOf(cart) };
}

it('weights of every split add up to 100, and all backends are Services that are made', () => {
  fc.assert(fc.property(program, some => {
    const { plan } = render(some);
    const made = plan.resources.filter(r => r.kind === 'Service').map(r => r.metadata.name);
    for (const rule of specs(plan, 'HTTPRoute').flatMap(spec => spec.rules)) {
      if (rule.name === 'default') expect(rule.backendRefs.reduce((sum: number, b: any) => sum + b.weight, 0)).toBe(100);
      for (const backend of rule.backendRefs) expect(made).toContain(backend.name);
    }
  }));
});

it('every version Service selects the pods of its version and service only', () => {
  fc.assert(fc.property(program, some => {
    const { plan } = render(some);
    const pods = some.versions.flatMap(version => [some.service, 'another'].map(app => ({ app, version }) as Record<string, string>));
    const selected = specs(plan, 'Service').map(({ selector }) => pods.filter(pod => Object.entries(selector).every(([k, v]) => pod[k] === v)));
    expect(selected.every(list => list.length === 1 && list[0]!.app === some.service)).toBe(true);
    expect(new Set(selected.map(([pod]) => pod!.version))).toEqual(new Set(some.versions));
  }));
});

it('every name is one that Kubernetes takes, and stays when weights change', () => {
  fc.assert(fc.property(program, fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 3, maxLength: 3 }), (some, cuts) => {
    const { shop, plan } = render(some);
    for (const { kind, metadata } of plan.resources) expect((kind === 'Service' ? serviceNameProblem : subdomainProblem)(metadata.name)).toBeUndefined();
    for (const name of gateways(shop)) expect(serviceNameProblem(name)).toBeUndefined();
    expect(new Set(plan.resources.map(r => r.id)).size).toBe(plan.resources.length);
    expect(render({ ...some, cuts }).plan.resources.map(r => r.id)).toEqual(plan.resources.map(r => r.id));
  }));
});

it('there is a DestinationRule for every Service that requests are routed to', () => {
  fc.assert(fc.property(program, some => {
    const { plan } = render(some);
    const hosts = [some.service, ...plan.resources.filter(r => r.kind === 'Service').map(r => r.metadata.name)].map(name => `${name}.shop.svc.cluster.local`);
    expect(specs(plan, 'DestinationRule').map(spec => spec.host).sort()).toEqual(hosts.sort());
  }));
});
