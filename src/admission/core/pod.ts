import { forbidden } from './checks';
import type { Field } from './field';
import { podAnnotations } from './pod-annotations';
import { podSpec } from './pod-spec';

export function pod(object: Field): void {
  const spec = object.at('spec');
  podAnnotations(object.at('metadata', 'annotations'), spec);
  podSpec(spec, { podName: object.at('metadata', 'name').text });
  if (!spec.at('serviceAccountName').isEmpty || !spec.at('serviceAccount').isEmpty) return;
  for (const volume of spec.at('volumes').items) {
    for (const source of volume.at('projected', 'sources').items) forbidden(source.at('serviceAccountToken'), `${spec.at('serviceAccountName').name} is not set`);
  }
}
