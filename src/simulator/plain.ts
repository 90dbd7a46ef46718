import type { ManifestObject } from '../manifest/manifest-object';
import { refText } from '../manifest/object-ref';
import type { ClientSide, ServerSide } from './data-planes';
import { failedConnectionStatus, grpcStatus } from './failed-connection';
import { tellUnusedPolicies, tellUnusedRoutes } from './out-of-mesh';
import type { Admission, Arrival } from './outcome';
import { unrouted } from './target';
import type { Trace } from './trace';

/** A caller without a proxy: the Service decides alone, and no layer of a mesh sees requests. */
export const plainClient: ClientSide = (set, call, where, trace) => {
  trace.add('caller', undefined, 'has no proxy: the connection goes where its name leads');
  if (where.kind === 'service') tellUnusedRoutes(set, where.service, call.client, trace);
  return unrouted(where, 'none', call.http, 'plaintext');
};

/** Pods without a proxy take what comes; mutual TLS of a mesh means nothing to them. */
export const plainServer: ServerSide = (set, arrival, _call, trace) => {
  tellUnusedPolicies(set, arrival.workload, trace);
  return plainAdmission(arrival, 'has no proxy', `The pods of ${arrival.workload.id} have no proxy`, trace);
};

/** What becomes of a connection that no proxy of the pods takes: theirs, or that of the caller, is all there is. */
export function plainAdmission(arrival: Arrival, says: string, because: string, trace: Trace): Admission {
  const { workload, transport, transportBy = [], http, sender } = arrival;
  const at = workload.id;
  if (transport === 'mtls') {
    trace.add(at, transportBy[0], () => `${says}: nobody there understands the mutual TLS of the mesh that comes`);
    for (const object of transportBy) trace.use(object, null);
    const status = failedConnectionStatus(arrival);
    return { kind: 'denied', proxy: sender, status, ...grpcStatus(http, status), reason: `${because}, and the caller sends mutual TLS of the mesh${byText(transportBy)}`, decidedBy: transportBy.map(object => ({ object, rule: null })) };
  }
  trace.add(at, undefined, () => `${says}: takes every connection`);
  return { kind: 'allowed', proxy: 'none', reason: `${because}, and nothing before them is against it`, decidedBy: [] };
}

function byText(objects: readonly ManifestObject[]): string {
  return objects.length === 0 ? '' : `, as ${objects.map(({ ref }) => refText(ref)).join(', ')} has it`;
}
