import { matchesDoor } from './doors';
import type { ServiceModel, WorkloadModel } from './model';
import { Protocol, speaksHttp } from './protocol';
import type { AllowEntryModel, CallerModel, MtlsModeName, PathPattern, RequestPattern } from './security';

/** Callers and what they may send. No requests: whatever they like. */
export interface PortRule {
  readonly callers: readonly CallerModel[];
  readonly requests: readonly RequestPattern[];
}

/** All that may be sent to a container port: the union of its rules. No rule: nothing. */
export interface PortRules {
  readonly port: number;
  readonly protocol: Protocol;
  readonly rules: readonly PortRule[];
  /** Construct paths of the lists. */
  readonly paths: readonly string[];
}

/** The normal form of a workload's allow-lists: one rule set for each container port that a list rules, the same in any order of declaration. */
export function portRules(workload: WorkloadModel): PortRules[] {
  const ports = [...new Set(workload.allowLists.flatMap(list => list.ports))].sort((a, b) => a - b);
  return ports.map(port => {
    const lists = workload.allowLists.filter(list => list.ports.includes(port));
    const protocol = containerProtocol(workload, port);
    const declared = lists.some(list => list.declaredCalls) ? declaredEntries(workload, lists.find(list => list.declaredCalls)!.path) : [];
    const entries = [...lists.flatMap(list => list.entries), ...declared].filter(entry => entry.ports.includes(port));
    const rules = new Map<string, PortRule>();
    for (const entry of entries) {
      // What asks for requests says nothing about a port on which none are seen.
      if (entry.requests.length > 0 && !speaksHttp(protocol)) continue;
      const requests = sortedUnique(entry.requests, requestKey);
      const key = requests.map(requestKey).join('\n');
      const callers = [...(rules.get(key)?.callers ?? []), ...entry.callers];
      rules.set(key, { callers: sortedUnique(callers, callerKey), requests });
    }
    return { port, protocol, rules: [...rules].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, rule]) => rule), paths: lists.map(l => l.path).sort() };
  });
}

/** What a container port speaks: as declared, else as the Service ports that lead to it say. */
export function containerProtocol(workload: WorkloadModel, port: number): Protocol {
  return workload.ports.find(p => p.number === port)?.protocol
    ?? workload.services.flatMap(s => s.ports).find(p => p.targetPort === port)?.protocol ?? Protocol.TCP;
}

/** The container port that a Service port leads to; undefined if it is named and the name is not known. */
export function containerPortOf(service: ServiceModel, port: number): number | undefined {
  const target = service.ports.find(p => p.port === port)?.targetPort;
  return typeof target === 'string' ? service.workload?.ports.find(p => p.name === target)?.number : target;
}

/** Declared calls to any door of the workload, and to the services whose version it is, as entries. */
function declaredEntries(workload: WorkloadModel, path: string): AllowEntryModel[] {
  return matchesDoor(workload).flatMap(({ service, callers }) => callers.map(({ workload: caller, call }) => {
    const servicePorts = call.ports.length > 0 ? call.ports : service.ports.map(p => p.port);
    const ports = doorsBehind(service, workload).flatMap(door => servicePorts.map(p => containerPortOf(door, p))).filter(p => p !== undefined);
    return {
      path,
      callers: [{ kind: 'account' as const, account: caller.account }],
      ports: call.grpcMethods.length > 0 ? ports.filter(port => containerProtocol(workload, port) === Protocol.GRPC) : ports,
      requests: requestPatterns(call.methods, call.paths, call.grpcMethods),
    };
  }));
}

/** The doors of the workload by which requests to a service come in: itself, and those that are its versions. */
function doorsBehind(service: ServiceModel, workload: WorkloadModel): readonly ServiceModel[] {
  return workload.services.filter(door => door === service || door.versionOf.some(v => v.service === service));
}

/** Methods and paths are "and", gRPC methods stand beside them. */
export function requestPatterns(methods: readonly string[], paths: readonly string[], grpcMethods: readonly string[]): RequestPattern[] {
  const http = paths.length > 0 ? paths.map(p => request(methods, pathPattern(p))) : methods.length > 0 ? [request(methods)] : [];
  const grpc = grpcMethods.map(m => request([], m.includes('/') ? { kind: 'exact', value: `/${m}` } : { kind: 'prefix', value: `/${m}/` }));
  const all = [...http, ...grpc];
  return all.some(r => r.methods.length === 0 && !r.path) ? [] : all;
}

function request(methods: readonly string[], path?: PathPattern): RequestPattern {
  return { methods: [...new Set(methods)].sort(), ...(path && { path }) };
}

/** `*` alone is any path. */
function pathPattern(text: string): PathPattern | undefined {
  if (text === '*' || text === '/*') return undefined;
  if (text.startsWith('*')) return { kind: 'suffix', value: text.slice(1) };
  return text.endsWith('*') ? { kind: 'prefix', value: text.slice(0, -1) } : { kind: 'exact', value: text };
}

export function requestKey({ methods, path }: RequestPattern): string {
  return JSON.stringify([path?.kind, path?.value, methods]);
}

export function callerKey(caller: CallerModel): string {
  switch (caller.kind) {
    case 'account': return `account ${caller.account.namespace}/${caller.account.name}`;
    case 'namespace': return `namespace ${caller.namespace}`;
    case 'ip-range': return ['ip', caller.cidr, ...[...caller.except].sort()].join(' ');
    default: return caller.kind;
  }
}

function sortedUnique<T>(list: readonly T[], key: (item: T) => string): T[] {
  return [...new Map(list.map(item => [key(item), item]))].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, item]) => item);
}

/** Whether any rule of the workload looks into requests. */
export function hasRequestRules(workload: WorkloadModel): boolean {
  return portRules(workload).some(port => port.rules.some(rule => rule.requests.length > 0));
}

/** What holds for the pods' ports that no exception names; undefined: nothing was said anywhere. */
export function effectiveMtls(workload: WorkloadModel): MtlsModeName | undefined {
  return workload.namespace.mtls ?? workload.namespace.meshWide.defaults?.mtls;
}

/** Whether the port takes plaintext although what is around it is strict. */
export function isMtlsException(workload: WorkloadModel, port: number): boolean {
  return workload.mtlsExceptions.some(e => e.ports.includes(port));
}

/** Whether nothing may be sent to the pods but what a list lets in. */
export function deniesByDefault(workload: WorkloadModel): boolean {
  const { namespace } = workload;
  const defaults = namespace.meshWide.defaults;
  return workload.defaultDeny || namespace.defaultDeny || (defaults?.defaultDeny === true && !defaults.exempt.includes(namespace.name));
}
