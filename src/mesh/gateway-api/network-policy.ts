import type { NamespaceModel, WorkloadModel } from '../../model/model';
import { objectName } from '../../model/names';
import type { PortRules } from '../../model/port-rules';
import { deniesByDefault, portRules } from '../../model/port-rules';
import type { Resource, StringMap } from '../../model/resource';
import { resource } from '../../model/resource';
import type { CallerModel } from '../../model/security';

interface LabelSelector {
  readonly matchLabels?: StringMap;
}

interface Peer {
  readonly podSelector?: LabelSelector;
  readonly namespaceSelector?: LabelSelector;
  readonly ipBlock?: { readonly cidr: string; readonly except?: readonly string[] };
}

interface Port {
  readonly protocol: 'TCP' | 'UDP' | 'SCTP';
  /** Absent: all ports. */
  readonly port?: number;
  readonly endPort?: number;
}

/** `from` absent: everybody. */
interface IngressRule {
  readonly from?: readonly Peer[];
  readonly ports: readonly Port[];
}

const MAX_PORT = 65535;
/** The label that the API server itself puts on every Namespace. */
const NAMESPACE_NAME = 'kubernetes.io/metadata.name';

/**
 * Closes all pods of a namespace, also those that the App does not know. Default deny of the mesh stands here too: only a NetworkPolicy of its own
 * reaches a namespace.
 */
export function namespacePolicies({ name, defaultDeny, meshWide: { defaults } }: NamespaceModel): Resource[] {
  const meshDenies = defaults?.defaultDeny === true && !defaults.exempt.includes(name);
  return defaultDeny || meshDenies ? [networkPolicy('default-deny', name, {}, [])] : [];
}

/**
 * All lists of a workload as one policy. As soon as a policy selects pods, every port of theirs is closed but for what a policy lets in, so ports
 * that no list rules are let in again, unless they are closed anyway.
 */
export function workloadPolicies(workload: WorkloadModel): Resource[] {
  const ports = portRules(workload);
  if (ports.length === 0 && !workload.defaultDeny) return [];
  const ingress = [...ports.flatMap(letIn), ...(deniesByDefault(workload) ? [] : [otherPorts(ports.map(p => p.port))])];
  return [networkPolicy(objectName(['allow', workload.name]), workload.namespace.name, { matchLabels: { ...workload.policyLabels } }, ingress)];
}

function networkPolicy(name: string, namespace: string, podSelector: LabelSelector, ingress: readonly IngressRule[]): Resource {
  return resource('networking.k8s.io/v1', 'NetworkPolicy', { name, namespace }, {
    spec: { podSelector, policyTypes: ['Ingress'], ...(ingress.length > 0 && { ingress }) },
  });
}

/** A rule about requests, which `requestProblems` refuses, lets nobody in. */
function letIn({ port, rules }: PortRules): IngressRule[] {
  const callers = rules.filter(rule => rule.requests.length === 0).flatMap(rule => rule.callers);
  const ports: Port[] = [{ protocol: 'TCP', port }];
  if (callers.some(c => c.kind === 'anyone')) return [{ ports }];
  const from = callers.flatMap(peers);
  // An empty `from` would be everybody.
  return from.length > 0 ? [{ from, ports }] : [];
}

/** An account is the pods that the App knows to run under it. */
function peers(caller: CallerModel): Peer[] {
  switch (caller.kind) {
    case 'account':
      return [...caller.account.workloads].sort((a, b) => (a.name < b.name ? -1 : 1))
        .map(({ namespace, policyLabels }) => ({ namespaceSelector: called(namespace.name), podSelector: { matchLabels: { ...policyLabels } } }));
    case 'namespace': return [{ namespaceSelector: called(caller.namespace) }];
    case 'ip-range': return [{ ipBlock: { cidr: caller.cidr, ...(caller.except.length > 0 && { except: [...caller.except] }) } }];
    default: return [];
  }
}

function called(namespace: string): LabelSelector {
  return { matchLabels: { [NAMESPACE_NAME]: namespace } };
}

/** Everybody, on all ports but those; `ruled` ascends. */
function otherPorts(ruled: readonly number[]): IngressRule {
  const tcp = [...ruled, MAX_PORT + 1].flatMap((end, i): Port[] => {
    const [first, last] = [i === 0 ? 1 : ruled[i - 1]! + 1, end - 1];
    return first > last ? [] : [{ protocol: 'TCP', port: first, ...(last > first && { endPort: last }) }];
  });
  return { ports: [...tcp, { protocol: 'UDP' }, { protocol: 'SCTP' }] };
}
