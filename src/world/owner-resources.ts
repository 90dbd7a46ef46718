import type { CallModel, NamespaceModel, ServiceModel, WorkloadModel } from '../model/model';
import { podTemplateWayOf } from '../model/pod-makers';
import type { Resource, StringMap } from '../model/resource';
import { resource } from '../model/resource';
import type { AccountModel } from '../model/security';
import type { ForeignObject } from './foreign-object';
import { pointerSegment } from './foreign-object';
import type { ObjectJson, PodMakerSpecJson, PodTemplateJson, ServiceSpecJson } from './object-json';

/** Annotation on a caller's ServiceAccount: what it calls, for whoever reads the manifests. */
export const CALLS_ANNOTATION = 'cdk8s-mesh.dev/calls';

const optional = (name: 'labels' | 'annotations', map: StringMap) => (Object.keys(map).length > 0 ? { [name]: map } : {});

export function namespaceResources(model: NamespaceModel, labels: StringMap): Resource[] {
  const plan = model.dataPlane.namespace(model);
  if (!model.created) return [...plan.resources];
  const metadata = { name: model.name, ...optional('labels', { ...labels, ...plan.labels }), ...optional('annotations', plan.annotations) };
  return [resource('v1', 'Namespace', metadata, {}), ...plan.resources];
}

/** `spec`: what the Kubernetes Service says beside selector and ports; undefined if somebody else makes the Service. */
export function serviceResources(model: ServiceModel, spec: Readonly<Record<string, unknown>> | undefined): Resource[] {
  const plan = model.namespace.dataPlane.service(model);
  if (!spec) return [...plan.resources];
  const ports = model.ports.map(p => {
    const appProtocol = model.namespace.dataPlane.appProtocol(p.protocol);
    return { name: p.name, port: p.port, targetPort: p.targetPort, protocol: 'TCP', ...(appProtocol && { appProtocol }) };
  });
  const metadata = { name: model.name, namespace: model.namespace.name, ...optional('labels', plan.labels), ...optional('annotations', plan.annotations) };
  return [resource('v1', 'Service', metadata, { spec: { ...spec, selector: { ...model.selector }, ports } }), ...plan.resources];
}

export function workloadResources(model: WorkloadModel): Resource[] {
  return [...model.namespace.dataPlane.workload(model).resources];
}

export function serviceAccountResources(account: AccountModel): Resource[] {
  const calls = callsAnnotation(account.workloads);
  const metadata = { name: account.name, namespace: account.namespace, ...(calls && { annotations: { [CALLS_ANNOTATION]: calls } }) };
  return [resource('v1', 'ServiceAccount', metadata, {})];
}

/** The calls of all pods under one identity, or undefined; the same text in whatever order they were declared. */
export function callsAnnotation(workloads: readonly WorkloadModel[]): string | undefined {
  const calls = workloads.flatMap(w => w.calls).map(describeCall);
  const unique = [...new Set(calls.map(call => JSON.stringify(call)))].sort();
  return unique.length === 0 ? undefined : `[${unique.join(',')}]`;
}

function describeCall({ callee, ports, methods, paths, grpcMethods }: CallModel) {
  const list = <T>(name: string, values: readonly T[]) => (values.length > 0 ? { [name]: [...new Set(values)].sort() } : {});
  return {
    to: `${callee.namespace.name}/${callee.name}`,
    ...list('ports', ports), ...list('methods', methods), ...list('paths', paths), ...list('grpcMethods', grpcMethods),
  };
}

/** Ports of other transports may have the number of one of TCP, and no mesh looks at them. */
export function isTcp({ protocol = 'TCP' }: { readonly protocol?: string }): boolean {
  return protocol === 'TCP';
}

/** Takes over what a Service of another construct says itself; tells whether that was news. */
export function adoptService(model: ServiceModel, foreign: ForeignObject): boolean {
  const { metadata, spec } = foreign.read<ServiceSpecJson>();
  const named = new Map((spec?.ports ?? []).filter(isTcp).map(p => [p.port, p]));
  const said = {
    ports: model.ports.map(p => ({ ...p, name: named.get(p.port)?.name ?? p.name, targetPort: named.get(p.port)?.targetPort ?? p.targetPort })),
    selector: spec?.selector ?? {}, knownLabels: metadata?.labels ?? {}, knownAnnotations: metadata?.annotations ?? {},
  };
  const { ports, selector, knownLabels, knownAnnotations } = model;
  if (JSON.stringify(said) === JSON.stringify({ ports, selector, knownLabels, knownAnnotations })) return false;
  Object.assign(model, said);
  return true;
}

/**
 * Puts on a Service of another construct what the data plane needs: labels, annotations, protocols of its ports. A port keeps its name:
 * `appProtocol` comes first.
 */
export function patchService(model: ServiceModel, foreign: ForeignObject): void {
  const plan = model.namespace.dataPlane.service(model);
  foreign.setMetadata(plan.labels, plan.annotations);
  const ports = foreign.read<ServiceSpecJson>().spec?.ports ?? [];
  ports.forEach((port, index) => {
    const ours = isTcp(port) && model.ports.find(p => p.port === port.port);
    if (!ours) return;
    const appProtocol = model.namespace.dataPlane.appProtocol(ours.protocol);
    if (port.name === undefined) foreign.set(`/spec/ports/${index}/name`, ours.name);
    if (appProtocol && port.appProtocol !== appProtocol) foreign.set(`/spec/ports/${index}/appProtocol`, appProtocol);
  });
}

/** Puts labels and annotations of the data plane on a pod template of another construct. */
export function patchPods(model: WorkloadModel, foreign: ForeignObject): void {
  const plan = model.namespace.dataPlane.workload(model);
  const object = foreign.read<PodMakerSpecJson>();
  const base = podTemplateWayOf(object.kind).map(key => `/${key}`).join('');
  const template = podTemplate(object);
  for (const [name, wanted] of [['labels', plan.labels], ['annotations', plan.annotations]] as const) {
    const own = template.metadata?.[name] ?? {};
    const entries = Object.entries(wanted).filter(([k, v]) => own[k] !== v);
    for (const [k, v] of entries) {
      if (own[k] !== undefined && !foreign.hasSet(`${base}/metadata/${name}/${pointerSegment(k)}`)) {
        foreign.refuse(name === 'labels' ? 'label' : 'annotation', k, own[k], v, ' on its pods');
      }
    }
    if (entries.length === 0) continue;
    if (!template.metadata) foreign.set(`${base}/metadata`, {});
    if (!template.metadata?.[name]) foreign.set(`${base}/metadata/${name}`, {});
    for (const [k, v] of entries) foreign.set(`${base}/metadata/${name}/${pointerSegment(k)}`, v);
  }
}

export function podTemplate(object: ObjectJson<PodMakerSpecJson>): PodTemplateJson {
  const template = podTemplateWayOf(object.kind).reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], object);
  return (template ?? {}) as PodTemplateJson;
}

