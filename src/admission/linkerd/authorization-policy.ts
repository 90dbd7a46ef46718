import type { Json, ManifestObject } from '../../manifest/manifest-object';
import { record, records, text } from '../../manifest/manifest-object';
import { GATEWAY_GROUP, POLICY_GROUP, referenceKind, refersTo } from '../../manifest/linkerd/references';
import { policyKind, type Objection, type WebhookRule } from './webhook-rule';

const KINDS = [policyKind('AuthorizationPolicy')];
const TARGETS = [[POLICY_GROUP, 'Server'], ['', 'Namespace'], [POLICY_GROUP, 'HTTPRoute'], [GATEWAY_GROUP, 'HTTPRoute'], [GATEWAY_GROUP, 'GRPCRoute']] as const;

const isMeshTls = (reference: Json) => refersTo(reference, POLICY_GROUP, 'MeshTLSAuthentication');
const isServiceAccount = (reference: Json) => refersTo(reference, '', 'ServiceAccount');
const isNetwork = (reference: Json) => refersTo(reference, POLICY_GROUP, 'NetworkAuthentication');

export const AUTHORIZATION_POLICY_RULES: readonly WebhookRule[] = [
  {
    id: 'policy-for-another-namespace', kinds: KINDS,
    objections({ spec, namespace }) {
      const target = record(spec['targetRef']);
      if (!refersTo(target, '', 'Namespace') || target['name'] === namespace) return [];
      return [{
        path: ['spec', 'targetRef', 'name'],
        message: `A policy in namespace "${namespace}" cannot have the Namespace "${target['name']}" as its target.`,
        remedy: `Write targetRef.name: ${namespace}, or move the policy into namespace "${target['name']}".`,
      }];
    },
  },
  {
    id: 'policy-target-kind', kinds: KINDS,
    objections({ spec }) {
      const target = record(spec['targetRef']);
      if (text(target['kind']) === undefined || TARGETS.some(([group, kind]) => refersTo(target, group, kind))) return [];
      const meant = TARGETS.find(([, kind]) => kind.toLowerCase() === text(target['kind'])!.toLowerCase());
      return [{
        path: ['spec', 'targetRef', meant ? 'group' : 'kind'],
        message: `A policy cannot have a ${referenceKind(target)} as its target.`,
        remedy: meant ? `Write targetRef.group: ${meant[0] === '' ? '""' : meant[0]} for a ${meant[1]}.`
          : `Name a Server or HTTPRoute of group ${POLICY_GROUP}, an HTTPRoute or GRPCRoute of group ${GATEWAY_GROUP}, or the policy's Namespace.`,
      }];
    },
  },
  atMostOne('one-mesh-tls-authentication', isMeshTls, 'MeshTLSAuthentication', 'List all identities in one MeshTLSAuthentication: any of them is enough.'),
  atMostOne('one-service-account', isServiceAccount, 'ServiceAccount', 'List the accounts as identityRefs of one MeshTLSAuthentication: any of them is enough.'),
  {
    id: 'mesh-tls-beside-service-account', kinds: KINDS,
    objections(policy) {
      const references = authentications(policy);
      const account = references.find(([reference]) => isServiceAccount(reference));
      if (!account || !references.some(([reference]) => isMeshTls(reference))) return [];
      return [{
        path: at(account[1]),
        message: `ServiceAccount "${account[0]['name']}" stands beside a MeshTLSAuthentication, and a client cannot have two identities.`,
        remedy: 'Put the account among the identityRefs of the MeshTLSAuthentication, and take this reference out.',
      }];
    },
  },
  atMostOne('one-network-authentication', isNetwork, 'NetworkAuthentication', 'List all networks in one NetworkAuthentication: any of them is enough.'),
  {
    id: 'authentication-kind', kinds: KINDS,
    objections: policy => authentications(policy).flatMap(([reference, index]): Objection[] => {
      if (text(reference['kind']) === undefined || isMeshTls(reference) || isServiceAccount(reference) || isNetwork(reference)) return [];
      const meant = [['MeshTLSAuthentication', POLICY_GROUP], ['NetworkAuthentication', POLICY_GROUP], ['ServiceAccount', '""']]
        .find(([kind]) => kind!.toLowerCase() === text(reference['kind'])!.toLowerCase());
      return [{
        path: [...at(index), meant ? 'group' : 'kind'],
        message: `A ${referenceKind(reference)} is not an authentication that a policy can require.`,
        remedy: meant ? `Write group: ${meant[1]} for a ${meant[0]}.` : `Name a MeshTLSAuthentication or NetworkAuthentication of group ${POLICY_GROUP}, or a ServiceAccount.`,
      }];
    }),
  },
];

function atMostOne(id: string, matches: (reference: Json) => boolean, kind: string, remedy: string): WebhookRule {
  return {
    id, kinds: KINDS,
    objections: policy => authentications(policy).filter(([reference]) => matches(reference)).slice(1)
      .map(([reference, index]) => ({ path: at(index), message: `A policy can require one ${kind} only; "${reference['name']}" is one more.`, remedy })),
  };
}

function authentications({ spec }: ManifestObject) {
  return records(spec['requiredAuthenticationRefs']);
}

function at(index: number): (string | number)[] {
  return ['spec', 'requiredAuthenticationRefs', index];
}
