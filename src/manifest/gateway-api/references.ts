import type { PathStep } from '../field-path';
import type { Json } from '../manifest-object';
import { record, records, text } from '../manifest-object';

export const GATEWAY_GROUP = 'gateway.networking.k8s.io';
export const EXPERIMENTAL_GROUP = 'gateway.networking.x-k8s.io';

/** An object that a field names, with the defaults of that field filled in. */
export interface Reference {
  readonly group: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  /** Where it stands in the object that holds it. */
  readonly path: readonly PathStep[];
}

/** To what a route attaches. */
export interface ParentRef extends Reference {
  readonly sectionName: string | undefined;
  readonly port: number | undefined;
}

/** Where a rule sends. */
export interface BackendRef extends Reference {
  readonly port: number | undefined;
  readonly weight: number;
  /** Whether the manifest says the weight itself. */
  readonly weighted: boolean;
}

export function parentRefs(spec: Json, namespace: string): ParentRef[] {
  return records(record(spec)['parentRefs']).map(([ref, index]) => ({
    ...reference(ref, { group: GATEWAY_GROUP, kind: 'Gateway', namespace }, ['spec', 'parentRefs', index]),
    sectionName: text(ref['sectionName']), port: numberOf(ref['port']),
  }));
}

export function backendRef(ref: Record<string, Json>, namespace: string, path: readonly PathStep[]): BackendRef {
  const weight = numberOf(ref['weight']);
  return {
    ...reference(ref, { group: '', kind: 'Service', namespace }, path),
    port: numberOf(ref['port']), weight: weight ?? 1, weighted: weight !== undefined,
  };
}

/** A reference with the defaults of the field that holds it. */
export function reference(ref: Record<string, Json>, defaults: Pick<Reference, 'group' | 'kind' | 'namespace'>, path: readonly PathStep[]): Reference {
  return {
    group: text(ref['group']) ?? defaults.group,
    kind: text(ref['kind']) ?? defaults.kind,
    namespace: text(ref['namespace']) || defaults.namespace,
    name: text(ref['name']) ?? '',
    path,
  };
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}
