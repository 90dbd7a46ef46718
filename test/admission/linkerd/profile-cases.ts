import { serviceProfile, webhookCase, type WebhookCase } from './case';

const route = (fields: string) => serviceProfile(`routes: [{ ${fields} }]`);
const asked = (condition: string) => route(`name: cart, condition: { ${condition} }`);
const answered = (responseClass: string) => route(`name: cart, condition: { method: GET }, responseClasses: [{ ${responseClass} }]`);
const budget = (fields: string) => serviceProfile(`retryBudget: { ${fields} }`);
const AT = 'spec.routes[0]';
const CLASS = `${AT}.responseClasses[0].condition`;

export const PROFILE_CASES: readonly WebhookCase[] = [
  webhookCase('profile-name', ['metadata.name', '"cart_shop" is no DNS name', 'cart.shop.svc.cluster.local'], serviceProfile('{}', 'cart_shop'), serviceProfile('{}', 'cart.shop')),
  webhookCase('profile-unknown-field', [`${AT}.retries`, 'no field "retries"', 'isRetryable'], route('name: cart, condition: { method: GET }, retries: 2'), route('name: cart, condition: { method: GET }, isRetryable: true')),
  webhookCase('profile-unknown-field', ['spec.budget', '', ''], serviceProfile('budget: {}'), serviceProfile('dstOverrides: []')),
  webhookCase('profile-unknown-field', ['spec.retryBudget.ratio', '', ''], budget('ttl: 10s, ratio: 1'), budget('ttl: 10s, retryRatio: 1')),
  webhookCase('profile-unknown-field', [`${AT}.responseClasses[0].failure`, '', ''], answered('condition: { status: {} }, failure: true'), answered('condition: { status: {} }, isFailure: true')),
  webhookCase('profile-unknown-field', [`${AT}.condition.all[0].path`, '', 'pathRegex'], asked('all: [{ method: GET, path: / }]'), asked('all: [{ method: GET, pathRegex: / }]')),
  webhookCase('profile-route-name', [`${AT}.name`, 'The route has no name', 'name: GET /cart'], route('name: "", condition: { method: GET }'), route('name: x, condition: { method: GET }')),
  webhookCase('profile-condition', [`${AT}.condition`, 'There is no condition', 'pathRegex'], route('name: x'), asked('pathRegex: /')),
  webhookCase('profile-condition', [`${CLASS}`, 'There is no condition', ''], answered('isFailure: true'), answered('condition: { status: { min: 500 } }')),
  webhookCase('profile-condition', [`${AT}.condition`, 'names nothing that a request must have', 'pathRegex, method'], asked(''), asked('any: []')),
  webhookCase('profile-condition', [`${AT}.condition.any[0].not`, 'nothing that a request', ''], asked('any: [{ not: {} }]'), asked('any: [{ not: { method: GET } }]')),
  webhookCase('profile-condition', [`${CLASS}.not`, 'nothing that a response', 'status, all'], answered('condition: { not: {} }'), answered('condition: { not: { status: {} } }')),
  webhookCase('profile-negation', [`${AT}.condition.not`, 'one condition under `not`', 'all: [{ not: { … } }]'], asked('not: [{ method: GET }]'), asked('all: [{ not: { method: GET } }]')),
  webhookCase('profile-negation', [`${CLASS}.not`, 'this is a list', 'several go under `any`'], answered('condition: { not: [{ status: {} }] }'), answered('condition: { not: { any: [{ status: {} }] } }')),
  webhookCase('profile-status-range', [`${CLASS}.status.min`, '99 is no HTTP status', 'from 100 to 599'], answered('condition: { status: { min: 99 } }'), answered('condition: { status: { min: 100 } }')),
  webhookCase('profile-status-range', [`${CLASS}.status.max`, 'ends at 400, before it begins at 500', 'at least 500'], answered('condition: { status: { min: 500, max: 400 } }'), answered('condition: { status: { min: 500, max: 500 } }')),
  webhookCase('profile-timeout', [`${AT}.timeout`, '"5" is no duration', '1m30s'], route('name: x, condition: { method: GET }, timeout: "5"'), route('name: x, condition: { method: GET }, timeout: 1m30s')),
  webhookCase('profile-retry-budget', ['spec.retryBudget.retryRatio', '-1 is negative', '0.2'], budget('ttl: 10s, retryRatio: -1'), budget('ttl: 10s, retryRatio: 0')),
  webhookCase('profile-retry-budget', ['spec.retryBudget.ttl', 'for how long', 'ttl: 10s'], budget('retryRatio: 1'), budget('retryRatio: 1, ttl: 1s')),
  webhookCase('profile-retry-budget', ['spec.retryBudget.ttl', '"ten" is no duration', ''], budget('ttl: ten'), budget('ttl: .5s')),
];
