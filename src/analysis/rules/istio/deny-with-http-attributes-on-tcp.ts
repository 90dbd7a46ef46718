import { Field } from '../../../manifest/field';
import { isHttp, servicePortProtocol } from '../../../manifest/istio/protocols';
import { policyTarget } from '../../../manifest/istio/policy-targets';
import type { ManifestObject } from '../../../manifest/manifest-object';
import type { ManifestSet } from '../../../manifest/manifest-set';
import { findService, servicesOf } from '../../../manifest/services';
import { selectedEverywhere, selectedWorkloads } from '../../../manifest/workloads';
import type { Rule } from '../../rule';

/** What is known of a connection without looking into it. */
const TCP_SOURCES = ['principals', 'notPrincipals', 'namespaces', 'notNamespaces', 'serviceAccounts', 'notServiceAccounts', 'ipBlocks', 'notIpBlocks', 'remoteIpBlocks', 'notRemoteIpBlocks'];

export const denyWithHttpAttributesOnTcp: Rule = {
  id: 'deny-with-http-attributes-on-tcp',
  severity: 'warning',
  what: 'A rule of a DENY policy has only HTTP attributes and no ports.',
  why: 'On ports that are not HTTP, proxies leave the attributes out that they cannot know, and the rule denies every connection.',
  remedy: 'Write the HTTP ports into `to[].operation.ports`.',
  aliases: ['IST0133'],
  see: ['https://istio.io/latest/docs/reference/config/security/authorization-policy/'],
  check(set, report) {
    for (const policy of set.all('security.istio.io', 'AuthorizationPolicy')) {
      if (policy.spec.action !== 'DENY') continue;
      const onlyHttp = Field.spec(policy).at('rules').items().filter(isHttpOnly);
      if (onlyHttp.length === 0) continue;
      const protocols = portsUnder(set, policy);
      const other = protocols.find(({ http }) => !http);
      for (const rule of onlyHttp) {
        report(policy, rule.path, {
          message: `The rule denies by HTTP attributes only, and so denies every connection to ports that are not HTTP${other ? `, such as ${other.name}` : ''}.`,
          remedy: 'Write the HTTP ports into to[].operation.ports of the rule, such as ports: ["8080"].',
          // All the ports that are known speak HTTP: today it denies no more than it says.
          ...(protocols.length > 0 && !other ? { severity: 'info' as const } : {}),
        });
      }
    }
  },
};

function isHttpOnly(rule: Field): boolean {
  const sources = rule.at('from').items().map(from => from.at('source')).filter(({ isSet }) => isSet);
  const operations = rule.at('to').items().map(to => to.at('operation')).filter(({ isSet }) => isSet);
  if (operations.length > 0) return operations.every(operation => operation.at('ports').size + operation.at('notPorts').size === 0);
  return sources.length > 0 && sources.every(source => TCP_SOURCES.every(key => source.at(key).size === 0));
}

/** Service ports of what a policy is put on, as far as manifests show it. */
function portsUnder(set: ManifestSet, policy: ManifestObject): { readonly name: string; readonly http: boolean }[] {
  const target = policyTarget(set, policy);
  const under = target.kind === 'targets'
    ? target.refs.flatMap(({ group, kind, name }) => (group === '' && kind === 'Service' ? findService(set, policy.namespace!, name) ?? [] : []))
    : (target.meshWide ? selectedEverywhere(set, target.labels) : selectedWorkloads(set, policy.namespace!, target.labels)).flatMap(workload => servicesOf(set, workload));
  return [...new Set(under)].flatMap(service => service.ports.map(port => ({ name: `port ${port.port} of Service ${service.name}`, http: isHttp(servicePortProtocol(port)) })));
}
