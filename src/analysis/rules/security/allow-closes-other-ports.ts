import { authorizationPolicies, valuesOf } from '../../../manifest/istio/authorization-policies';
import type { AuthorizationRule } from '../../../manifest/istio/authorization-policies';
import { podPolicies } from '../../../manifest/istio/admitted-callers';
import { podsUnder } from '../../../manifest/istio/policy-reach';
import { servicesOf, targetPortOf } from '../../../manifest/services';
import type { Rule } from '../../rule';
import { listed } from '../../wording';

export const allowClosesOtherPorts: Rule = {
  id: 'allow-closes-other-ports',
  severity: 'info',
  what: 'The ALLOW policies of some pods name some ports, and so close the others.',
  why: 'An ALLOW policy is not for single ports: once pods have one, every call that no rule takes is refused, on ports that it does not speak of too.',
  remedy: 'Add a rule with `notPorts` for the rest, or allow the callers of the other ports.',
  aliases: [],
  see: ['https://istio.io/latest/docs/concepts/security/#implicit-enablement'],
  check(set, report) {
    const told = new Set<string>();
    for (const policy of authorizationPolicies(set)) {
      const named = policy.rules.flatMap(rule => valuesOf(rule, 'ports')).filter(({ negative }) => !negative);
      const ports = named[0];
      if (policy.action !== 'ALLOW' || policy.dryRun || !ports || policy.target.kind === 'targets') continue;
      for (const workload of podsUnder(set, policy.object)) {
        const allowing = podPolicies(set, workload, 'ALLOW');
        if (told.has(workload.id) || allowing.some(({ rules }) => rules.length === 0)) continue;
        told.add(workload.id);
        const fronting = servicesOf(set, workload).flatMap(service => service.ports);
        const served = new Set(fronting.flatMap(port => targetPortOf(port, workload) ?? []));
        const closed = [...served]
          .filter(port => !allowing.some(({ rules }) => rules.some(rule => mayTakePort(rule, port)))).sort((a, b) => a - b);
        // Ports of a Service where those of the pods have to stand are another finding.
        const numbers = new Set(named.map(({ text }) => Number(text)));
        if (closed.length === 0 || fronting.some(({ port }) => numbers.has(port) && !served.has(port))) continue;
        report(policy.object, ports.path.slice(0, -1), {
          message: `No rule takes port${closed.length === 1 ? '' : 's'} ${listed(closed)} of the pods of ${workload.name}: every call there is refused.`,
          remedy: `Add the rule \`to: [{ operation: { notPorts: [${[...numbers].map(port => `"${port}"`).join(', ')}] } }]\` to leave the other ports open.`,
          related: [workload.object],
        });
      }
    }
  },
};

function mayTakePort(rule: AuthorizationRule, port: number): boolean {
  const conditions = rule.conditions.filter(condition => condition.at('key').text === 'destination.port');
  const takes = (values: readonly { readonly text: string }[], not: readonly { readonly text: string }[]) => (values.length === 0 || values.some(({ text }) => Number(text) === port)) && !not.some(({ text }) => Number(text) === port);
  return (rule.operations.length === 0 || rule.operations.some(operation => takes(operation.at('ports').items(), operation.at('notPorts').items())))
    && conditions.every(condition => takes(condition.at('values').items(), condition.at('notValues').items()));
}
