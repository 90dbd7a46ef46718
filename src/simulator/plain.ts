import type { ClientSide, ServerSide } from './data-planes';
import { unrouted } from './target';

/** A caller without a proxy: the Service decides alone, and no layer of a mesh sees requests. */
export const plainClient: ClientSide = (_set, call, where, trace) => {
  trace.add('caller', undefined, 'has no proxy: the connection goes where its name leads');
  return unrouted(where, 'none', call.http, 'plaintext');
};

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
