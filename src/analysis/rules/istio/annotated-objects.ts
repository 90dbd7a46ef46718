import type { PathStep } from '../../../manifest/field-path';
import { isIstioAnnotation } from '../../../manifest/istio/annotations';
import type { ManifestObject } from '../../../manifest/manifest-object';
import type { ManifestSet } from '../../../manifest/manifest-set';
import type { Labels } from '../../../manifest/selectors';
import { workloads } from '../../../manifest/workloads';

/** Annotations of Istio at one place, with the kind of thing that they are on. */
export interface Annotated {
  readonly object: ManifestObject;
  /** "Pod" for a pod template too. */
  readonly kind: string;
  readonly annotations: Labels;
  readonly labels: Labels;
  readonly path: readonly PathStep[];
}

/** Namespaces, Services, workloads and the pods that they make, as far as they have annotations of Istio. */
export function annotatedObjects(set: ManifestSet): Annotated[] {
  const plain = [...set.all('', 'Namespace'), ...set.all('', 'Service')];
  const makers = workloads(set).filter(({ madeBy }) => !madeBy);
  return [
    ...plain.map(object => onItself(object)),
    ...makers.filter(({ template }) => template.length > 0).map(({ object }) => onItself(object)),
    ...makers.map(({ object, template, annotations, labels }) => ({ object, kind: 'Pod', annotations, labels, path: [...template, 'metadata', 'annotations'] })),
  ].filter(({ annotations }) => Object.keys(annotations).some(isIstioAnnotation));
}

function onItself(object: ManifestObject): Annotated {
  return { object, kind: object.kind, annotations: object.annotations, labels: object.labels, path: ['metadata', 'annotations'] };
}
