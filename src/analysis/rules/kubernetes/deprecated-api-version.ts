import { knownKind } from '../../../manifest/schemas/catalogue';
import { bestVersion } from '../../../manifest/schemas/versions';
import type { Rule } from '../../rule';

export const deprecatedApiVersion: Rule = {
  id: 'deprecated-api-version',
  severity: 'warning',
  what: 'An object is written in a version of its kind that is deprecated.',
  why: 'The API server still takes it and warns; the next release of the CRDs may not serve the version, and the object can then be neither applied nor read in it.',
  remedy: 'Write the version that replaces it, with the fields as that version has them.',
  aliases: [],
  see: ['https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definition-versioning/#version-deprecation'],
  check(set, report) {
    for (const object of set.objects) {
      const known = knownKind(object.group, object.kind, set.settings.gatewayApiChannel);
      const version = known?.versions.find(({ name }) => name === object.version);
      if (!known || !version?.served || !version.deprecated) continue;
      const better = bestVersion(known);
      if (better === undefined || better.deprecated) continue;
      report(object, ['apiVersion'], {
        message: `Version ${object.version} of ${object.kind} is deprecated, and the next release of its CRDs may not serve it.`,
        remedy: `Write apiVersion: ${object.group}/${better.name}, and the fields as that version has them.`,
      });
    }
  },
};
