import type { Finding } from './errors';
import type { ServiceModel, WorkloadModel } from './model';
import { callerKey, containerPortOf, portRules, requestKey } from './port-rules';
import type { PortRule, PortRules } from './port-rules';
import type { AccountModel, CallerModel, RequestPattern } from './security';

/** What the whole App tells about the rules of a workload, on any data plane. */
export function ruleFindings(workload: WorkloadModel, isKnown: (account: AccountModel) => boolean): Finding[] {
  const rules = portRules(workload);
  return [...accountFindings(rules, isKnown), ...versionFindings(workload, rules)];
}

function accountFindings(rules: readonly PortRules[], isKnown: (account: AccountModel) => boolean): Finding[] {
  const accounts = new Map(rules.flatMap(port => port.rules.flatMap(rule => rule.callers.flatMap(c => (c.kind === 'account' ? [[c.account, port.paths[0]!] as const] : [])))));
  return [...accounts].flatMap(([account, path]): Finding[] => {
    const where = `${account.namespace}/${account.name}`;
    if (!isKnown(account)) {
      return [{ id: 'unknown-identity', severity: 'warning', path, message: `lets ServiceAccount ${where} in, which neither pods nor an object of the App go by; correct the name, or make the account` }];
    }
    const names = account.workloads.map(w => w.name).sort();
    if (names.length < 2) return [];
    return [{ id: 'shared-identity', severity: 'warning', path, message: `lets ServiceAccount ${where} in, and with it all pods under that account: ${names.join(', ')}; give each its own serviceAccountName if only one of them is meant` }];
  });
}

/**
 * A service sends its requests on to a version that has a list of its own: who may call the service must be able to reach that version. Otherwise
 * the call fails there, or, where a waypoint stands between, gets in under the waypoint's identity.
 */
function versionFindings(workload: WorkloadModel, rules: readonly PortRules[]): Finding[] {
  return workload.services.flatMap(door => door.versionOf.flatMap(({ service, path }) => service.ports.flatMap((port): Finding[] => {
    const there = rules.find(r => r.port === containerPortOf(door, port.port));
    if (!there) return [];
    const missing = notAdmitted(service, port.port, there);
    return missing === undefined ? [] : [{
      id: 'version-callers', severity: 'error', path,
      message: `sends requests for "${service.name}" on to "${door.name}", whose allow-list [${there.paths.join('], [')}] does not let in ${missing}; let the same callers in on both`,
    }];
  })));
}

function notAdmitted(service: ServiceModel, port: number, there: PortRules): string | undefined {
  const container = containerPortOf(service, port);
  const here = service.workload && portRules(service.workload).find(r => r.port === container);
  if (!here) return `everybody, as "${service.name}" does`;
  const stray = here.rules.flatMap(rule => rule.callers.map(caller => ({ caller, requests: rule.requests }))).find(from => !admits(there.rules, from.caller, from.requests));
  return stray && `${callerKey(stray.caller)} for all that "${service.name}" lets it do`;
}

/** Whether a single rule admits the caller for each of the requests. */
function admits(rules: readonly PortRule[], caller: CallerModel, requests: readonly RequestPattern[]): boolean {
  const covering = rules.filter(rule => rule.callers.some(other => covers(other, caller)));
  if (covering.some(rule => rule.requests.length === 0)) return true;
  const keys = new Set(covering.flatMap(rule => rule.requests.map(requestKey)));
  return requests.length > 0 && requests.every(request => keys.has(requestKey(request)));
}

function covers(wide: CallerModel, narrow: CallerModel): boolean {
  if (callerKey(wide) === callerKey(narrow) || wide.kind === 'anyone') return true;
  if (wide.kind === 'any-identity') return narrow.kind === 'account' || narrow.kind === 'namespace';
  return wide.kind === 'namespace' && narrow.kind === 'account' && narrow.account.namespace === wide.namespace;
}
