import { EXPERIMENTAL_GROUP } from '../../../manifest/gateway-api/references';
import { routes } from '../../../manifest/gateway-api/routes';
import type { ManifestObject } from '../../../manifest/manifest-object';
import { records, text } from '../../../manifest/manifest-object';
import { refText } from '../../../manifest/object-ref';
import type { Rule } from '../../rule';

export const sessionPersistenceOverridden: Rule = {
  id: 'session-persistence-overridden',
  severity: 'warning',
  what: 'A rule of a route has session persistence, and so has a policy on one of its backends.',
  why: 'What the route says replaces what the policy says: sessions on this route are kept in another way than the backend\'s owner wrote down.',
  remedy: 'Say it in one place: in the policy if it is to hold on every route.',
  aliases: [],
  see: ['https://gateway-api.sigs.k8s.io/geps/gep-1619/'],
  check(set, report) {
    const policies = new Map<string, ManifestObject>();
    for (const policy of set.all(EXPERIMENTAL_GROUP, 'XBackendTrafficPolicy')) {
      if (policy.spec['sessionPersistence'] === undefined) continue;
      for (const [{ name }] of records(policy.spec['targetRefs'])) policies.set(`${policy.namespace}/${text(name)}`, policy);
    }
    if (policies.size === 0) return;
    for (const route of routes(set)) {
      for (const { spec, path, backends } of route.rules) {
        const policy = backends.map(({ namespace, name }) => policies.get(`${namespace}/${name}`)).find(Boolean);
        if (spec['sessionPersistence'] === undefined || !policy) continue;
        report(route.object, [...path, 'sessionPersistence'], {
          message: `This rule of ${refText(route.object.ref)} replaces the session persistence of ${refText(policy.ref)}.`,
          remedy: 'Take sessionPersistence out of the rule, or out of the policy.', related: [policy],
        });
      }
    }
  },
};
