import { ACCRUAL } from '../../../manifest/linkerd/accrual-annotations';
import { groupOf } from '../../../manifest/linkerd/references';
import { routeParents } from '../../../manifest/linkerd/route-parents';
import type { ManifestObject } from '../../../manifest/manifest-object';
import { records, text } from '../../../manifest/manifest-object';
import { findService } from '../../../manifest/services';
import type { Rule } from '../../rule';

export const failureAccrualOnBackend: Rule = {
  id: 'failure-accrual-on-backend',
  severity: 'warning',
  what: 'A Service that routes send to has a circuit breaker, and the Service that callers dial has none.',
  why: 'Linkerd takes the circuit breaker from the Service that is the parent of the routes, for all of its backends. That of a backend counts only for callers who dial the backend itself.',
  remedy: 'Put the `balancer.linkerd.io/` annotations on the Service that callers dial.',
  aliases: [],
  see: ['https://linkerd.io/2-edge/reference/circuit-breaking/'],
  check(set, report) {
    for (const parent of routeParents(set)) {
      const apex = parent.kind === 'Service' ? findService(set, parent.namespace, parent.name) : undefined;
      if (!apex || apex.annotations[ACCRUAL] !== undefined) continue;
      for (const [namespace, name] of backendNames(parent.route)) {
        const backend = findService(set, namespace ?? parent.namespace, name);
        if (!backend || backend.madeBy || backend.object === apex.object || backend.annotations[ACCRUAL] === undefined) continue;
        report(backend.object, ['metadata', 'annotations', ACCRUAL], {
          message: `The circuit breaker of Service ${backend.namespace}/${backend.name} does not count for calls to Service ${apex.namespace}/${apex.name}, which ${parent.route.kind} ${parent.route.namespace}/${parent.route.name} sends here.`,
          remedy: `Put ${ACCRUAL}: ${backend.annotations[ACCRUAL]} on Service ${apex.namespace}/${apex.name}.`,
          related: [apex.object, parent.route],
        });
      }
    }
  },
};

function backendNames({ spec }: ManifestObject): (readonly [namespace: string | undefined, name: string])[] {
  return records(spec['rules']).flatMap(([rule]) => records(rule['backendRefs'])).map(([backend]) => backend)
    .filter(backend => groupOf(backend) === '' && (text(backend['kind']) ?? 'Service') === 'Service')
    .map(backend => [text(backend['namespace']), text(backend['name']) ?? ''] as const);
}
