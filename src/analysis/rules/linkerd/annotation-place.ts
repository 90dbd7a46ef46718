import type { PathStep } from '../../../manifest/field-path';
import { valueAt } from '../../../manifest/field-path';
import type { ManifestObject } from '../../../manifest/manifest-object';
import { record, texts } from '../../../manifest/manifest-object';
import { view } from '../../../manifest/manifest-set';
import { podTemplatePath } from '../../../manifest/pod-templates';

/** Annotations at one place of an object. */
export interface AnnotationPlace {
  readonly object: ManifestObject;
  /** `pods`: those of a pod or a pod template. */
  readonly role: 'pods' | 'namespace' | 'service' | 'egress-network' | 'route' | 'workload' | 'other';
  readonly annotations: Readonly<Record<string, string>>;
  readonly path: readonly PathStep[];
}

const LINKERD_NAME = /(^|\.)linkerd\.io\//;
const ROUTES = ['HTTPRoute', 'GRPCRoute', 'TLSRoute', 'TCPRoute'];

/** Every place with at least one annotation of Linkerd's. */
export const linkerdAnnotations = view((set): readonly AnnotationPlace[] => set.objects.flatMap(placesOf)
  .filter(({ annotations }) => Object.keys(annotations).some(name => LINKERD_NAME.test(name))));

export function annotationPath({ path }: AnnotationPlace, name: string): PathStep[] {
  return [...path, name];
}

function placesOf(object: ManifestObject): AnnotationPlace[] {
  const template = podTemplatePath(object);
  const own: AnnotationPlace = { object, role: roleOf(object, template), annotations: object.annotations, path: ['metadata', 'annotations'] };
  if (!template || template.length === 0) return [own];
  const annotations = texts(record(valueAt(object.body, [...template, 'metadata']))['annotations']);
  return [own, { object, role: 'pods', annotations, path: [...template, 'metadata', 'annotations'] }];
}

function roleOf({ group, kind }: ManifestObject, template: readonly PathStep[] | undefined): AnnotationPlace['role'] {
  if (template) return template.length === 0 ? 'pods' : 'workload';
  if (group === '' && kind === 'Namespace') return 'namespace';
  if (group === '' && kind === 'Service') return 'service';
  if (kind === 'EgressNetwork') return 'egress-network';
  return ROUTES.includes(kind) ? 'route' : 'other';
}
