import {
  toJson_AuthorizationPolicySpec, toJson_MeshTlsAuthenticationSpec, toJson_NetworkAuthenticationSpec, type MeshTlsAuthenticationSpec, type NetworkAuthenticationSpecNetworks,
} from '../../../imports/policy-linkerd-io';
import { objectName } from '../../model/names';
import { resource, type Resource } from '../../model/resource';
import { plainJson } from '../shared/plain-json';
import type { InboundCaller } from './inbound-callers';

const GROUP = 'policy.linkerd.io';
const VERSION = `${GROUP}/v1alpha1`;

/** What callers are let in to. */
export interface InboundTarget {
  readonly group: string;
  readonly kind: string;
  /** Several objects that say the same for different requests. */
  readonly names: readonly string[];
}

/** One way of being let in: all that is asked for must be shown. Neither is ever empty, which would mean everybody. */
interface Way {
  readonly suffix: string;
  readonly identities?: MeshTlsAuthenticationSpec;
  readonly networks?: readonly NetworkAuthenticationSpecNetworks[];
}

export const EVERYWHERE: readonly string[] = ['0.0.0.0/0', '::/0'];

/**
 * Lets callers in to a Server or to routes. Policies add up, and what one refers to must be shown together, so each has its own kind of callers.
 *
 * @param name of the objects; policies are named after their target
 */
export function inboundAuthorizations(
  target: InboundTarget, name: string, namespace: string, callers: readonly InboundCaller[], strict: boolean, probeNetworks: readonly string[],
): Resource[] {
  return waysIn(callers, strict, probeNetworks).flatMap(({ suffix, identities, networks }) => {
    const metadata = { name: objectName([`${name}${suffix}`]), namespace };
    const refs = [identities && 'MeshTLSAuthentication', networks && 'NetworkAuthentication'].filter(kind => kind !== undefined)
      .map(kind => ({ group: GROUP, kind, name: metadata.name }));
    return [
      ...(identities ? [resource(VERSION, 'MeshTLSAuthentication', metadata, plainJson({ spec: toJson_MeshTlsAuthenticationSpec(identities) }))] : []),
      ...(networks ? [resource(VERSION, 'NetworkAuthentication', metadata, plainJson({ spec: toJson_NetworkAuthenticationSpec({ networks: [...networks] }) }))] : []),
      ...target.names.map(targetName => resource(VERSION, 'AuthorizationPolicy', { name: objectName([`${targetName}${suffix}`]), namespace }, plainJson({
        spec: toJson_AuthorizationPolicySpec({ targetRef: { group: target.group, kind: target.kind, name: targetName }, requiredAuthenticationRefs: refs }),
      }))),
    ];
  });
}

const ANY_IDENTITY: MeshTlsAuthenticationSpec = { identities: ['*'] };

/** `callers` are reduced: beside everybody there is nobody, beside any identity no other. */
function waysIn(callers: readonly InboundCaller[], strict: boolean, probeNetworks: readonly string[]): Way[] {
  const identityRefs = callers.flatMap(caller => (caller.kind === 'account' ? [{ kind: 'ServiceAccount', name: caller.account.name, namespace: caller.account.namespace }]
    : caller.kind === 'namespace' ? [{ kind: 'Namespace', name: caller.namespace }] : []));
  const identities = callers.some(c => c.kind === 'any-identity') ? ANY_IDENTITY : identityRefs.length > 0 ? { identityRefs } : undefined;
  const networks = callers.some(c => c.kind === 'anyone') ? EVERYWHERE.map(cidr => ({ cidr }))
    : callers.flatMap(caller => (caller.kind === 'ip-range' ? [{ cidr: caller.cidr, ...(caller.except.length > 0 && { except: [...caller.except].sort() }) }] : []));
  return [
    ...(identities ? [{ suffix: '', identities }] : []),
    ...(networks.length > 0 ? [{ suffix: '.networks', networks, ...(strict && { identities: ANY_IDENTITY }) }] : []),
    ...(callers.some(c => c.kind === 'kubelet') ? [{ suffix: '.kubelet', networks: probeNetworks.map(cidr => ({ cidr })) }] : []),
  ];
}
