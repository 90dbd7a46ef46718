import type { PathStep } from '../../manifest/field-path';
import type { ManifestObject } from '../../manifest/manifest-object';
import { record, records, text } from '../../manifest/manifest-object';
import { POLICY_GROUP, referenceKind, refersTo } from '../../manifest/linkerd/references';
import { policyKind, type Objection, type WebhookRule } from './webhook-rule';

const KINDS = [policyKind('HTTPLocalRateLimitPolicy')];
const MAX_U32 = 2 ** 32 - 1;

export const RATE_LIMIT_RULES: readonly WebhookRule[] = [
  {
    id: 'rate-limit-target', kinds: KINDS,
    objections({ spec }) {
      const target = record(spec['targetRef']);
      if (text(target['kind']) === undefined || refersTo(target, POLICY_GROUP, 'Server')) return [];
      return [{
        path: ['spec', 'targetRef', text(target['kind'])!.toLowerCase() === 'server' ? 'group' : 'kind'],
        message: `A rate limit cannot have a ${referenceKind(target)} as its target.`,
        remedy: `Name a Server: group: ${POLICY_GROUP}, kind: Server.`,
      }];
    },
  },
  {
    id: 'rate-limit-not-positive', kinds: KINDS,
    objections: object => limits(object).filter(([, value]) => typeof value === 'number' && !(Number.isInteger(value) && value > 0 && value <= MAX_U32))
      .map(([path, value]) => ({ path, message: `A limit of ${value} requests a second is not possible.`, remedy: `Write a whole number from 1 to ${MAX_U32}.` })),
  },
  {
    id: 'rate-limit-above-total', kinds: KINDS,
    objections(object) {
      const total: unknown = record(object.spec['total'])['requestsPerSecond'];
      if (typeof total !== 'number') return [];
      return limits(object).filter(([, value]) => typeof value === 'number' && value > total).map(([path, value]): Objection => ({
        path, message: `${value} requests a second are more than the ${total} that all clients may send together.`,
        remedy: `Write at most ${total} here, or raise spec.total.requestsPerSecond.`,
      }));
    },
  },
  {
    id: 'rate-limit-client-kind', kinds: KINDS,
    objections: ({ spec }) => records(spec['overrides']).flatMap(([override, index]) => records(override['clientRefs'])
      .filter(([client]) => text(client['kind']) !== undefined && !refersTo(client, '', 'ServiceAccount'))
      .map(([client, i]): Objection => ({
        path: ['spec', 'overrides', index, 'clientRefs', i, text(client['kind'])!.toLowerCase() === 'serviceaccount' ? 'group' : 'kind'],
        message: `A limit of its own cannot be given to a ${referenceKind(client)}.`,
        remedy: 'Name a ServiceAccount, without a group.',
      }))),
  },
];

function limits({ spec }: ManifestObject): (readonly [path: PathStep[], value: unknown])[] {
  const named = ['total', 'identity'].map(name => [['spec', name, 'requestsPerSecond'], record(spec[name])['requestsPerSecond']] as const);
  return [...named, ...records(spec['overrides']).map(([o, i]) => [['spec', 'overrides', i, 'requestsPerSecond'], o['requestsPerSecond']] as const)]
    .map(([path, value]) => [[...path], value] as const);
}
