import type { Problem } from '../../../model/data-plane';
import type { ProbeModel, WorkloadModel } from '../../../model/model';
import type { PortRule } from '../../../model/port-rules';
import { deniesByDefault, effectiveMtls, isMtlsException, portRules } from '../../../model/port-rules';
import type { RequestPattern } from '../../../model/security';

const ANNOTATION = 'sidecar.istio.io/rewriteAppHTTPProbers';

/**
 * Istio leads probes past the proxy, so that no policy is in their way, unless an annotation forbids it. Then they come in plaintext from the node,
 * as anybody's requests do; a rule that let in the probe alone would let in whoever sends the same.
 */
export function probeProblems(workload: WorkloadModel): Problem[] {
  if (workload.probesRewritten || !workload.enrolled) return [];
  return workload.probes.flatMap(probe => {
    const reason = refusal(workload, probe);
    return reason === undefined ? [] : [{
      id: 'unsupported-feature' as const, paths: portRules(workload).find(p => p.port === probe.port)?.paths ?? [workload.path],
      message: `the ${probe.kind} probe on port ${probe.port} of "${workload.name}" comes as a plaintext request from the node, because annotation ${ANNOTATION} is "false", and ${reason}; take the annotation off the pods`,
    }];
  });
}

/** A connection is accepted before any policy is asked, so TCP probes always succeed. */
function refusal(workload: WorkloadModel, probe: ProbeModel): string | undefined {
  if (probe.kind === 'tcp') return undefined;
  if (effectiveMtls(workload) === 'strict' && !isMtlsException(workload, probe.port)) return 'the port takes mutual TLS only';
  const ruled = portRules(workload).find(p => p.port === probe.port);
  if (ruled ? ruled.rules.some(rule => letsIn(rule, probe)) : !deniesByDefault(workload)) return undefined;
  return 'no list lets it in';
}

function letsIn({ callers, requests }: PortRule, probe: ProbeModel): boolean {
  return callers.some(c => c.kind === 'anyone') && (requests.length === 0 || requests.some(request => matches(request, probe)));
}

function matches({ methods, path: pattern }: RequestPattern, probe: ProbeModel): boolean {
  if (probe.kind === 'tcp' || (probe.kind === 'http' && probe.https)) return false;
  const [method, path] = probe.kind === 'grpc' ? ['POST', '/grpc.health.v1.Health/Check'] : ['GET', probe.path.split('?')[0]!];
  if (methods.length > 0 && !methods.includes(method)) return false;
  if (!pattern) return true;
  return pattern.kind === 'exact' ? path === pattern.value : pattern.kind === 'prefix' ? path.startsWith(pattern.value) : path.endsWith(pattern.value);
}
