import { text } from '../manifest-object';
import type { Json } from '../manifest-object';

export const POLICY_GROUP = 'policy.linkerd.io';
export const GATEWAY_GROUP = 'gateway.networking.k8s.io';

/** Linkerd takes an absent group, "" and "core", in any case, for the core group. */
export function groupOf(reference: Json): string {
  const group = (text(reference?.group) ?? '').toLowerCase();
  return group === 'core' ? '' : group;
}

/** Whether a targetRef, an authentication or identity reference is of a kind: groups and kinds compare without regard to case. */
export function refersTo(reference: Json, group: string, kind: string): boolean {
  return groupOf(reference) === group && text(reference?.kind)?.toLowerCase() === kind.toLowerCase();
}

/** A parentRef as the API server stores it: what it leaves out, the CRD fills in, and that makes it a Gateway's. */
export function asStored(parentRef: Json, routeGroup: string): { readonly group: string; readonly kind: string } {
  return { group: text(parentRef?.group) ?? routeGroup, kind: text(parentRef?.kind) ?? 'Gateway' };
}

export function isServiceParent(parentRef: Json, routeGroup: string): boolean {
  return refersTo(asStored(parentRef, routeGroup), '', 'Service');
}

export function isEgressParent(parentRef: Json, routeGroup: string): boolean {
  return refersTo(asStored(parentRef, routeGroup), POLICY_GROUP, 'EgressNetwork');
}

export function isServerParent(parentRef: Json, routeGroup: string): boolean {
  return refersTo(asStored(parentRef, routeGroup), POLICY_GROUP, 'Server');
}

/** "Server", "HTTPRoute.gateway.networking.k8s.io": a reference as messages name it. */
export function referenceKind(reference: Json): string {
  const group = groupOf(reference);
  return `${text(reference?.kind) ?? '(no kind)'}${group === '' ? '' : `.${group}`}`;
}
