import type { AuthorizationPolicy } from '../../../manifest/istio/authorization-policies';
import { authorizationPolicies, IDENTITY_ATTRIBUTES, negated } from '../../../manifest/istio/authorization-policies';
import { enrolment } from '../../../manifest/enrolment';
import type { Field } from '../../../manifest/field';
import { workloadMtls } from '../../../manifest/istio/peer-authentication';
import type { MtlsMode } from '../../../manifest/istio/peer-authentication';
import { podsUnder } from '../../../manifest/istio/policy-reach';
import type { ManifestSet } from '../../../manifest/manifest-set';
import type { Workload } from '../../../manifest/workloads';
import type { Rule, Words } from '../../rule';

export const identityWithoutMtls: Rule = {
  id: 'identity-without-mtls',
  severity: 'error',
  what: 'A policy goes by the identity of callers, at pods where callers may have none.',
  why: 'Only mTLS gives a caller an identity. Without one, `principals`, `namespaces` and `serviceAccounts` never match, so that a DENY lets plaintext through, and their `not…` forms always hold, so that an ALLOW admits it.',
  remedy: 'Require mTLS at these pods with a PeerAuthentication of mode STRICT.',
  aliases: ['KIA0105'],
  see: ['https://istio.io/latest/docs/concepts/security/#dependency-on-mutual-tls', 'https://istio.io/latest/docs/reference/config/security/peer_authentication/'],
  check(set, report) {
    for (const policy of authorizationPolicies(set)) {
      if (policy.action === 'CUSTOM' || policy.action === 'AUDIT' || policy.dryRun) continue;
      const pods = podsUnder(set, policy.object);
      if (pods.length === 0) continue;
      const open = openPods(set, pods);
      if (!open.DISABLE && !open.PERMISSIVE) continue;
      for (const { field, words } of policy.rules.flatMap(rule => rule.sources).flatMap(source => said(policy, source, open))) report(policy.object, field.path, words);
    }
  },
};

type Open = Partial<Record<MtlsMode, Workload>>;

function openPods(set: ManifestSet, pods: readonly Workload[]): Open {
  const open: Open = {};
  for (const workload of pods) {
    const { dataPlane } = enrolment(set, workload);
    const { mode } = workloadMtls(set, workload);
    // A ztunnel takes DISABLE for PERMISSIVE.
    if (dataPlane === 'istio-sidecar') open[mode] ??= workload;
    else if (dataPlane === 'istio-ambient') open[mode === 'DISABLE' ? 'PERMISSIVE' : mode] ??= workload;
  }
  return open;
}

function said({ action }: AuthorizationPolicy, source: Field, open: Open): { readonly field: Field; readonly words: Words }[] {
  const field = IDENTITY_ATTRIBUTES.map(key => source.at(key)).find(({ size }) => size > 0);
  const except = IDENTITY_ATTRIBUTES.map(key => source.at(negated(key))).find(({ size }) => size > 0);
  const remedy = (workload: Workload) => `Set \`mtls: { mode: STRICT }\` in the PeerAuthentication that holds for the pods of ${workload.namespace}/${workload.name}, or add one.`;
  if (field && open.DISABLE) {
    return [{ field, words: {
      message: `The pods of ${open.DISABLE.name} take plaintext only (mTLS mode DISABLE), where no caller has an identity: this source never matches, and ${action === 'DENY' ? 'nobody is denied' : 'nobody is allowed'}.`,
      remedy: remedy(open.DISABLE), related: [open.DISABLE.object],
    } }];
  }
  const plain = open.DISABLE ?? open.PERMISSIVE!;
  if (field && action === 'DENY') {
    return [{ field, words: {
      severity: 'info', remedy: remedy(plain), related: [plain.object],
      message: `The pods of ${plain.name} take plaintext too (mTLS mode PERMISSIVE): the callers that this source denies come through without mTLS.`,
    } }];
  }
  if (!field && except && action === 'ALLOW' && source.at('ipBlocks').size + source.at('remoteIpBlocks').size + source.at('requestPrincipals').size === 0) {
    return [{ field: except, words: {
      severity: 'warning', remedy: `${remedy(plain).slice(0, -1)}; or list who is allowed in ${String(except.path.at(-1)).replace(/^not./, first => first[3]!.toLowerCase())}.`, related: [plain.object],
      message: `The pods of ${plain.name} take plaintext too: callers without an identity meet ${String(except.path.at(-1))}, and are allowed.`,
    } }];
  }
  return [];
}
