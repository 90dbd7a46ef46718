import { ApiObject, App, Chart } from 'cdk8s';
import { Caller, Cluster, Mesh, MeshNamespace, MeshService, ServiceAllowList, ServicePort, Workload } from '../../src';
import { DATA_PLANES } from '../../src/model/data-plane';
import { cidrProblem, isWithinCidr } from '../../src/model/cidr';
import { BAD, refusal } from '../support/refusals';
import { inNamespace, shopOn } from './program';

const shop = (mesh = Mesh.gatewayApi()) => {
  const base = shopOn(mesh);
  return { ...base, cart: base.service('cart') };
};
/** What a list with the caller says that is refused. */
function refused(base: ReturnType<typeof shop>, caller: Caller): string {
  const message = refusal(base, () => new ServiceAllowList(base.chart, BAD, { service: base.cart, allow: [{ callers: [Caller.anyone(), caller] }] }));
  expect(base.cart.workload!._model.allowLists).toEqual([]);
  return message;
}
const allows = (base: ReturnType<typeof shop>, caller: Caller) => new ServiceAllowList(base.chart, 'list', { service: base.cart, allow: [{ callers: [caller] }] });

beforeAll(() => { jest.spyOn(process.stderr, 'write').mockReturnValue(true); });
afterAll(() => jest.restoreAllMocks());

describe('names', () => {
  it.each([
    [Caller.namespace('Shop'), /callers\[1\]: namespace "Shop" must be at most 63 lower-case/], [Caller.namespace(''), /namespace "" must be/],
    [Caller.serviceAccount('sh.op', 'web'), /callers\[1\]: namespace "sh\.op" must be/], [Caller.serviceAccount('shop', 'Web'), /ServiceAccount "Web" must be at most 253/],
    [Caller.serviceAccount('shop', '*'), /ServiceAccount "\*" must be/],
  ])('%# must be those of Kubernetes', (caller, words) => {
    const message = refused(shop(), caller);
    expect(message).toMatch(/^\[shop\/bad\] allow\[0\]\.callers\[1\]: /);
    expect(message).toMatch(words);
  });
});

describe('pods', () => {
  it('have to be known', () => {
    const base = shop();
    const unknown = MeshService.fromAttributes(base.chart, 'unknown', { name: 'unknown', namespace: base.namespace, ports: [ServicePort.http(80)], podLabels: { app: 'unknown' } });
    expect(refused(base, Caller.service(unknown))).toBe('[shop/bad] allow[0].callers[1]: the pods of "unknown" are not known; give podLabels and serviceAccountName to MeshService.fromAttributes');
  });

  it.each(['service', 'workload'] as const)('are in the same cluster, called by %s', kind => {
    const base = shop();
    const far = new Chart(base.app, 'far');
    Cluster.assign(far, Cluster.of('west'));
    const web = inNamespace(far, new MeshNamespace(far, 'ns', { mesh: Mesh.gatewayApi(), name: 'shop' })).service('web');
    expect(refused(base, kind === 'service' ? Caller.service(web) : Caller.workload(web.workload!)))
      .toMatch(/callers\[1\]: "web" is in cluster "west", these pods in ""; let in callers of the same cluster/);
  });
});

describe('an identity that gets lost on its way', () => {
  const onMesh = (mesh: Mesh, other: Mesh) => {
    const base = shop(mesh);
    const away = inNamespace(base.chart, new MeshNamespace(base.chart, 'away', { mesh: other, name: 'away' }));
    return { base, web: away.service('web') };
  };
  const PAIRS = DATA_PLANES.flatMap(to => DATA_PLANES.map(from => [from, to] as const));
  const keeps = (from: string, to: string) => to === 'gateway-api' || (from.startsWith('istio') && to.startsWith('istio')) || (from === 'linkerd' && to === 'linkerd');

  it.each(PAIRS.filter(([from, to]) => !keeps(from, to)))('from %s to %s lets nobody in', (from, to) => {
    const { base, web } = onMesh(Mesh.fromName(to), Mesh.fromName(from));
    for (const caller of [Caller.service(web), Caller.workload(web.workload!), Caller.serviceAccount('away', 'web'), Caller.namespace('away')]) {
      expect(refused(base, caller)).toBe(`[shop/bad] allow[0].callers[1]: namespace "away" is on ${from}, so a call from there has no identity on ${to}; put both on one mesh, or let it in by Caller.ipRange`);
    }
  });

  it.each(PAIRS.filter(([from, to]) => keeps(from, to)))('is kept, or not needed, from %s to %s', (from, to) => {
    const { base, web } = onMesh(Mesh.fromName(to), Mesh.fromName(from));
    allows(base, Caller.service(web));
    expect(() => base.app.synthYaml()).not.toThrow();
  });

  it('may be that of a namespace that is not in the App', () => {
    const base = shop(Mesh.istioSidecar());
    allows(base, Caller.serviceAccount('monitoring', 'prometheus'));
    expect(() => base.app.synthYaml()).not.toThrow();
  });

  it('is none if the pods stay out of the mesh', () => {
    const base = shop(Mesh.istioSidecar());
    const apiObject = new ApiObject(base.chart, 'job', {
      apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'job', namespace: 'shop' },
      spec: { template: { metadata: { labels: { app: 'job' } }, spec: { restartPolicy: 'Never', serviceAccountName: 'job', containers: [{ name: 'job', image: 'job' }] } } },
    });
    const job = Workload.fromApiObject(base.chart, 'workload', { apiObject, namespace: base.namespace, enrolled: false });
    expect(refused(base, Caller.workload(job)))
      .toBe('[shop/bad] allow[0].callers[1]: the pods of "job" stay out of the mesh, so a call from there has no identity on istio-sidecar; put both on one mesh, or let it in by Caller.ipRange');
  });
});

