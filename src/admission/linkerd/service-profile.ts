import type { PathStep } from '../../manifest/field-path';
import type { Json, ManifestObject } from '../../manifest/manifest-object';
import { record, records, text } from '../../manifest/manifest-object';
import { goDuration } from '../../manifest/linkerd/duration';
import type { Objection, WebhookRule } from './webhook-rule';

const KINDS = ['linkerd.io/ServiceProfile'];
const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const FIELDS = {
  spec: ['routes', 'retryBudget', 'dstOverrides', 'opaquePorts'],
  route: ['name', 'condition', 'isRetryable', 'timeout', 'responseClasses'],
  responseClass: ['condition', 'isFailure'],
  request: ['pathRegex', 'method', 'all', 'any', 'not'],
  response: ['status', 'all', 'any', 'not'],
  retryBudget: ['retryRatio', 'minRetriesPerSecond', 'ttl'],
};

/** What the validator of ServiceProfiles looks at; it decodes strictly, also where the schema lets everything pass. */
export const SERVICE_PROFILE_RULES: readonly WebhookRule[] = [
  {
    id: 'profile-name', kinds: KINDS,
    objections: ({ name }) => (name.length <= 253 && SUBDOMAIN.test(name) ? [] : [{
      path: ['metadata', 'name'], message: `"${name}" is no DNS name.`, remedy: 'Write the full name of the Service, such as cart.shop.svc.cluster.local.',
    }]),
  },
  {
    id: 'profile-unknown-field', kinds: KINDS,
    objections: profile => [
      ...unknown(profile.spec, ['spec'], FIELDS.spec),
      ...unknown(profile.spec['retryBudget'], ['spec', 'retryBudget'], FIELDS.retryBudget),
      ...routes(profile).flatMap(({ route, path }) => unknown(route, path, FIELDS.route)),
      ...responseClasses(profile).flatMap(({ item, path }) => unknown(item, path, FIELDS.responseClass)),
      ...conditions(profile).flatMap(({ condition, path, kind }) => unknown(condition, path, FIELDS[kind])),
    ],
  },
  {
    id: 'profile-route-name', kinds: KINDS,
    objections: profile => routes(profile).filter(({ route }) => !text(route['name']))
      .map(({ path }) => ({ path: [...path, 'name'], message: 'The route has no name.', remedy: 'Write what metrics shall call it, such as `name: GET /cart`.' })),
  },
  {
    id: 'profile-condition', kinds: KINDS,
    objections: profile => [
      ...missingConditions(profile),
      ...conditions(profile).filter(({ condition, kind }) => !FIELDS[kind].some(field => isStated(condition[field]))).map(({ path, kind }): Objection => ({
        path, message: `The condition names nothing that a ${kind} must have.`, remedy: `Write at least one of ${FIELDS[kind].join(', ')}.`,
      })),
    ],
  },
  {
    id: 'profile-negation', kinds: KINDS,
    objections: profile => conditions(profile).filter(({ condition }) => Array.isArray(condition['not'])).map(({ path, kind, depth }): Objection => ({
      path: [...path, 'not'],
      message: 'The validator wants one condition under `not`, and this is a list.',
      // The schema wants a list at the top of a request's condition, so there `not` can stand nowhere but inside `all` or `any`.
      remedy: kind === 'request' && depth === 0 ? 'Write `all: [{ not: { … } }]` with one condition instead.' : 'Write one condition, not a list; several go under `any` inside it.',
    })),
  },
  {
    id: 'profile-status-range', kinds: KINDS,
    objections: profile => conditions(profile).flatMap(({ condition, path }): Objection[] => {
      const { min, max } = record(condition['status']);
      const outside = ([['min', min], ['max', max]] as const).filter(([, status]) => typeof status === 'number' && status !== 0 && (status < 100 || status > 599));
      if (outside.length > 0) {
        return outside.map(([field, status]) => ({ path: [...path, 'status', field], message: `${status} is no HTTP status from 100 to 599.`, remedy: 'Write a status from 100 to 599.' }));
      }
      if (typeof min !== 'number' || typeof max !== 'number' || min === 0 || max === 0 || min <= max) return [];
      return [{ path: [...path, 'status', 'max'], message: `The range of statuses ends at ${max}, before it begins at ${min}.`, remedy: `Write a maximum of at least ${min}.` }];
    }),
  },
  {
    id: 'profile-timeout', kinds: KINDS,
    objections: profile => routes(profile).flatMap(({ route, path }) => durationObjections(route['timeout'], [...path, 'timeout'])),
  },
  {
    id: 'profile-retry-budget', kinds: KINDS,
    objections({ spec }) {
      const budget: unknown = spec['retryBudget'];
      if (typeof budget !== 'object' || budget === null) return [];
      const { retryRatio, ttl } = record(budget);
      const path = ['spec', 'retryBudget'];
      return [
        ...(typeof retryRatio === 'number' && retryRatio < 0
          ? [{ path: [...path, 'retryRatio'], message: `The ratio of retries ${retryRatio} is negative.`, remedy: 'Write a part of the requests, such as 0.2.' }] : []),
        ...(ttl === undefined || ttl === null || ttl === ''
          ? [{ path: [...path, 'ttl'], message: 'The retry budget does not say for how long requests count.', remedy: 'Write a duration, such as `ttl: 10s`.' }] : []),
        ...durationObjections(ttl, [...path, 'ttl']),
      ];
    },
  },
];

