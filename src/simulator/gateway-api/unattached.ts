import { attachedTo } from '../../manifest/gateway-api/attachments';
import type { Attachment } from '../../manifest/gateway-api/attachments';
import type { GatewayListeners } from '../../manifest/gateway-api/gateways';
import { GATEWAY_GROUP } from '../../manifest/gateway-api/references';
import { routes } from '../../manifest/gateway-api/routes';
import type { ManifestObject } from '../../manifest/manifest-object';
import type { ManifestSet } from '../../manifest/manifest-set';
import { viewOf } from '../../manifest/manifest-set';
import type { Trace } from '../trace';

interface Unattached {
  readonly object: ManifestObject;
  readonly why: string;
}

/** Routes that name a Gateway or a ListenerSet, and that none of its listeners takes, or some do not. */
const unattached = viewOf((set, owner: GatewayListeners): readonly Unattached[] => [
  ...attachedTo(set, owner).flatMap(attachment => whyNot(attachment, owner)),
  ...routes(set).flatMap(route => route.parents.filter(({ kind, group, name, namespace }) => kind === owner.object.kind && group !== GATEWAY_GROUP && name === owner.name && namespace === owner.namespace)
    .map(({ group }): Unattached => ({ object: route.object, why: `is not attached: its parentRef is of group "${group}", not ${GATEWAY_GROUP}` }))),
]);

function whyNot({ route, ref, selected, refused }: Attachment, { listeners }: GatewayListeners): Unattached[] {
  const names = listeners.map(({ name }) => name).join(', ');
  const asked = [...(ref.sectionName === undefined ? [] : [`is called ${ref.sectionName}`]), ...(ref.port === undefined ? [] : [`has port ${ref.port}`])].join(' and ');
  if (selected.length === 0) return [{ object: route.object, why: `is not attached: no listener (there ${listeners.length === 1 ? 'is' : 'are'} ${names || 'none'}) ${asked}` }];
  return refused.map(({ listener, because }) => ({ object: route.object, why: `is not attached to listener ${listener.name}: ${because}` }));
}

export function tellUnattached(set: ManifestSet, owner: GatewayListeners, at: string, trace: Trace): void {
  for (const { object, why } of unattached(set, owner)) trace.add(at, object, why);
}
