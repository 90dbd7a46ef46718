import { attachments } from '../../../manifest/gateway-api/attachments';
import { refText } from '../../../manifest/object-ref';
import type { Rule } from '../../rule';

export const routeSectionNotFound: Rule = {
  id: 'route-section-not-found',
  severity: 'error',
  what: 'A route names a listener, or a port, that its parent does not have.',
  why: 'The route attaches to no part of the parent and is carried out nowhere.',
  remedy: 'Let `sectionName` and `port` of the parentRef name a listener of the Gateway or a port of the Service.',
  aliases: ['Accepted=False/NoMatchingParent'],
  see: ['https://gateway-api.sigs.k8s.io/reference/spec/#parentreference'],
  check(set, report) {
    for (const { route, ref, owner, service, selected, ports } of attachments(set)) {
      if ((!owner && !service) || selected.length + ports.length > 0 || (ref.sectionName === undefined && ref.port === undefined)) continue;
      const parts = owner ? owner.listeners.map(({ name, port }) => ({ name, port })) : service!.ports.map(({ name, port }) => ({ name, port }));
      // Both may be there, on different listeners.
      const wrong = ref.sectionName !== undefined && !parts.some(({ name }) => name === ref.sectionName) ? 'sectionName' : ref.port === undefined ? 'sectionName' : 'port';
      const asked = [ref.sectionName === undefined ? '' : `name ${ref.sectionName}`, ref.port === undefined ? '' : `number ${ref.port}`].filter(Boolean).join(' and ');
      const what = owner ? 'listener' : 'port';
      report(route.object, [...ref.path, wrong], {
        message: `${ref.kind} ${ref.namespace}/${ref.name} has no ${what} with ${owner ? asked.replace('number', 'port') : asked} (it has: ${parts.map(({ name, port }) => `${name ?? 'unnamed'} ${port}`).join(', ') || 'none'}), so ${refText(route.object.ref)} does not attach to it.`,
        remedy: `Let this parentRef name one of them${parts.length === 0 ? ' after adding it' : `, such as \`${owner ? `sectionName: ${parts[0]!.name}` : `port: ${parts[0]!.port}`}\``}, or leave out sectionName and port.`,
        related: [(owner ?? service)!.object],
      });
    }
  },
};
