import { attachmentsOf, isServiceRef } from '../../../manifest/gateway-api/attachments';
import { listenerOwners } from '../../../manifest/gateway-api/gateways';
import { isReferencePermitted } from '../../../manifest/gateway-api/reference-grants';
import type { Reference } from '../../../manifest/gateway-api/references';
import { GATEWAY_GROUP } from '../../../manifest/gateway-api/references';
import { everyBackend, routes } from '../../../manifest/gateway-api/routes';
import type { ManifestObject } from '../../../manifest/manifest-object';
import type { ManifestSet } from '../../../manifest/manifest-set';
import { refText } from '../../../manifest/object-ref';
import type { Report, Rule } from '../../rule';

export const referenceNotPermitted: Rule = {
  id: 'reference-not-permitted',
  severity: 'error',
  what: 'A route of a Gateway sends to another namespace, or a listener takes its certificate from one, without a ReferenceGrant there that permits it.',
  why: 'The reference is refused: the share of requests for that backend is answered 500, and a listener without its certificate is not programmed. Routes on Services of a mesh need no grant.',
  remedy: 'Add a ReferenceGrant to the namespace of the object that is referred to, with the referring kind and namespace in `from`.',
  aliases: ['ResolvedRefs=False/RefNotPermitted'],
  see: ['https://gateway-api.sigs.k8s.io/api-types/referencegrant/'],
  check(set, report) {
    for (const route of routes(set)) {
      if (route.object.group !== GATEWAY_GROUP || !route.parents.some(ref => !isServiceRef(ref))) continue;
      // In a mesh backends of other namespaces are free; a parent that is neither is not known.
      if (!attachmentsOf(set, route).some(({ ref }) => ref.group === GATEWAY_GROUP)) continue;
      for (const to of route.rules.flatMap(everyBackend)) check(set, report, route.object, to);
    }
    for (const { object, listeners, authorities } of listenerOwners(set)) {
      for (const to of [...listeners.flatMap(({ certificates }) => certificates), ...authorities]) check(set, report, object, to);
    }
  },
};

function check(set: ManifestSet, report: Report, object: ManifestObject, to: Reference): void {
  const from = { group: object.group, kind: object.kind, namespace: object.namespace ?? 'default' };
  if (isReferencePermitted(set, from, to)) return;
  const found = set.find(to.group, to.kind, to.namespace, to.name);
  report(object, [...to.path, 'namespace'], {
    severity: found ? 'error' : 'info',
    message: `${refText(object.ref)} refers to ${to.kind} ${to.namespace}/${to.name}, and no ReferenceGrant in namespace ${to.namespace} ${found ? 'permits' : 'is known that permits'} it.`,
    remedy: `Add to namespace ${to.namespace}:\n${grantFor(from, to)}`,
    related: found ? [found] : [],
  });
}

function grantFor(from: Pick<Reference, 'group' | 'kind' | 'namespace'>, to: Reference): string {
  return [
    'apiVersion: gateway.networking.k8s.io/v1beta1', 'kind: ReferenceGrant',
    `metadata: { name: ${from.namespace}-to-${to.name}, namespace: ${to.namespace} }`,
    `spec: { from: [{ group: ${from.group}, kind: ${from.kind}, namespace: ${from.namespace} }], to: [{ group: "${to.group}", kind: ${to.kind}, name: ${to.name} }] }`,
  ].join('\n');
}
