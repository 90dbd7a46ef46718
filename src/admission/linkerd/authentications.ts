import { list, record, records, text } from '../../manifest/manifest-object';
import { identityProblem } from '../../manifest/linkerd/identity';
import { referenceKind, refersTo } from '../../manifest/linkerd/references';
import { policyKind, type Objection, type WebhookRule } from './webhook-rule';

const KINDS = [policyKind('MeshTLSAuthentication')];

export const AUTHENTICATION_RULES: readonly WebhookRule[] = [
  {
    id: 'identity-syntax', kinds: KINDS,
    objections: ({ spec }) => list(spec['identities']).flatMap((identity, index): Objection[] => {
      const problem = typeof identity === 'string' ? identityProblem(identity) : undefined;
      return problem === undefined ? [] : [{
        path: ['spec', 'identities', index],
        message: `"${identity}" is no identity: ${problem}.`,
        remedy: 'Write an identity such as "cart.shop.serviceaccount.identity.linkerd.cluster.local", or name the ServiceAccount in identityRefs.',
      }];
    }),
  },
  {
    id: 'identity-reference-kind', kinds: KINDS,
    objections: ({ spec }) => records(spec['identityRefs']).flatMap(([reference, index]): Objection[] => {
      if (text(reference['kind']) === undefined || refersTo(reference, '', 'ServiceAccount') || refersTo(reference, '', 'Namespace')) return [];
      return [{
        path: ['spec', 'identityRefs', index, /^(serviceaccount|namespace)$/i.test(reference['kind']) ? 'group' : 'kind'],
        message: `A ${referenceKind(reference)} has no identity.`,
        remedy: 'Name a ServiceAccount or a Namespace, without a group.',
      }];
    }),
  },
  {
    id: 'namespace-reference-in-namespace', kinds: KINDS,
    objections: ({ spec }) => records(spec['identityRefs']).flatMap(([reference, index]): Objection[] => {
      if (!refersTo(reference, '', 'Namespace') || text(reference['namespace']) === undefined) return [];
      return [{
        path: ['spec', 'identityRefs', index, 'namespace'],
        message: `The reference to Namespace "${reference['name'] ?? ''}" has a namespace itself, "${reference['namespace']}".`,
        remedy: 'Take the field `namespace` out; `name` says which namespace is meant.',
      }];
    }),
  },
];

/** A legacy ServerAuthorization says in fields of its own what other kinds are for. */
export const SERVER_AUTHORIZATION_RULES: readonly WebhookRule[] = [
  {
    id: 'unauthenticated-beside-mesh-tls', kinds: [policyKind('ServerAuthorization')],
    objections({ spec }) {
      const client = record(spec['client']);
      if (client['unauthenticated'] !== true || !isMap(client['meshTLS'])) return [];
      return [{
        path: ['spec', 'client', 'unauthenticated'],
        message: 'Clients cannot be unauthenticated and be asked for mesh TLS.',
        remedy: 'Take `unauthenticated: true` out to ask for mesh TLS, or `meshTLS` to admit everybody.',
      }];
    },
  },
  {
    id: 'unauthenticated-tls-beside-identities', kinds: [policyKind('ServerAuthorization')],
    objections({ spec }) {
      const meshTls = record(record(spec['client'])['meshTLS']);
      if (meshTls['unauthenticatedTLS'] !== true || list(meshTls['identities']).length + list(meshTls['serviceAccounts']).length === 0) return [];
      return [{
        path: ['spec', 'client', 'meshTLS', 'unauthenticatedTLS'],
        message: 'Clients cannot go without an identity and be asked for one of several identities.',
        remedy: 'Take `unauthenticatedTLS: true` out, or `identities` and `serviceAccounts`.',
      }];
    },
  },
];

function isMap(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
