import type { DataPlane, Plan } from '../../../model/data-plane';
import type { ServiceModel, WorkloadModel } from '../../../model/model';
import { speaksHttp } from '../../../model/protocol';
import { routeSets, versionsOf } from '../../../model/routes';
import { appProtocol } from '../app-protocol';
import { destinationRule } from '../destination-rule';
import { overrulingRoute } from '../../shared/foreign-routes';
import { istioOverruled } from '../foreign-objects';
import { istioProblems } from '../problems';
import { support } from './support';
import { virtualService } from './virtual-service';

/** Istio with a proxy in every pod: the callers' proxies carry out the routes, timeouts, retries and breakers of a service. */
export function istioSidecar({ version, revision }: { readonly version: string; readonly revision?: string }): DataPlane {
  return {
    name: 'istio-sidecar',
    version,
    support,
    appProtocol,
    // Rules stand in the order that they are given in, as many as there are, so whatever the intents say can be held together.
    problems: istioProblems,
    overruled: (model, object) => istioOverruled(model, object, () => service(model).resources)
      ?? overrulingRoute(model, object, routeSets(model).filter(set => speaksHttp(set.port.protocol)), () => 'which has a VirtualService; Istio takes the older of the two whole'),
    usesWaypoint: () => false,
    // One of the two: `istio-injection` beside a revision would win over it.
    namespace: () => labelled(revision === undefined ? { 'istio-injection': 'enabled' } : { 'istio.io/rev': revision }),
    service,
    workload: ({ enrolled }: WorkloadModel) => labelled(enrolled ? {} : { 'sidecar.istio.io/inject': 'false' }),
  };
}

function labelled(labels: Plan['labels']): Plan {
  return { labels, annotations: {}, resources: [] };
}

function service(model: ServiceModel): Plan {
  const rendered = [virtualService(model), destinationRule(model, { versions: versionsOf(model) })];
  return { labels: {}, annotations: {}, resources: rendered.filter(r => r !== undefined) };
}
