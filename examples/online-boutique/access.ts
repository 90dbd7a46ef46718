import type { Chart } from 'cdk8s';
import { Caller, Feature, MeshNamespace, MeshService, ServiceAllowList, StrictMtlsNamespace, type Mesh, type Workload } from 'cdk8s-mesh';
import type { Call } from './calls';

/** The namespace of the shop: mutual TLS only, where the mesh has it, and nobody is let in unless a list says so. */
export function closedNamespace(chart: Chart, mesh: Mesh): MeshNamespace {
  const props = { mesh, defaultDeny: true };
  return mesh.support(Feature.MTLS_STRICT).isUnsupported
    ? new MeshNamespace(chart, 'online-boutique', props)
    : new StrictMtlsNamespace(chart, 'online-boutique', props);
}

/**
 * Declares the calls, and lets in exactly these. Where the mesh looks into requests, a caller may send what its line of the table says; where it
 * does not, the caller is let in whatever it sends.
 */
export function access(chart: Chart, mesh: Mesh, calls: readonly Call[]): void {
  for (const { from, to, asks } of calls) from.calls(to, asks);
  const byRequest = !mesh.support(Feature.ALLOW_REQUEST).isUnsupported;
  for (const service of new Set(calls.map(({ to }) => to))) {
    const callers = [...new Set(calls.filter(({ to }) => to === service).map(({ from }) => from))].map(caller);
    new ServiceAllowList(chart, `${service.serviceName}-callers`, { service, ...(byRequest ? { allowDeclaredCalls: true } : { allow: [{ callers }] }) });
  }
}

function caller(from: MeshService | Workload): Caller {
  return from instanceof MeshService ? Caller.service(from) : Caller.workload(from);
}
