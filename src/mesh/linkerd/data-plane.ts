import type { DataPlane, Plan } from '../../model/data-plane';
import { versionServices } from '../shared/version-services';
import { appProtocol } from './app-protocol';
import { failureAccrual } from './failure-accrual';
import { EVERYWHERE } from './inbound-authorizations';
import { inheritedPolicy, policyAnnotation, workloadPolicy, type InboundPolicy } from './inbound-policy';
import { inboundPolicies } from './inbound-servers';
import { opaquePorts } from './opaque-ports';
import { foreignServerProblem } from './foreign-inbound';
import { foreignObjectProblem } from './foreign-objects';
import { linkerdProblems } from './problems';
import { linkerdRoutes, linkerdRouteSets } from './routes';
import { linkerdSupport } from './support';
import { linkerdTemplateProblems } from './template-problems';
import { linkerdLateProblems, linkerdWorkloadProblems } from './workload-problems';

const INJECT = 'linkerd.io/inject';

export interface LinkerdSettings {
  readonly version: string;
  /** Where the kubelet asks from, as Linkerd was installed (Helm value `policyController.probeNetworks`). */
  readonly probeNetworks?: readonly string[];
  /** What Linkerd was installed with (Helm value `proxy.defaultInboundPolicy`); undefined: not told. */
  readonly defaultInboundPolicy?: InboundPolicy;
}

/**
 * Linkerd: routes of the Gateway API for the callers' proxies, and annotations for all that they cannot say; Servers, routes and authorisations for
 * the proxies of those who are called. What is rendered means the same to every version accepted.
 */
export function linkerd({ version, probeNetworks = EVERYWHERE, defaultInboundPolicy }: LinkerdSettings): DataPlane {
  return {
    name: 'linkerd',
    version,
    support: (feature, target) => linkerdSupport(feature, target, defaultInboundPolicy),
    appProtocol,
    problems: linkerdProblems,
    workloadProblems: linkerdWorkloadProblems,
    lateProblems: linkerdLateProblems,
    templateProblems: linkerdTemplateProblems,
    overruled: foreignObjectProblem,
    overruledRules: foreignServerProblem,
    usesWaypoint: () => false,
    namespace: namespace => plan({ [INJECT]: 'enabled', ...policyAnnotation(inheritedPolicy(namespace)) }),
    workload: workload => {
      // Pods without a proxy have nobody to read the rest; pods out of reach cannot be told.
      if (!workload.enrolled) return plan({ [INJECT]: 'disabled' });
      // The pods say it again: their own annotation would win over that of their namespace.
      const annotations = workload.podsReachable ? { ...opaquePorts(workload), ...policyAnnotation(workloadPolicy(workload)) } : {};
      return plan(annotations, inboundPolicies(workload, probeNetworks));
    },
    service: service => plan(failureAccrual(service), [
      ...versionServices(service, { appProtocol }), ...linkerdRouteSets(service).flatMap(set => linkerdRoutes(service, set)),
    ]),
    // No object holds for a whole mesh.
    meshWide: () => [],
  };
}

function plan(annotations: Plan['annotations'], resources: Plan['resources'] = []): Plan {
  return { labels: {}, annotations, resources };
}
