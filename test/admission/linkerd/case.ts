import { load } from 'js-yaml';
import type { KubeBody } from '../../../src/manifest/manifest-object';
import { ManifestObject } from '../../../src/manifest/manifest-object';

/** The smallest object that a rule refuses, and what of it the rule admits when one thing is changed. */
export interface WebhookCase {
  readonly rule: string;
  readonly refused: ManifestObject;
  readonly path: string;
  readonly says: string;
  readonly remedy: string;
  readonly admitted: ManifestObject;
}

export function webhookCase(rule: string, where: readonly [path: string, says: string, remedy: string], refused: ManifestObject, admitted: ManifestObject): WebhookCase {
  return { rule, path: where[0], says: where[1], remedy: where[2], refused, admitted };
}

/** An object "thing" in namespace "shop" with a spec in YAML. */
export function object(apiVersion: string, kind: string, spec: string, metadata: { name?: string; annotations?: Record<string, string> } = {}): ManifestObject {
  return new ManifestObject({ apiVersion, kind, metadata: { name: 'thing', namespace: 'shop', ...metadata }, spec: load(spec) } as KubeBody);
}

const policy = (kind: string, version = 'v1alpha1') => (spec: string) => object(`policy.linkerd.io/${version}`, kind, spec);

export const authorizationPolicy = policy('AuthorizationPolicy');
export const meshTls = policy('MeshTLSAuthentication');
export const networkAuthentication = policy('NetworkAuthentication');
export const egressNetwork = policy('EgressNetwork');
export const rateLimit = policy('HTTPLocalRateLimitPolicy');
export const server = policy('Server', 'v1beta3');
export const serverAuthorization = policy('ServerAuthorization', 'v1beta1');

export function httpRoute(spec: string, annotations: Record<string, string> = {}): ManifestObject {
  return object('gateway.networking.k8s.io/v1', 'HTTPRoute', spec, { annotations });
}

export function policyRoute(spec: string, annotations: Record<string, string> = {}): ManifestObject {
  return object('policy.linkerd.io/v1beta3', 'HTTPRoute', spec, { annotations });
}

export function grpcRoute(spec: string, annotations: Record<string, string> = {}): ManifestObject {
  return object('gateway.networking.k8s.io/v1', 'GRPCRoute', spec, { annotations });
}

export function tlsRoute(spec: string): ManifestObject {
  return object('gateway.networking.k8s.io/v1alpha2', 'TLSRoute', spec);
}

export function serviceProfile(spec: string, name = 'cart.shop.svc.cluster.local'): ManifestObject {
  return object('linkerd.io/v1alpha2', 'ServiceProfile', spec, { name });
}
