import { podTemplateWay } from '../model/pod-makers';
import type { PathStep } from './field-path';
import { valueAt } from './field-path';
import type { ManifestObject } from './manifest-object';

/** The way to the template of the pods that an object makes; undefined for what makes none, or takes another object's template. */
export function podTemplatePath(object: ManifestObject): readonly PathStep[] | undefined {
  const path = podTemplateWay(object.group, object.kind);
  return path && (path.length === 0 || valueAt(object.body, path) !== undefined) ? path : undefined;
}
