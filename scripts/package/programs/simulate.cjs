// A unit test of a mesh, with the assertions of the package. Prints the verdicts on each mesh as JSON.
const { App, Chart } = require('cdk8s');
const { Caller, Mesh, MeshNamespace, MeshService, MeshSimulator, ServiceAllowList, ServicePort } = require('cdk8s-mesh');
const { assertAllowed, assertDenied } = require('cdk8s-mesh/assertions');
const { meshMatchers } = require('cdk8s-mesh/matchers');

function verdicts(name) {
  const app = new App();
  const chart = new Chart(app, 'shop');
  const namespace = new MeshNamespace(chart, 'namespace', { name: 'shop', mesh: Mesh.fromName(name) });
  const [web, cart] = ['web', 'cart'].map((service) => new MeshService(chart, service, { namespace, ports: [ServicePort.http(80)], probes: [] }));
  new ServiceAllowList(chart, 'callers', { service: cart, allow: [{ callers: [Caller.service(web)] }] });
  const sim = MeshSimulator.fromApp(app);
  const [friend, stranger] = [sim.asService(web).get('http://cart.shop/'), sim.asServiceAccount('shop', 'stranger').get('http://cart.shop/')];
  assertAllowed(friend);
  assertDenied(stranger, { because: /cart|callers/ });
  const matched = meshMatchers.toBeAllowed(friend).pass && !meshMatchers.toBeAllowed(stranger).pass;
  return { friend: friend.verdict, stranger: stranger.verdict, matched, connections: sim.reachability().connections.length, exercised: sim.coverage().exercised };
}

process.stdout.write(JSON.stringify(Object.fromEntries(process.argv.slice(2).map((name) => [name, verdicts(name)]))));
