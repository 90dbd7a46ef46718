import { authorizationPolicies } from '../../../manifest/istio/authorization-policies';
import { podsUnder } from '../../../manifest/istio/policy-reach';
import { list, record, text } from '../../../manifest/manifest-object';
import type { ManifestObject } from '../../../manifest/manifest-object';
import { meshConfigs, meshSetting } from '../../../manifest/mesh-config';
import type { Rule } from '../../rule';
import { listed } from '../../wording';

const EXTERNAL = ['envoyExtAuthzHttp', 'envoyExtAuthzGrpc'];

export const unknownAuthorizationProvider: Rule = {
  id: 'unknown-authorization-provider',
  severity: 'error',
  what: 'A policy with action CUSTOM asks a provider that mesh configuration does not have, or is the second one to be asked about the same pods.',
  why: 'Where Istio finds no provider for such a policy, or two of them for one pod, it refuses every request that the policy is for.',
  remedy: 'Declare the provider in `extensionProviders` of the mesh configuration, and ask one provider for each pod.',
  aliases: [],
  see: ['https://istio.io/latest/docs/tasks/security/authorization/authz-custom/'],
  check(set, report) {
    const configured = meshConfigs(set).length > 0;
    const providers = list(meshSetting(set, 'extensionProviders')).map(record);
    const names = providers.filter(provider => EXTERNAL.some(kind => kind in provider)).flatMap(({ name }) => text(name) ?? []);
    const asked = new Map<string, { readonly name: string; readonly object: ManifestObject }>();
    for (const { object, action } of authorizationPolicies(set)) {
      const name = action === 'CUSTOM' ? text(record(object.spec['provider'])['name']) : undefined;
      if (!name) continue;
      if (configured && !names.includes(name)) {
        const other = providers.some(provider => provider['name'] === name);
        report(object, ['spec', 'provider', 'name'], {
          message: other ? `Provider ${name} of the mesh configuration is none for authorization.` : `Mesh configuration has no provider ${name}${names.length > 0 ? `; it has ${listed(names)}` : ''}.`,
          remedy: names.length > 0 ? `Write ${names[0]}, or add ${name} to extensionProviders with envoyExtAuthzHttp or envoyExtAuthzGrpc.` : `Add \`{ name: ${name}, envoyExtAuthzGrpc: { service: <host>, port: <port> } }\` to extensionProviders.`,
          related: meshConfigs(set).slice(0, 1).map(config => config.object),
        });
      }
      const second = podsUnder(set, object).map(workload => {
        const first = asked.get(workload.id);
        if (!first) asked.set(workload.id, { name, object });
        return first && first.name !== name ? { first, workload } : undefined;
      }).find(found => found !== undefined);
      if (!second) continue;
      report(object, ['spec', 'provider', 'name'], {
        message: `About the pods of ${second.workload.name}, AuthorizationPolicy ${second.first.object.name} asks provider ${second.first.name}, and this one asks ${name}: Istio takes one provider for a pod, and refuses what both are for.`,
        remedy: `Write ${second.first.name}, or put the two policies on different pods.`,
        related: [second.first.object, second.workload.object],
      });
    }
  },
};
