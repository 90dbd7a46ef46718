import type { PathStep } from '../../manifest/field-path';
import type { ManifestObject } from '../../manifest/manifest-object';
import { GATEWAY_GROUP, POLICY_GROUP } from '../../manifest/linkerd/references';

/** Something that a webhook of Linkerd says no to. */
export interface Objection {
  readonly path: readonly PathStep[];
  readonly message: string;
  readonly remedy: string;
}

/** One thing that a webhook of Linkerd looks at beyond what the schema says. What it reads may have any shape. */
export interface WebhookRule {
  readonly id: string;
  /** "group/Kind" of the objects that it looks at. */
  readonly kinds: readonly string[];
  objections(object: ManifestObject): Objection[];
}

export const policyKind = (kind: string) => `${POLICY_GROUP}/${kind}`;
export const gatewayKind = (kind: string) => `${GATEWAY_GROUP}/${kind}`;

export const POLICY_HTTP_ROUTE = policyKind('HTTPRoute');
export const GATEWAY_HTTP_ROUTE = gatewayKind('HTTPRoute');
export const GRPC_ROUTE = gatewayKind('GRPCRoute');
export const HTTP_ROUTES = [POLICY_HTTP_ROUTE, GATEWAY_HTTP_ROUTE];
export const STREAM_ROUTES = [gatewayKind('TLSRoute'), gatewayKind('TCPRoute')];