function durationObjections(value: unknown, path: PathStep[]): Objection[] {
  if (typeof value !== 'string' || value === '' || goDuration(value) !== undefined) return [];
  return [{ path, message: `"${value}" is no duration.`, remedy: 'Write numbers with units, such as 300ms or 1m30s.' }];
}

function unknown(value: unknown, path: readonly PathStep[], known: readonly string[]): Objection[] {
  return Object.keys(record(value)).filter(field => !known.includes(field))
    .map(field => ({ path: [...path, field], message: `There is no field "${field}" here.`, remedy: `Take it out, or write one of ${known.join(', ')}.` }));
}

function routes({ spec }: ManifestObject) {
  return records(spec['routes']).map(([route, index]) => ({ route, path: ['spec', 'routes', index] as PathStep[] }));
}

function responseClasses(profile: ManifestObject) {
  return routes(profile).flatMap(({ route, path }) => records(route['responseClasses']).map(([item, i]) => ({ item, path: [...path, 'responseClasses', i] })));
}

function missingConditions(profile: ManifestObject): Objection[] {
  return [...routes(profile).map(({ route, path }) => ({ item: route, path })), ...responseClasses(profile)]
    .filter(({ item }) => item['condition'] === undefined || item['condition'] === null)
    .map(({ path }) => ({ path: [...path, 'condition'], message: 'There is no condition.', remedy: 'Write one, such as `condition: { pathRegex: /cart }` for a route or `{ status: { min: 500 } }` for a response class.' }));
}

interface Condition {
  readonly condition: Record<string, Json>;
  readonly path: PathStep[];
  readonly kind: 'request' | 'response';
  readonly depth: number;
}

/** Every condition of a profile, those inside others too. */
function conditions(profile: ManifestObject): Condition[] {
  const found: Condition[] = [];
  const waiting: Condition[] = [
    ...routes(profile).map(({ route, path }) => ({ value: route['condition'], path, kind: 'request' as const })),
    ...responseClasses(profile).map(({ item, path }) => ({ value: item['condition'], path, kind: 'response' as const })),
  ].filter(({ value }) => isMap(value)).map(({ value, path, kind }) => ({ condition: record(value), path: [...path, 'condition'], kind, depth: 0 }));
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { condition, path, kind, depth } = next;
    found.push(next);
    const inner = ['all', 'any'].flatMap(field => records(condition[field]).map(([item, i]): readonly [Record<string, Json>, PathStep[]] => [item, [...path, field, i]]));
    if (isMap(condition['not'])) inner.push([record(condition['not']), [...path, 'not']]);
    waiting.push(...inner.map(([item, at]) => ({ condition: item, path: at, kind, depth: depth + 1 })));
  }
  return found;
}

function isStated(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '';
}

function isMap(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
