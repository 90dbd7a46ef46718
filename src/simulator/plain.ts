import { namespaceEnrolment } from '../manifest/enrolment';
import { meshVirtualService } from '../manifest/istio/virtual-services';
import type { ManifestSet } from '../manifest/manifest-set';
import { refText } from '../manifest/object-ref';
import type { Addressed } from './addressed';
import type { Call } from './call';
import type { ClientSide, ServerSide } from './data-planes';
import { meshRoutes } from './gateway-api/mesh-routes';
import { unrouted } from './target';

/** A caller without a proxy: the Service decides alone, and no layer of a mesh sees requests. */
export const plainClient: ClientSide = (set, call, where, trace) => {
  trace.add('caller', undefined, () => `has no proxy: the connection goes where its name leads${ignored(set, call, where)}`);
  return unrouted(where, 'none', call.http, 'plaintext');
};

/** Routes that would have a say if the caller were in a mesh: easily taken for ones that have. */
function ignored(set: ManifestSet, { client: { kind, namespace } }: Call, where: Addressed): string {
  if (kind !== 'pod' || namespace === undefined || where.kind !== 'service' || !where.port) return '';
  const routes = [
    ...meshRoutes(set, where.service, where.port, namespace)?.routes.map(({ object }) => object) ?? [],
    ...[meshVirtualService(set, where.service.host.toLowerCase(), namespace)?.object].flatMap(object => object ?? []),
  ];
  if (routes.length === 0) return '';
  const { dataPlane, why } = namespaceEnrolment(set, namespace);
  const hint = dataPlane === 'none' ? `: ${why}; if it is in one, say which by \`mesh\`` : '';
  return `; ${routes.map(({ ref }) => refText(ref)).join(', ')} ${routes.length === 1 ? 'does' : 'do'} not count for pods outside a mesh${hint}`;
}

/** Pods without a proxy take what comes; mutual TLS of a mesh means nothing to them. */
export const plainServer: ServerSide = (_set, { workload, transport }, _call, trace) => {
  const at = workload.id;
  if (transport === 'mtls') {
    trace.add(at, undefined, 'has no proxy that understands mutual TLS of the mesh');
    return { kind: 'denied', proxy: 'none', status: null, reason: `The pods of ${workload.id} have no proxy, and the caller sends mutual TLS of the mesh`, decidedBy: [] };
  }
  trace.add(at, undefined, 'has no proxy: takes every connection');
  return { kind: 'allowed', proxy: 'none', reason: `The pods of ${workload.id} have no proxy, and nothing before them is against it`, decidedBy: [] };
};
