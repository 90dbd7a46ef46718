import type { ManifestObject } from './manifest-object';
import { list, record, text } from './manifest-object';
import { view } from './manifest-set';
import type { Service } from './services';
import { findService } from './services';
import type { Workload } from './workloads';
import { workloads } from './workloads';

/** A call that manifests declare: on the ServiceAccount of whoever makes it. */
export interface DeclaredCall {
  readonly account: ManifestObject;
  /** Workloads that run as that account. */
  readonly callers: readonly Workload[];
  readonly to: Service;
  /** Ports of the Service; none: any. */
  readonly ports: readonly number[];
  /** HTTP methods; none: unknown. */
  readonly methods: readonly string[];
}

export const CALLS_ANNOTATION = 'cdk8s-mesh.dev/calls';

/** Every call that is declared to a Service of the manifests. */
export const declaredCalls = view((set): readonly DeclaredCall[] => {
  const declaring = set.all('', 'ServiceAccount').filter(({ annotations }) => annotations[CALLS_ANNOTATION] !== undefined);
  if (declaring.length === 0) return [];
  const byAccount = new Map<string, Workload[]>();
  for (const workload of workloads(set)) {
    const key = `${workload.namespace}/${workload.serviceAccount}`;
    const known = byAccount.get(key);
    if (known) known.push(workload);
    else byAccount.set(key, [workload]);
  }
  return declaring.flatMap(account => parsed(account.annotations[CALLS_ANNOTATION]!).flatMap((call): DeclaredCall[] => {
    const { to, ports, methods } = record(call);
    const [namespace, name] = (text(to) ?? '').split('/');
    const service = name === undefined ? undefined : findService(set, namespace!, name);
    return service ? [{
      account, to: service, callers: byAccount.get(`${account.namespace}/${account.name}`) ?? [],
      ports: list(ports).filter((port): port is number => typeof port === 'number'), methods: list(methods).flatMap(method => text(method) ?? []),
    }] : [];
  }));
});

const byService = view(set => {
  const index = new Map<string, DeclaredCall[]>();
  for (const call of declaredCalls(set)) {
    const known = index.get(call.to.host);
    if (known) known.push(call);
    else index.set(call.to.host, [call]);
  }
  return index;
});

/** Calls that are declared to a host. */
export function callsTo(set: Parameters<typeof byService>[0], host: string): readonly DeclaredCall[] {
  return byService(set).get(host) ?? [];
}

/** Text that is not JSON declares nothing. */
function parsed(annotation: string): unknown[] {
  try {
    return list(JSON.parse(annotation));
  } catch {
    return [];
  }
}
