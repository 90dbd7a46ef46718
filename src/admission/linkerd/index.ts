import type { ManifestObject } from '../../manifest/manifest-object';
import type { ManifestSet } from '../../manifest/manifest-set';
import { showsLinkerd } from '../../manifest/linkerd/presence';
import { GATEWAY_GROUP } from '../../manifest/linkerd/references';
import type { Refusal } from '../refusal';
import { AUTHENTICATION_RULES, SERVER_AUTHORIZATION_RULES } from './authentications';
import { AUTHORIZATION_POLICY_RULES } from './authorization-policy';
import { NETWORK_RULES } from './networks';
import { RATE_LIMIT_RULES } from './rate-limit';
import { MATCH_RULES } from './route-matches';
import { ROUTE_RULES } from './routes';
import { SERVER_RULES } from './server';
import { SERVICE_PROFILE_RULES } from './service-profile';
import type { WebhookRule } from './webhook-rule';

/** What the webhooks of Linkerd refuse and no schema does. */
export const LINKERD_WEBHOOK_RULES: readonly WebhookRule[] = [
  ...AUTHORIZATION_POLICY_RULES, ...AUTHENTICATION_RULES, ...SERVER_RULES, ...NETWORK_RULES, ...SERVER_AUTHORIZATION_RULES, ...ROUTE_RULES, ...MATCH_RULES,
  ...RATE_LIMIT_RULES, ...SERVICE_PROFILE_RULES,
];

const BY_KIND = new Map<string, WebhookRule[]>();
for (const rule of LINKERD_WEBHOOK_RULES) for (const kind of rule.kinds) BY_KIND.set(kind, [...BY_KIND.get(kind) ?? [], rule]);

/**
 * What Linkerd's policy controller and its validator of ServiceProfiles would say of an object. They are asked of every route of the Gateway API
 * in a cluster that has Linkerd, whoever's the parents are; where no manifest shows Linkerd, nobody asks.
 */
export function linkerdWebhook(object: ManifestObject, set: ManifestSet): Refusal[] {
  const rules = BY_KIND.get(`${object.group}/${object.kind}`);
  if (!rules || (object.group === GATEWAY_GROUP && !showsLinkerd(set))) return [];
  return rules.flatMap(rule => rule.objections(object).map(objection => ({ rule: 'admission/webhook' as const, ...objection })));
}
