import type { Finding } from '../model/errors';
import type { NamespaceModel, WorkloadModel } from '../model/model';
import type { StringMap } from '../model/resource';
import { ForeignObject } from './foreign-object';
import type { PodMakerSpecJson } from './object-json';
import { podTemplate } from './owner-resources';
import type { Placed } from './placed-object';
import type { World } from './world';

/** Annotations on pods or their namespaces, as they will be written, that put rules of the pods out of force. */
export function templateFindings(world: World, objects: readonly Placed[]): Finding[] {
  const namespaces = objects.filter(({ object }) => object.kind === 'Namespace');
  const known = new Map<NamespaceModel, StringMap>();
  const onNamespace = ({ namespace }: WorkloadModel): StringMap => {
    if (!known.has(namespace)) {
      const found = namespaces.find(({ cluster, object }) => cluster === namespace.cluster && object.name === namespace.name)?.object;
      known.set(namespace, found ? new ForeignObject(found, found.node.path).read().metadata?.annotations ?? {} : {});
    }
    return known.get(namespace)!;
  };
  return world.workloads.flatMap(workload => {
    const templates = (world.foreignPods.get(workload) ?? []).map(object => podTemplate(object.read<PodMakerSpecJson>()).metadata?.annotations ?? {});
    const found = (templates.length > 0 ? templates : [{}])
      .flatMap(annotations => workload.namespace.dataPlane.templateProblems(workload, annotations, onNamespace(workload)));
    return [...new Map(found.map(p => [p.message, p])).values()].map(({ id, message, paths }): Finding => ({ id, severity: 'error', path: paths[paths.length - 1] ?? workload.path, message }));
  });
}
