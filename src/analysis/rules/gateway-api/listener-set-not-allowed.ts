import { GATEWAY_GROUP, reference } from '../../../manifest/gateway-api/references';
import { knowsKind } from '../../../manifest/known-objects';
import { record, text } from '../../../manifest/manifest-object';
import type { ManifestObject } from '../../../manifest/manifest-object';
import type { ManifestSet } from '../../../manifest/manifest-set';
import { namespaceFacts } from '../../../manifest/namespaces';
import { refText } from '../../../manifest/object-ref';
import { matchesSelector } from '../../../manifest/selectors';
import type { Rule } from '../../rule';

export const listenerSetNotAllowed: Rule = {
  id: 'listener-set-not-allowed',
  severity: 'error',
  what: 'A ListenerSet is for a Gateway that takes none from its namespace, or that does not exist.',
  why: 'A Gateway takes listeners of others only if it says so: by default from nowhere, its own namespace included. The listeners are not served, and routes on them are carried out nowhere.',
  remedy: 'Set `allowedListeners: { namespaces: { from: Same } }` (or All, or a Selector) in the spec of the Gateway.',
  aliases: ['Accepted=False/NotAllowed'],
  see: ['https://gateway-api.sigs.k8s.io/geps/gep-1713/'],
  check(set, report) {
    for (const object of set.all(GATEWAY_GROUP, 'ListenerSet')) {
      const ref = reference(record(object.spec['parentRef']), { group: GATEWAY_GROUP, kind: 'Gateway', namespace: object.namespace ?? 'default' }, ['spec', 'parentRef']);
      if (ref.group !== GATEWAY_GROUP || ref.kind !== 'Gateway') continue;
      const gateway = set.find(GATEWAY_GROUP, 'Gateway', ref.namespace, ref.name);
      if (!gateway) {
        if (!knowsKind(set, GATEWAY_GROUP, 'Gateway', ref.namespace)) continue;
        report(object, [...ref.path, 'name'], {
          message: `${refText(object.ref)} is for Gateway ${ref.namespace}/${ref.name}, which does not exist.`,
          remedy: 'Correct the name and the namespace in spec.parentRef.', aliases: [],
        });
        continue;
      }
      const because = refusal(set, object, gateway);
      if (because === undefined) continue;
      report(object, ref.path, {
        message: `${refText(gateway.ref)} does not take ${refText(object.ref)}: ${because}.`,
        remedy: `Set \`allowedListeners: { namespaces: { from: ${object.namespace === gateway.namespace ? 'Same' : 'All'} } }\` in the spec of ${refText(gateway.ref)}.`,
        related: [gateway],
      });
    }
  },
};

function refusal(set: ManifestSet, { namespace }: ManifestObject, gateway: ManifestObject): string | undefined {
  const { from, selector } = record(record(gateway.spec['allowedListeners'])['namespaces']);
  switch (text(from) ?? 'None') {
    case 'All': return undefined;
    case 'Same': return namespace === gateway.namespace ? undefined : 'it takes those of its own namespace only';
    case 'Selector': {
      const facts = namespaceFacts(set, namespace ?? 'default');
      return !facts.object || matchesSelector(selector, facts.labels) ? undefined : `the labels of namespace ${namespace} do not meet its allowedListeners.namespaces.selector`;
    }
    default: return `its allowedListeners.namespaces.from is None${from === undefined ? ' by default' : ''}`;
  }
}
