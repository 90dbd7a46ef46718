import type { ManifestObject } from '../manifest-object';
import { records, text } from '../manifest-object';
import type { ManifestSet } from '../manifest-set';
import type { Reference } from './references';
import { GATEWAY_GROUP } from './references';

/** Who refers to something: an object's group and kind, and its namespace. */
export type Referrer = Pick<Reference, 'group' | 'kind' | 'namespace'>;

/** Whether a reference may be made: within a namespace always, across namespaces with a ReferenceGrant where the referred object is. */
export function isReferencePermitted(set: ManifestSet, from: Referrer, to: Omit<Reference, 'path'>): boolean {
  return from.namespace === to.namespace || set.inNamespace(GATEWAY_GROUP, 'ReferenceGrant', to.namespace).some(grant => permits(grant, from, to));
}

function permits(grant: ManifestObject, from: Referrer, to: Omit<Reference, 'path'>): boolean {
  return records(grant.spec['from']).some(([entry]) => entry['group'] === from.group && entry['kind'] === from.kind && entry['namespace'] === from.namespace)
    && records(grant.spec['to']).some(([entry]) => entry['group'] === to.group && entry['kind'] === to.kind && (!text(entry['name']) || entry['name'] === to.name));
}
