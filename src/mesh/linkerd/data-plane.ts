import type { DataPlane, Plan } from '../../model/data-plane';
import { versionServices } from '../shared/version-services';
import { appProtocol } from './app-protocol';
import { failureAccrual } from './failure-accrual';
import { opaquePorts } from './opaque-ports';
import { foreignObjectProblem } from './foreign-objects';
import { linkerdProblems } from './problems';
import { linkerdRoutes, linkerdRouteSets } from './routes';
import { SUPPORT } from './support';

const INJECT = 'linkerd.io/inject';

/**
 * Linkerd: routes of the Gateway API for the callers' proxies, and annotations for all that they cannot say. What is rendered means the same to
 * every version accepted.
 */
export function linkerd(options: { readonly version: string }): DataPlane {
  return {
    name: 'linkerd',
    version: options.version,
    support: (feature, target) => SUPPORT[feature](target),
    appProtocol,
    problems: linkerdProblems,
    overruled: foreignObjectProblem,
    usesWaypoint: () => false,
    namespace: () => annotated({ [INJECT]: 'enabled' }),
    // Pods without a proxy have nobody to read the rest; pods out of reach cannot be told.
    workload: workload => annotated(!workload.enrolled ? { [INJECT]: 'disabled' } : workload.podsReachable ? opaquePorts(workload) : {}),
    service: service => ({
      ...annotated(failureAccrual(service)),
      resources: [...versionServices(service, { appProtocol }), ...linkerdRouteSets(service).flatMap(set => linkerdRoutes(service, set))],
    }),
  };
}

function annotated(annotations: Plan['annotations']): Plan {
  return { labels: {}, annotations, resources: [] };
}
