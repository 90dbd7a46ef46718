import { entryOf } from '../../../manifest/manifest-object';
import { isLinkerds } from '../../../manifest/gateway-api/route-planes';
import { attachments } from '../../../manifest/gateway-api/attachments';
import type { ParentRef } from '../../../manifest/gateway-api/references';
import { GATEWAY_GROUP } from '../../../manifest/gateway-api/references';
import { refText } from '../../../manifest/object-ref';
import type { Rule } from '../../rule';

/** Kinds that people attach routes to, with the group that each has. */
const GROUP_OF: Readonly<Record<string, string>> = {
  Gateway: GATEWAY_GROUP, ListenerSet: GATEWAY_GROUP, Service: '', ServiceEntry: 'networking.istio.io', EgressNetwork: 'policy.linkerd.io', Server: 'policy.linkerd.io',
};

export const parentOfInvalidKind: Rule = {
  id: 'parent-of-invalid-kind',
  severity: 'error',
  what: 'A parentRef has a group that does not go with its kind: `core`, or the default of the field, for a Service.',
  why: '`group` of a parentRef defaults to gateway.networking.k8s.io, and the group of a Service is the empty text. With another one the reference names a kind that does not exist, no controller feels addressed, and the route is carried out nowhere.',
  remedy: 'Write the group out: `group: ""` with `kind: Service`.',
  aliases: [],
  see: ['https://gateway-api.sigs.k8s.io/mesh/#connecting-a-route-to-a-service'],
  check(set, report) {
    for (const attachment of attachments(set)) {
      const { route, ref } = attachment;
      const group = entryOf(GROUP_OF, ref.kind);
      if (group === undefined || ref.group === group) continue;
      // Linkerd reads "core" as the empty group.
      const read = ref.group === 'core' && ref.kind === 'Service' && isLinkerds(set, attachment);
      if (read) continue;
      report(route.object, [...ref.path, ...groupStep(route.object.spec, ref)], {
        message: `${refText(route.object.ref)} attaches to a ${ref.kind} of group "${ref.group}", and the group of a ${ref.kind} is "${group}": the reference names nothing.`,
        remedy: `Set \`group: ${group === '' ? '""' : group}\` in this parentRef.`,
      });
    }
  },
};

function groupStep(spec: Record<string, unknown>, { path }: ParentRef): ['group'] | ['kind'] {
  const refs = spec['parentRefs'] as Record<string, unknown>[];
  return refs[path[2] as number]!['group'] === undefined ? ['kind'] : ['group'];
}
