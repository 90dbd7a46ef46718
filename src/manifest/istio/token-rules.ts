import { record, records, text } from '../manifest-object';
import type { ManifestObject } from '../manifest-object';
import type { ManifestSet } from '../manifest-set';
import type { Field } from '../field';
import type { AuthorizationPolicy, AuthorizationRule } from './authorization-policies';
import { negated } from './authorization-policies';
import { passedWaypoint, podsUnder, servicesTargeted } from './policy-reach';
import { policiesAtWaypoint, policiesOnPods, targetRefs } from './policy-targets';
import { waypoints } from './waypoints';

/** Fields of a rule that go by the token of a request. */
export function tokenFields({ sources, conditions }: AuthorizationRule): Field[] {
  return [
    ...sources.flatMap(source => ['requestPrincipals', negated('requestPrincipals')].map(key => source.at(key)).filter(({ size }) => size > 0)),
    ...conditions.map(condition => condition.at('key')).filter(key => key.text.startsWith('request.auth.')),
  ];
}

export function goesByTokens({ rules }: AuthorizationPolicy): boolean {
  return rules.some(rule => tokenFields(rule).length > 0);
}

/** Issuers that a RequestAuthentication takes tokens of. */
export function issuersOf(policy: ManifestObject): string[] {
  return records(policy.spec['jwtRules']).flatMap(([rule]) => text(rule['issuer']) ?? []);
}

/**
 * Policies of the other kind that are asked where this one is: about the same pods, Services or gateways. Undefined where manifests do not
 * show where it is asked.
 */
export function policiesBeside(set: ManifestSet, policy: ManifestObject, kind: 'AuthorizationPolicy' | 'RequestAuthentication'): readonly (readonly ManifestObject[])[] | undefined {
  const refs = targetRefs(policy);
  if (refs.length === 0) {
    const pods = podsUnder(set, policy);
    return pods.length > 0 ? pods.map(workload => policiesOnPods(set, kind, workload)) : undefined;
  }
  const places = [
    ...servicesTargeted(set, policy).flatMap(service => {
      const waypoint = passedWaypoint(set, service);
      return waypoint ? [policiesAtWaypoint(set, kind, waypoint, service)] : [];
    }),
    ...refs.filter(ref => ref.kind === 'Gateway').map(ref => {
      const waypoint = waypoints(set).get(`${policy.namespace}/${ref.name}`);
      return waypoint ? policiesAtWaypoint(set, kind, waypoint, undefined) : policiesAtGateway(set, policy.namespace!, ref.name, kind);
    }),
  ];
  return places.length > 0 ? places : undefined;
}

/** Policies for a Gateway by its name, and those of its namespace or the mesh that select nothing. */
function policiesAtGateway(set: ManifestSet, namespace: string, name: string, kind: string): ManifestObject[] {
  return [...new Set([namespace, set.settings.rootNamespace])].flatMap(home => set.inNamespace('security.istio.io', kind, home)).filter(policy => {
    const refs = targetRefs(policy);
    if (refs.length > 0) return policy.namespace === namespace && refs.some(ref => ref.kind === 'Gateway' && ref.name === name);
    return Object.keys(record(record(policy.spec['selector'])['matchLabels'])).length === 0;
  });
}
