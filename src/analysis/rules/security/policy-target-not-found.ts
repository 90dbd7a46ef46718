import { targetRefs } from '../../../manifest/istio/policy-targets';
import { homeOf, knowsKind, knowsServices } from '../../../manifest/known-objects';
import type { ManifestObject } from '../../../manifest/manifest-object';
import type { ManifestSet } from '../../../manifest/manifest-set';
import { findService } from '../../../manifest/services';
import type { TargetRef } from '../../../manifest/istio/policy-targets';
import type { Rule } from '../../rule';

const KINDS = [['security.istio.io', 'AuthorizationPolicy'], ['security.istio.io', 'RequestAuthentication'], ['telemetry.istio.io', 'Telemetry'],
  ['extensions.istio.io', 'WasmPlugin'], ['extensions.istio.io', 'TrafficExtension']] as const;

const GATEWAY_API = 'gateway.networking.k8s.io';

export const policyTargetNotFound: Rule = {
  id: 'policy-target-not-found',
  severity: 'error',
  what: 'A policy of Istio targets an object that is not in the policy\'s namespace.',
  why: 'A target is looked up in the policy\'s own namespace only, and GatewayClasses from the root namespace only. A policy whose target is not there holds for nothing, without a word.',
  remedy: 'Create the policy in the namespace of the object that it targets, with that object\'s name.',
  aliases: [],
  see: ['https://istio.io/latest/docs/reference/config/type/workload-selector/#PolicyTargetReference'],
  check(set, report) {
    for (const [group, kind] of KINDS) {
      for (const policy of set.all(group, kind)) {
        for (const ref of targetRefs(policy)) {
          const problem = problemOf(set, policy, ref);
          if (problem) report(policy, ref.path, problem);
        }
      }
    }
  },
};

function problemOf(set: ManifestSet, policy: ManifestObject, { group, kind, name, namespace }: TargetRef) {
  const here = policy.namespace!;
  const { rootNamespace } = set.settings;
  if (name === '' || (namespace !== undefined && namespace !== here)) return undefined;
  if (group === GATEWAY_API && kind === 'GatewayClass') {
    return here === rootNamespace ? undefined : {
      message: `A policy for GatewayClass ${name} is read in namespace ${rootNamespace} only, and this one is in ${here}.`,
      remedy: `Set \`metadata.namespace: ${rootNamespace}\`, or target a Gateway of namespace ${here}.`,
    };
  }
  const isService = group === '' && kind === 'Service';
  if (isService ? findService(set, here, name) : set.find(group, kind, here, name)) return undefined;
  if (!isService && !(group === GATEWAY_API && kind === 'Gateway') && !(group === 'networking.istio.io' && kind === 'ServiceEntry')) return undefined;
  const home = homeOf(set, group, kind, name);
  const known = isService ? knowsServices(set, here) : knowsKind(set, group, kind, here);
  return {
    // Where manifests hold nothing of the kind, it may well be in the cluster.
    severity: home || known ? 'error' as const : 'info' as const,
    message: home ? `${kind} ${name} is in namespace ${home}, and a policy in namespace ${here} does not reach it.` : `There is no ${kind} ${name} in namespace ${here} of the manifests.`,
    remedy: home ? `Set \`metadata.namespace: ${home}\`.` : `Write the name of a ${kind} of namespace ${here}.`,
  };
}
