import type { AuthorizationPolicySpecRules, AuthorizationPolicySpecRulesFrom } from '../../../imports/security-istio-io';
import { AuthorizationPolicySpecAction } from '../../../imports/security-istio-io';
import type { Problem } from '../../model/data-plane';
import type { ClusterModel, WorkloadModel } from '../../model/model';
import { objectName } from '../../model/names';
import type { PortRules } from '../../model/port-rules';
import { portRules } from '../../model/port-rules';
import type { Resource } from '../../model/resource';
import type { CallerModel } from '../../model/security';
import { authorizationPolicy, callerParts } from './authorization';
import type { Source } from './authorization';
import { isOpened } from './mesh-defaults';

/**
 * Closes what a workload's lists close in a namespace to which a policy lets everything in. Policies that let in add up, so here everybody but
 * the callers of the lists is refused instead.
 */
export function refusals(workload: WorkloadModel): Resource[] {
  const { namespace } = workload;
  const ports = portRules(workload);
  const rules = [...ports.flatMap(port => refusal(port, namespace.cluster)), ...(workload.defaultDeny ? [otherPorts(ports)] : [])];
  if (rules.length === 0) return [];
  return [authorizationPolicy(objectName(['deny', workload.name]), namespace.name, {
    selector: { matchLabels: { ...workload.policyLabels } }, action: AuthorizationPolicySpecAction.DENY, rules,
  })];
}

function otherPorts(ruled: readonly PortRules[]): AuthorizationPolicySpecRules {
  return ruled.length === 0 ? {} : { to: [{ operation: { notPorts: ruled.map(p => String(p.port)) } }] };
}

/** What `exemptionProblems` refuses counts as letting nobody in. */
function refusal({ port, rules }: PortRules, cluster: ClusterModel): AuthorizationPolicySpecRules[] {
  const callers = rules.filter(rule => rule.requests.length === 0).flatMap(rule => rule.callers).filter(isWhole);
  const from = allBut(callers, cluster);
  return from === 'nobody' ? [] : [{ ...(from && { from }), to: [{ operation: { ports: [String(port)] } }] }];
}

/** Undefined: everybody. Plaintext, which has no identity, is among those that have none of the identities. */
function allBut(callers: readonly CallerModel[], cluster: ClusterModel): AuthorizationPolicySpecRulesFrom[] | 'nobody' | undefined {
  const { anyone, principals, namespaces, ranges } = callerParts(callers, cluster);
  if (anyone) return 'nobody';
  const source: Source = {
    ...(principals.length > 0 && { notPrincipals: [...principals] }),
    ...(namespaces.length > 0 && { notNamespaces: [...namespaces] }),
    ...(ranges.length > 0 && { notIpBlocks: ranges.map(r => r.cidr) }),
  };
  return Object.keys(source).length > 0 ? [{ source }] : undefined;
}

function isWhole(caller: CallerModel): boolean {
  return caller.kind !== 'ip-range' || caller.except.length === 0;
}

/** What cannot be turned round into a refusal. */
export function exemptionProblems(workload: WorkloadModel): Problem[] {
  const { namespace } = workload;
  if (!isOpened(namespace)) return [];
  return portRules(workload).flatMap(({ port, rules, paths }) => {
    const what = rules.some(rule => rule.requests.length > 0) ? 'methods, paths or gRPC methods'
      : rules.every(rule => rule.callers.every(isWhole)) ? undefined : 'a range of addresses with exclusions';
    return what === undefined ? [] : [{
      id: 'unsupported-feature' as const, paths: [...paths, namespace.meshWide.defaults!.path],
      message: `port ${port}: namespace "${namespace.name}" is exempt from the mesh's default deny, which Istio can say only by letting everything in to all its pods, and a list with ${what} cannot close some of them again; `
        + `take "${namespace.name}" out of \`exempt\`, and let everybody in where they may with a ServiceAllowList of Caller.anyone()`,
    }];
  });
}
