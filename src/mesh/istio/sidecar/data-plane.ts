import type { DataPlane, Plan } from '../../../model/data-plane';
import type { ServiceModel } from '../../../model/model';
import { speaksHttp } from '../../../model/protocol';
import { routeSets, versionsOf } from '../../../model/routes';
import { appProtocol } from '../app-protocol';
import { destinationRule } from '../destination-rule';
import { overrulingRoute } from '../../shared/foreign-routes';
import { istioOverruled } from '../foreign-objects';
import { foreignRules } from '../foreign-policies';
import { exemptionProblems } from '../exempt-namespace';
import { enrolmentProblems, meshWidePolicies, namespacePolicies } from '../mesh-defaults';
import { istioProblems } from '../problems';
import { exceptionProblems, pathProblems } from '../rule-problems';
import { probeProblems } from './probe-problems';
import { support } from './support';
import { templateProblems } from './template-problems';
import { virtualService } from './virtual-service';
import { workloadPolicies } from './workload-policies';

/**
 * Istio with a proxy in every pod: the callers' proxies carry out the routes, timeouts, retries and breakers of a service, those of the pods that
 * are called who may call.
 */
export function istioSidecar({ version, revision }: { readonly version: string; readonly revision?: string }): DataPlane {
  return {
    name: 'istio-sidecar',
    version,
    support,
    appProtocol,
    // Rules stand in the order that they are given in, as many as there are, so whatever the intents say can be held together.
    problems: istioProblems,
    workloadProblems: model => [...enrolmentProblems(model), ...pathProblems(model), ...exemptionProblems(model)],
    lateProblems: model => [...exceptionProblems(model), ...probeProblems(model)],
    templateProblems,
    overruledRules: foreignRules,
    overruled: (model, object) => istioOverruled(model, object, () => service(model).resources)
      ?? overrulingRoute(model, object, routeSets(model).filter(set => speaksHttp(set.port.protocol)), () => 'which has a VirtualService; Istio takes the older of the two whole'),
    usesWaypoint: () => false,
    // One of the two: `istio-injection` beside a revision would win over it.
    namespace: model => plan(revision === undefined ? { 'istio-injection': 'enabled' } : { 'istio.io/rev': revision }, namespacePolicies(model)),
    service,
    workload: model => plan(model.enrolled ? {} : { 'sidecar.istio.io/inject': 'false' }, workloadPolicies(model)),
    meshWide: meshWidePolicies,
  };
}

function plan(labels: Plan['labels'], resources: Plan['resources']): Plan {
  return { labels, annotations: {}, resources };
}

function service(model: ServiceModel): Plan {
  const rendered = [virtualService(model), destinationRule(model, { versions: versionsOf(model) })];
  return plan({}, rendered.filter(r => r !== undefined));
}
