import { authorizationPolicies } from '../../../manifest/istio/authorization-policies';
import { meshSetting } from '../../../manifest/mesh-config';
import type { Rule } from '../../rule';

export const deniedPathSpelling: Rule = {
  id: 'denied-path-spelling',
  severity: 'info',
  what: 'A DENY policy names one exact path.',
  why: 'Paths are compared with their case and letter by letter. A server that takes "/admin/", "/Admin" or "//admin" for the same serves them, and the DENY does not know them.',
  remedy: 'Deny the path with its other spellings, or allow what may be called instead of denying the rest.',
  aliases: [],
  see: ['https://istio.io/latest/docs/ops/best-practices/security/#understand-path-normalization-in-authorization-policy', 'https://istio.io/latest/docs/reference/config/security/normalization/'],
  check(set, report) {
    const merged = ['MERGE_SLASHES', 'DECODE_AND_MERGE_SLASHES'].includes(String(meshSetting(set, 'pathNormalization', 'normalization')));
    for (const { object, action, rules } of authorizationPolicies(set)) {
      if (action !== 'DENY') continue;
      for (const field of rules.flatMap(rule => rule.operations.map(operation => operation.at('paths')))) {
        const paths = field.items().map(({ text }) => text);
        const bare = field.items().find(({ text }) => /^\/[^*{}]*[^*{}/]$/.test(text) && !paths.includes(`${text}/`) && !paths.some(other => other.endsWith('*') && text.startsWith(other.slice(0, -1)))
          && !paths.includes(`${text}/*`));
        if (!bare) continue;
        report(object, bare.path, {
          message: `"${bare.text}" does not match "${bare.text}/"${/[a-z]/.test(bare.text) ? `, "${bare.text.toUpperCase()}"` : ''}${merged ? '' : ` or "/${bare.text}"`}, which the server may answer alike.`,
          remedy: `Add "${bare.text}/*" to the paths${merged ? '' : ' and set pathNormalization.normalization to MERGE_SLASHES in the mesh configuration'}, or allow the paths that may be called.`,
        });
      }
    }
  },
};
