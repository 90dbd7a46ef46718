import { GATEWAY_GROUP } from '../../../manifest/gateway-api/references';
import { knowsServices } from '../../../manifest/known-objects';
import { records, text } from '../../../manifest/manifest-object';
import { namespaces } from '../../../manifest/namespaces';
import { refText } from '../../../manifest/object-ref';
import { findService } from '../../../manifest/services';
import type { Rule } from '../../rule';

export const referenceGrantWithoutEffect: Rule = {
  id: 'reference-grant-without-effect',
  severity: 'warning',
  what: 'A ReferenceGrant permits nothing: it names its own namespace, a group that its kind does not have, an object that does not exist, or a namespace that is not known.',
  why: 'The references that it was written for stay refused, and nothing reports a grant that permits none.',
  remedy: 'Name in `from` the group, kind and namespace of who refers, and in `to` the group and kind (`group: ""` for a Service or a Secret) of what stands beside the grant.',
  aliases: ['KIA1601'],
  see: ['https://gateway-api.sigs.k8s.io/api-types/referencegrant/'],
  check(set, report) {
    for (const grant of set.all(GATEWAY_GROUP, 'ReferenceGrant')) {
      const home = grant.namespace ?? 'default';
      for (const [{ group, kind, namespace }, index] of records(grant.spec['from'])) {
        const at = ['spec', 'from', index];
        if (namespace === home) {
          report(grant, [...at, 'namespace'], {
            message: `${refText(grant.ref)} permits references from its own namespace ${home}, which need no permission.`,
            remedy: 'Name the namespace of the object that refers, and put the grant into the namespace of the object that is referred to.', aliases: [],
          });
        } else if (typeof namespace === 'string' && !namespaces(set).has(namespace)) {
          report(grant, [...at, 'namespace'], {
            severity: 'info',
            message: `${refText(grant.ref)} permits references from namespace ${namespace}, of which the manifests hold nothing.`,
            remedy: `Check that namespace ${namespace} exists, or correct the name.`,
          });
        }
        if (/^(HTTP|GRPC|TLS|TCP|UDP)Route$|^Gateway$|^ListenerSet$/.test(text(kind) ?? '') && group !== GATEWAY_GROUP) {
          report(grant, [...at, 'group'], {
            message: `${refText(grant.ref)} permits references from a ${kind} of group "${group}", which no object has: a ${kind}'s group is ${GATEWAY_GROUP}.`,
            remedy: `Set \`group: ${GATEWAY_GROUP}\`.`, aliases: [],
          });
        }
      }
      for (const [{ group, kind, name }, index] of records(grant.spec['to'])) {
        if ((kind === 'Service' || kind === 'Secret') && group !== undefined && group !== '') {
          report(grant, ['spec', 'to', index, 'group'], {
            message: `${refText(grant.ref)} permits references to a ${kind} of group "${group}", and the group of a ${kind} is the empty text.`,
            remedy: 'Set `group: ""`.', aliases: [],
          });
        } else if (kind === 'Service' && text(name) && knowsServices(set, home) && !findService(set, home, text(name)!)) {
          report(grant, ['spec', 'to', index, 'name'], {
            message: `${refText(grant.ref)} permits references to Service ${home}/${name}, which does not exist.`,
            remedy: `Correct the name, or leave it out to permit references to every Service of namespace ${home}.`, aliases: [],
          });
        }
      }
    }
  },
};