describe('ranges of addresses', () => {
  const SHAPE = /must be an address and a prefix length, such as "10\.1\.0\.0\/16" or "2001:db8::\/32"$/;
  it.each([
    '', '10.0.0.0', '10.0.0/8', '10/8', '010.0.0.0/8', '10.00.0.0/16', '10.0.0.0/08', '10.0.0.0/33', '256.0.0.0/8', '10.0.0.0/-1', '10.0.0.0/', '0x0a.0.0.0/8', '10.0.0.0/255.0.0.0',
    '2001:db8::', '2001:db8::/129', '2001:db8:::/32', '2001::db8::/32', 'fe80::1%eth0/64', '1.2.3.4.5/8', 'shop', ' 10.0.0.0/8', '10.0.0.0/8\n',
  ])('%j is none', cidr => {
    expect(cidrProblem(cidr)).toMatch(SHAPE);
  });

  it.each([
    ['10.1.2.3/16', '10.1.0.0/16'], ['10.1.9.1/24', '10.1.9.0/24'], ['192.0.2.1/31', '192.0.2.0/31'], ['2001:db8::1/32', '2001:db8::/32'], ['10.0.0.1/0', '0.0.0.0/0'],
  ])('%s has bits beyond its prefix, and it is said what to write', (cidr, right) => {
    expect(cidrProblem(cidr)).toBe(`has bits beyond its prefix length; write "${right}"`);
    expect(cidrProblem(right)).toBeUndefined();
  });

  it.each(['0.0.0.0/0', '::/0', '10.1.2.3/32', '2001:db8::1/128', '2001:db8::/32', 'fd00::/8'])('%s is one', cidr => {
    expect(cidrProblem(cidr)).toBeUndefined();
  });

  it.each([
    ['10.1.9.0/24', '10.1.0.0/16', true], ['10.1.0.0/16', '10.1.0.0/16', false], ['10.0.0.0/8', '10.1.0.0/16', false], ['10.2.0.0/24', '10.1.0.0/16', false],
    ['2001:db8:9::/48', '2001:db8::/32', true], ['2001:db8::/32', '0.0.0.0/0', false], ['10.0.0.0/8', '::/0', false], ['10.0.0.0/8', '0.0.0.0/0', true], ['nothing', '0.0.0.0/0', false],
  ])('%s is a real part of %s: %s', (part, whole, is) => {
    expect(isWithinCidr(part, whole)).toBe(is);
  });

  it.each<readonly [Caller, string]>([
    [Caller.ipRange('10.1.2.3/16'), 'range "10.1.2.3/16" has bits beyond its prefix length; write "10.1.0.0/16"'],
    [Caller.ipRange('10.1.0.0'), 'range "10.1.0.0" must be an address and a prefix length, such as "10.1.0.0/16" or "2001:db8::/32"'],
    [Caller.ipRange('10.1.0.0/16', { excluding: ['10.1.9.0/24', '10.1.9.7/24'] }), 'excluded range "10.1.9.7/24" has bits beyond its prefix length; write "10.1.9.0/24"'],
    [Caller.ipRange('10.1.0.0/16', { excluding: ['10.1.9'] }), 'excluded range "10.1.9" must be an address and a prefix length, such as "10.1.0.0/16" or "2001:db8::/32"'],
    ...['10.2.0.0/24', '10.1.0.0/16', '10.0.0.0/8', '2001:db8::/32'].map(part =>
      [Caller.ipRange('10.1.0.0/16', { excluding: [part] }), `excluded range "${part}" must lie inside "10.1.0.0/16" and leave something of it`] as const),
  ])('%# are refused where they are used', (caller, words) => {
    expect(refused(shop(), caller)).toBe(`[shop/bad] allow[0].callers[1]: ${words}`);
  });

  it('are taken with exclusions, for both kinds of addresses', () => {
    const app = new App();
    const chart = new Chart(app, 'shop');
    const namespace = new MeshNamespace(chart, 'shop', { mesh: Mesh.gatewayApi() });
    const service = new MeshService(chart, 'cart', { namespace, ports: [ServicePort.http(80)] });
    new ServiceAllowList(chart, 'list', { service, allow: [{ callers: [Caller.ipRange('10.1.0.0/16', { excluding: ['10.1.9.0/24'] }), Caller.ipRange('2001:db8::/32')] }] });
    expect(() => app.synthYaml()).not.toThrow();
  });
});
