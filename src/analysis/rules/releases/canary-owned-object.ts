import type { Canary } from '../../../manifest/canaries';
import { canaries, usesGatewayApi } from '../../../manifest/canaries';
import { attachedToService } from '../../../manifest/gateway-api/attachments';
import { GATEWAY_GROUP } from '../../../manifest/gateway-api/references';
import { meshVirtualServices } from '../../../manifest/istio/virtual-services';
import type { ManifestObject } from '../../../manifest/manifest-object';
import { record, records } from '../../../manifest/manifest-object';
import type { ManifestSet } from '../../../manifest/manifest-set';
import { refText } from '../../../manifest/object-ref';
import { findService } from '../../../manifest/services';
import type { Rule } from '../../rule';

export const canaryOwnedObject: Rule = {
  id: 'canary-owned-object',
  severity: 'warning',
  what: 'The manifests declare an object that Flagger writes itself for a Canary, or one that routes the same traffic beside it.',
  why: 'Flagger overwrites the whole of its objects at every step of a release, and whoever applies the manifests again writes them back: weights jump in the middle of a release. A second VirtualService for the host may hide Flagger\'s altogether.',
  remedy: 'Delete the object, and say what it says in `spec.service` of the Canary.',
  aliases: [],
  see: ['https://docs.flagger.app/usage/how-it-works'],
  check(set, report) {
    for (const canary of canaries(set)) {
      for (const object of ownedBy(set, canary)) {
        if (isMadeBy(object, canary)) continue;
        report(object, ['metadata', 'name'], {
          message: `Flagger writes ${refText(object.ref)} itself for ${refText(canary.object.ref)}, over what stands here.`,
          remedy: `Delete it, and put what it says into spec.${object.kind === 'Service' ? 'service.apex, primary and canary' : 'service'} of the Canary.`, related: [canary.object],
        });
      }
      for (const { object, field } of besides(set, canary)) {
        if (isMadeBy(object, canary)) continue;
        report(object, ['spec', field], {
          message: `${refText(object.ref)} routes calls to Service ${canary.namespace}/${canary.serviceName}, for which Flagger writes a ${object.kind} ${canary.serviceName} of its own: only one of the two counts.`,
          remedy: 'Delete it, and put what it says into spec.service of the Canary.', related: [canary.object],
        });
      }
    }
  },
};

function ownedBy(set: ManifestSet, canary: Canary): ManifestObject[] {
  const { namespace, serviceName, targetKind, targetName, provider } = canary;
  const istio = provider === undefined || provider === 'istio';
  const names: [group: string, kind: string, name: string][] = [
    ['', 'Service', `${serviceName}-primary`], ['', 'Service', `${serviceName}-canary`], ['apps', targetKind, `${targetName}-primary`],
    ...(istio ? [
      ['networking.istio.io', 'VirtualService', serviceName], ['networking.istio.io', 'DestinationRule', `${serviceName}-primary`], ['networking.istio.io', 'DestinationRule', `${serviceName}-canary`],
    ] satisfies [string, string, string][] : []),
    ...(usesGatewayApi(canary) ? [[GATEWAY_GROUP, 'HTTPRoute', serviceName] satisfies [string, string, string]] : []),
  ];
  return names.flatMap(([group, kind, name]) => set.find(group, kind, namespace, name) ?? []);
}

/** Objects under other names that are about the same Service. */
function besides(set: ManifestSet, canary: Canary): { readonly object: ManifestObject; readonly field: string }[] {
  const service = findService(set, canary.namespace, canary.serviceName);
  if (!service) return [];
  const others = ({ object: { name, namespace } }: { object: ManifestObject }) => name !== canary.serviceName || namespace !== canary.namespace;
  if (canary.provider === 'istio') return meshVirtualServices(set, service.host).filter(others).map(({ object }) => ({ object, field: 'hosts' }));
  if (!usesGatewayApi(canary) || !records(canary.service['gatewayRefs']).some(([{ kind }]) => kind === 'Service')) return [];
  return attachedToService(set, service).filter(({ route }) => others(route)).map(({ route }) => ({ object: route.object, field: 'parentRefs' }));
}

/** In a dump of a cluster, what Flagger wrote names its Canary. */
function isMadeBy(object: ManifestObject, canary: Canary): boolean {
  return records(record(object.body.metadata)['ownerReferences']).some(([{ kind, name }]) => kind === 'Canary' && name === canary.object.name);
}
