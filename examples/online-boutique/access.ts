import type { Chart } from 'cdk8s';
import { Caller, Feature, MeshNamespace, MeshService, ServiceAllowList, StrictMtlsNamespace, type Mesh, type Workload } from 'cdk8s-mesh';
import { callsOf } from './calls';
import type { Boutique } from './services';

/** The namespace of the shop: mutual TLS only, where the mesh has it, and nobody is let in unless a list says so. */
export function closedNamespace(chart: Chart, mesh: Mesh): MeshNamespace {
  const props = { mesh, defaultDeny: true };
  return mesh.support(Feature.MTLS_STRICT).isUnsupported
    ? new MeshNamespace(chart, 'online-boutique', props)
    : new StrictMtlsNamespace(chart, 'online-boutique', props);
}

/** Who may call whom: customers through the gateway, and inside the shop exactly the calls of the table. */
export function access(chart: Chart, mesh: Mesh, shop: Boutique): void {
  // Customers ask for what they like; it is for the frontend to answer them.
  new ServiceAllowList(chart, 'customers', { service: shop.frontendExternal, allow: [{ callers: [Caller.workload(shop.gateway)] }] });

  const calls = callsOf(shop);
  for (const { from, to, asks } of calls) from.calls(to, asks);
  // Where nobody looks into requests, whoever has a line in the table is let in whatever he sends.
  const byRequest = !mesh.support(Feature.ALLOW_REQUEST).isUnsupported;
  for (const service of new Set(calls.map(({ to }) => to))) {
    const callers = new Set(calls.filter(({ to }) => to === service).map(({ from }) => from));
    const whom = byRequest ? { allowDeclaredCalls: true } : { allow: [{ callers: [...callers].map(caller) }] };
    new ServiceAllowList(chart, `${service.serviceName}-callers`, { service, ...whom });
  }
}

function caller(from: MeshService | Workload): Caller {
  return from instanceof MeshService ? Caller.service(from) : Caller.workload(from);
}
