import type { Field } from '../../../manifest/field';
import { enrolment } from '../../../manifest/enrolment';
import type { AuthorizationPolicy } from '../../../manifest/istio/authorization-policies';
import { authorizationPolicies, httpFields } from '../../../manifest/istio/authorization-policies';
import { passedWaypoint, podsUnder, servicesTargeted } from '../../../manifest/istio/policy-reach';
import { mayBeHttp, servicePortProtocol } from '../../../manifest/istio/protocols';
import type { ManifestSet } from '../../../manifest/manifest-set';
import { portsInFrontOf, servicesOf, targetPortOf } from '../../../manifest/services';
import type { KubeServicePort, Service } from '../../../manifest/services';
import type { Rule } from '../../rule';
import { listed } from '../../wording';

export const httpRuleOnTcpPort: Rule = {
  id: 'http-rule-on-tcp-port',
  severity: 'error',
  what: 'A rule of an AuthorizationPolicy asks for what only HTTP shows, on ports that are not HTTP.',
  why: 'A proxy that does not read HTTP on a port leaves an ALLOW rule with such a field out, which refuses its callers, and takes the field out of a DENY rule, which then refuses everybody.',
  remedy: 'Declare the port\'s protocol with `appProtocol: http`, or write the rule with ports and callers only.',
  aliases: [],
  see: ['https://istio.io/latest/docs/ops/configuration/traffic-management/protocol-selection/', 'https://istio.io/latest/docs/tasks/security/authorization/authz-tcp/'],
  check(set, report) {
    for (const policy of authorizationPolicies(set)) {
      if (policy.action === 'AUDIT' || policy.action === 'CUSTOM' || policy.dryRun) continue;
      for (const rule of policy.rules) {
        const field = httpFields(rule)[0];
        const operations = rule.operations.filter(operation => operation.at('ports').size > 0);
        if (!field) continue;
        const asked = operations.length > 0 && operations.length === rule.operations.length ? operations.flatMap(operation => operation.at('ports').items()) : undefined;
        const fronts = asked ? asked.map(port => ({ at: port, ports: portsAt(set, policy, Number(port.text)) })) : policy.action === 'ALLOW' ? [{ at: field, ports: portsAt(set, policy, undefined) }] : [];
        for (const { at, ports } of fronts) {
          if (ports.length === 0 || ports.some(({ port }) => mayBeHttp(servicePortProtocol(port)))) continue;
          report(policy.object, at.path, words(policy, field, ports));
          break;
        }
      }
    }
  },
};

type Front = readonly { readonly service: Service; readonly port: KubeServicePort }[];

function words({ action }: AuthorizationPolicy, field: Field, ports: Front) {
  const name = field.path.at(-1) === 'key' ? field.text : String(field.path.at(-1));
  const first = ports[0]!;
  return {
    message: `Port ${first.port.port} of Service ${first.service.name} is ${servicePortProtocol(first.port)}, where nobody knows ${name}: ${
      action === 'DENY' ? 'the rule denies every connection' : 'the rule is left out, and what it allows is refused'}.`,
    remedy: `Set \`appProtocol: http\` on port ${listed(ports.map(({ port }) => port.port))} of Service ${first.service.name} if it speaks HTTP, else take ${name} out of the rule.`,
    related: [first.service.object],
  };
}

/** Service ports through which a policy's port is called; all of them where none is given. */
function portsAt(set: ManifestSet, policy: AuthorizationPolicy, number: number | undefined): Front {
  if (policy.target.kind === 'targets') {
    return servicesTargeted(set, policy.object).filter(service => passedWaypoint(set, service))
      .flatMap(service => service.ports.filter(({ port }) => number === undefined || port === number).map(port => ({ service, port })));
  }
  return podsUnder(set, policy.object).filter(workload => enrolment(set, workload).dataPlane === 'istio-sidecar').flatMap(workload => {
    if (number !== undefined) return portsInFrontOf(set, workload, number).map(([service, port]) => ({ service, port }));
    return servicesOf(set, workload).flatMap(service => service.ports.filter(port => targetPortOf(port, workload) !== undefined).map(port => ({ service, port })));
  });
}
