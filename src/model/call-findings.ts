import { crossing } from './crossing';
import type { Finding } from './errors';
import type { CallModel, WorkloadModel } from './model';
import { containerPortOf, deniesByDefault, effectiveMtls, isMtlsException } from './port-rules';
import type { PortRules } from './port-rules';
import type { CallerModel } from './security';

/** Declared calls that the App itself turns away: they would fail as soon as it is applied. `rulesOf` may remember. */
export function callFindings(caller: WorkloadModel, rulesOf: (workload: WorkloadModel) => readonly PortRules[]): Finding[] {
  return caller.calls.flatMap(call => {
    const { callee } = call;
    const turnedAway = callee.workload && reason(caller, call, callee.workload, rulesOf(callee.workload));
    return turnedAway === undefined ? [] : [{ id: 'refused-call', severity: 'warning', path: call.path, message: `calls ${callee.namespace.name}/${callee.name}, ${turnedAway}` }];
  });
}

function reason(caller: WorkloadModel, call: CallModel, callee: WorkloadModel, rules: readonly PortRules[]): string | undefined {
  const { dataPlane } = callee.namespace;
  const called = call.callee.ports.map(p => p.port).filter(port => call.ports.length === 0 || call.ports.includes(port));
  const where = (ports: readonly number[]) => `on port ${ports.join(', ')}`;
  const container = (port: number) => containerPortOf(call.callee, port);

  const hasIdentity = crossing(caller.enrolled ? caller.namespace.dataPlane.name : 'gateway-api', dataPlane.name).identity || dataPlane.name === 'gateway-api';
  const strict = called.filter(port => effectiveMtls(callee) === 'strict' && !isMtlsException(callee, container(port) ?? 0));
  if (!hasIdentity && callee.enrolled && strict.length > 0) {
    return `which takes mutual TLS only ${where(strict)}, and the call has no identity there; put both on one mesh, or name the port in addMtlsException`;
  }

  const closed = called.filter(port => {
    const there = rules.find(r => r.port === container(port));
    return there ? !there.rules.some(rule => rule.callers.some(other => mayBe(other, caller))) : deniesByDefault(callee);
  });
  if (closed.length === 0) return undefined;
  return `where ${where(closed)} no ServiceAllowList lets it in; add the caller to one, give one allowDeclaredCalls: true, or take the call back`;
}

/** Whether the caller of a rule may stand for the workload. */
function mayBe(caller: CallerModel, workload: WorkloadModel): boolean {
  if (caller.kind === 'account') return caller.account === workload.account;
  return caller.kind !== 'namespace' || caller.namespace === workload.namespace.name;
}
