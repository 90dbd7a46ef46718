import type { Finding } from '../model/errors';
import type { ServiceModel, WorkloadModel } from '../model/model';
import { deniesByDefault } from '../model/port-rules';
import { makesPods } from '../model/pod-makers';
import type { StringMap } from '../model/resource';
import { ForeignObject } from './foreign-object';
import type { PodMakerSpecJson } from './object-json';
import { podTemplate } from './owner-resources';
import type { Placed } from './placed-object';
import type { World } from './world';

/** Pods that a Service may lead to, whoever makes them. */
interface Pods {
  readonly name: string;
  readonly labels: StringMap;
}

/** Pods behind a ruled Service that are none of the workload that the rules are for, and have no others: everybody gets in there. */
export function strayPods(world: World, objects: readonly Placed[]): Finding[] {
  const known = new Map<string, Pods[]>();
  const place = (cluster: string, namespace: string) => `${cluster}/${namespace}`;
  const add = (key: string, pods: Pods) => {
    const there = known.get(key);
    if (there) there.push(pods);
    else known.set(key, [pods]);
  };
  const ruled = [...world.services.values()].map(service => ({ service, ports: ruledPorts(service) })).filter(({ ports }) => ports.length > 0);
  const places = new Set(ruled.map(({ service: { namespace } }) => place(namespace.cluster.name, namespace.name)));
  for (const { cluster, object } of objects) {
    const key = place(cluster.name, object.metadata.namespace ?? 'default');
    if (!makesPods(object.kind) || !places.has(key)) continue;
    const { labels = {} } = podTemplate(new ForeignObject(object, object.node.path).read<PodMakerSpecJson>()).metadata ?? {};
    add(key, { name: `${object.kind} ${object.name} [${object.node.path}]`, labels });
  }
  for (const workload of world.workloads.filter(w => !world.foreignPods.has(w))) {
    add(place(workload.namespace.cluster.name, workload.namespace.name), { name: `workload "${workload.name}" [${workload.path}]`, labels: workload.policyLabels });
  }
  return ruled.flatMap(({ service, ports }) => {
    const there = known.get(place(service.namespace.cluster.name, service.namespace.name)) ?? [];
    return there.filter(pods => selects(service.selector, pods.labels)).flatMap(pods => finding(service, pods, ports.filter(port => !isRuled(service.workload!, pods, port))));
  });
}

/** The container ports behind a service that something was said about for its workload alone. */
function ruledPorts({ workload, ports }: ServiceModel): number[] {
  if (!workload) return [];
  const numbers = ports.flatMap(({ targetPort }) => (typeof targetPort === 'number' ? [targetPort]
    : [...workload.ports, ...workload.namedPorts ?? []].filter(p => p.name === targetPort).slice(0, 1).map(p => p.number)));
  return [...new Set(numbers)].filter(port => workload.defaultDeny || workload.allowLists.some(list => list.ports.includes(port))).sort((a, b) => a - b);
}

function isRuled(workload: WorkloadModel, { labels }: Pods, port: number): boolean {
  if (selects(workload.policyLabels, labels) || deniesByDefault({ ...workload, defaultDeny: false })) return true;
  return workload.namespace.workloads.some(other => selects(other.policyLabels, labels) && (other.defaultDeny || other.allowLists.some(list => list.ports.includes(port))));
}

/** A Service without a selector selects nothing. */
function selects(selector: StringMap, labels: StringMap): boolean {
  const pairs = Object.entries(selector);
  return pairs.length > 0 && pairs.every(([key, value]) => labels[key] === value);
}

function finding(service: ServiceModel, pods: Pods, ports: readonly number[]): Finding[] {
  if (ports.length === 0) return [];
  const { name, policyLabels, allowLists } = service.workload!;
  const text = (labels: StringMap) => Object.entries(labels).map(([key, value]) => `${key}: ${value}`).join(', ');
  return [{
    id: 'unprotected-pods', severity: 'error', path: allowLists.find(list => list.ports.some(port => ports.includes(port)))?.path ?? service.path,
    message: `Service ${service.name} (${text(service.selector)}) leads to the pods of ${pods.name} too, and the rules for the pods of "${name}" (${text(policyLabels)}) do not hold there, `
      + `so that everybody may call ${ports.length === 1 ? 'port' : 'ports'} ${ports.join(', ')} of them; hand that object in with \`otherVersions\` of Workload.fromApiObject, `
      + 'narrow the selector of the Service, or give those pods a Workload with a ServiceAllowList or `defaultDeny` of its own',
  }];
}
