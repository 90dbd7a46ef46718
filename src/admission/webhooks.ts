import type { ManifestObject } from '../manifest/manifest-object';
import type { ManifestSet } from '../manifest/manifest-set';
import { rbacValidation } from './access/rbac';
import { coreValidation } from './core/core-validation';
import { istioWebhook } from './istio';
import { linkerdWebhook } from './linkerd';
import type { Refusal } from './refusal';

/** What a mesh's validating webhook says of an object that its schema takes. */
export type Webhook = (object: ManifestObject, set: ManifestSet) => Refusal[];

/** Every webhook is asked of every object, and says nothing of kinds that are not its own. */
export const WEBHOOKS: readonly Webhook[] = [istioWebhook, linkerdWebhook];

/** What Kubernetes itself asks, in code, of the kinds that it has built in. */
export const VALIDATIONS: readonly ((object: ManifestObject) => Refusal[])[] = [rbacValidation, coreValidation];
