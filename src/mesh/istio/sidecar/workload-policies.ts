import { AuthorizationPolicySpecAction } from '../../../../imports/security-istio-io';
import type { WorkloadModel } from '../../../model/model';
import { objectName } from '../../../model/names';
import { deniesByDefault, portRules } from '../../../model/port-rules';
import type { Resource } from '../../../model/resource';
import { allowNothing, authorizationPolicy, operations, sources } from '../authorization';
import { refusals } from '../exempt-namespace';
import { isOpened } from '../mesh-defaults';
import { mtlsExceptions } from '../peer-authentication';

/** What the sidecars of a workload's pods hold to. */
export function workloadPolicies(workload: WorkloadModel): Resource[] {
  if (!workload.enrolled) return [];
  return [...mtlsExceptions(workload), ...(isOpened(workload.namespace) ? refusals(workload) : allowances(workload))];
}

/**
 * All lists of a workload as one policy. A policy that lets in closes every port of the pods, so ports that no list rules are let in by name
 * again, unless they are closed anyway.
 */
function allowances(workload: WorkloadModel): Resource[] {
  const { namespace, policyLabels } = workload;
  const name = objectName(['allow', workload.name]);
  const ports = portRules(workload);
  const rules = ports.flatMap(({ port, rules: list }) => list.map(({ callers, requests }) => {
    const from = sources(callers, namespace.cluster);
    return { ...(from && { from }), to: operations(requests, [port]) };
  }));
  const others = ports.length > 0 && !deniesByDefault(workload) ? [{ to: [{ operation: { notPorts: ports.map(p => String(p.port)) } }] }] : [];
  if (rules.length + others.length > 0) {
    return [authorizationPolicy(name, namespace.name, {
      selector: { matchLabels: { ...policyLabels } }, action: AuthorizationPolicySpecAction.ALLOW, rules: [...rules, ...others],
    })];
  }
  return ports.length > 0 || workload.defaultDeny ? [allowNothing(name, namespace.name, policyLabels)] : [];
}
