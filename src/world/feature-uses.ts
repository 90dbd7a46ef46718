import { Feature } from '../model/feature';
import { portRules } from '../model/port-rules';
import type { FeatureUse, World } from './world';

/** Every feature that an intent asked for, with what its data plane said. */
export function featureUses(world: World): FeatureUse[] {
  return [...world.uses, ...declaredRequests(world)];
}

/** Lists of declared calls ask for requests as soon as a call says which: known when all calls are. */
function declaredRequests(world: World): FeatureUse[] {
  return world.workloads.flatMap(workload => {
    const { cluster, dataPlane } = workload.namespace;
    const paths = workload.allowLists.filter(list => list.declaredCalls).map(list => list.path);
    return portRules(workload).filter(port => port.rules.some(rule => rule.requests.length > 0)).flatMap(port => {
      const support = dataPlane.support(Feature.ALLOW_REQUEST, { cluster, protocol: port.protocol });
      return paths.map((path): FeatureUse => ({ feature: Feature.ALLOW_REQUEST, path, cluster: cluster.name, dataPlane: dataPlane.name, support, omitted: false, about: { workload } }));
    });
  });
}
