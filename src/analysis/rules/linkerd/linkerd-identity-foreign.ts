import { POLICY_GROUP } from '../../../manifest/linkerd/references';
import { list, record } from '../../../manifest/manifest-object';
import type { ManifestObject } from '../../../manifest/manifest-object';
import type { PathStep } from '../../../manifest/field-path';
import type { Rule } from '../../rule';

/** web.shop.serviceaccount.identity.linkerd.cluster.local */
const OF_ACCOUNT = /(?:^|\.)serviceaccount\.identity\.[^.]+\.(.+)$/;

export const linkerdIdentityForeign: Rule = {
  id: 'linkerd-identity-foreign',
  severity: 'error',
  what: 'A policy names an identity that no pod of this mesh can have.',
  why: 'Linkerd gives pods the identity `<account>.<namespace>.serviceaccount.identity.<namespace of the control plane>.<trust domain>`. An identity in the form of Istio, or of another trust domain, admits nobody.',
  remedy: 'Name ServiceAccounts in `identityRefs`, which need no domain.',
  aliases: [],
  see: ['https://linkerd.io/2-edge/reference/authorization-policy/#meshtlsauthentication'],
  check(set, report) {
    const { trustDomain, clusterDomain } = set.settings;
    for (const [object, identities, path] of identityLists(set.all(POLICY_GROUP, 'MeshTLSAuthentication'), set.all(POLICY_GROUP, 'ServerAuthorization'))) {
      identities.forEach((identity, index) => {
        if (typeof identity !== 'string') return;
        const istio = /^(?:spiffe:\/\/)?([^/]+)\/ns\/([^/]+)\/sa\/([^/]+)$/.exec(identity);
        if (istio) {
          report(object, [...path, index], {
            message: `"${identity}" is an identity in the form of Istio, which no pod of Linkerd's has.`,
            remedy: `Write ${istio[3]}.${istio[2]}.serviceaccount.identity.linkerd.${trustDomain ?? clusterDomain}, or name ServiceAccount ${istio[2]}/${istio[3]} in identityRefs.`,
          });
          return;
        }
        const domain = OF_ACCOUNT.exec(identity)?.[1];
        if (domain === undefined || domain === (trustDomain ?? clusterDomain)) return;
        report(object, [...path, index], {
          // The mesh may have a trust domain that nobody told this check, and others may be linked to it.
          severity: trustDomain === undefined ? 'info' : 'warning',
          message: `The trust domain "${domain}" of "${identity}" is not that of the mesh, "${trustDomain ?? clusterDomain}".`,
          remedy: `Write ${identity.slice(0, -domain.length)}${trustDomain ?? clusterDomain}, unless callers come from a mesh with that trust domain.`,
        });
      });
    }
  },
};

function identityLists(authentications: readonly ManifestObject[], authorizations: readonly ManifestObject[]): (readonly [ManifestObject, unknown[], PathStep[]])[] {
  return [
    ...authentications.map(object => [object, list(object.spec['identities']), ['spec', 'identities']] as const),
    ...authorizations.map(object => [object, list(record(record(object.spec['client'])['meshTLS'])['identities']), ['spec', 'client', 'meshTLS', 'identities']] as const),
  ].map(([object, identities, path]) => [object, identities, [...path]] as const);
}
