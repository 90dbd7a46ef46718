import type { DataPlane } from '../../model/data-plane';
import type { ServiceModel } from '../../model/model';
import { versionServiceName } from '../../model/service-names';
import { resource, type Resource, type StringMap } from '../../model/resource';
import { versionsOf } from '../../model/routes';
import { plainJson } from './plain-json';

/** Says which version of another Service it is, to whoever reads the manifests. */
const VERSION_LABEL = 'cdk8s-mesh.dev/version';

/** One Service, with the ports of `service`, for each version that is only labels: data planes that split between Services need them. */
export function versionServices(
  service: ServiceModel, plane: Pick<DataPlane, 'appProtocol'>, metadata: { readonly labels?: StringMap; readonly annotations?: StringMap } = {},
): Resource[] {
  return versionsOf(service).flatMap(version => (version.kind === 'service' ? [] : [resource('v1', 'Service', plainJson({
    name: versionServiceName(service, version), namespace: service.namespace.name, labels: { ...metadata.labels, [VERSION_LABEL]: version.name }, annotations: metadata.annotations,
  }), plainJson({
    spec: {
      type: 'ClusterIP',
      selector: { ...service.selector, ...version.labels },
      ports: [...service.ports].sort((a, b) => a.port - b.port).map(({ name, port, targetPort, protocol }) => ({
        name, port, targetPort, protocol: 'TCP', appProtocol: plane.appProtocol(protocol),
      })),
    },
  }))]));
}
