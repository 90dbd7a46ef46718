import * as ipaddr from 'ipaddr.js';
import type { Manifest } from '../app';
import type { Evaluator, Request } from './types';

/**
 * A network plugin that carries NetworkPolicies out. Pods that no policy selects for ingress take everything; others what any of those policies
 * lets in. What comes from the pod's own node always arrives. Service names count for nothing: the address and port of the pod do.
 */
export const evaluate: Evaluator = (objects, request) => {
  const { to } = request;
  if (request.probe) return 'allowed';
  const policies = objects.filter(o => o.kind === 'NetworkPolicy' && o.metadata.namespace === to.namespace && forIngress(o.spec) && selects(o.spec.podSelector, to.labels));
  return policies.length === 0 || policies.some(p => (p.spec.ingress ?? []).some((rule: Manifest) => admits(objects, rule, request, to.namespace))) ? 'allowed' : 'refused';
};

function known(object: Manifest, fields: readonly string[]): Manifest {
  const strange = Object.keys(object).find(key => !fields.includes(key));
  if (strange !== undefined) throw new Error(`unknown field ${strange}: ${JSON.stringify(object)}`);
  return object;
}

/** A policy that does not say what it is for is for ingress, whatever else. */
function forIngress(spec: Manifest): boolean {
  return (known(spec, ['podSelector', 'policyTypes', 'ingress'])['policyTypes'] ?? ['Ingress']).includes('Ingress');
}

/** Without `from` or with an empty one: everybody. The same for ports. */
function admits(objects: readonly Manifest[], rule: Manifest, request: Request, home: string): boolean {
  const { from = [], ports = [] } = known(rule, ['from', 'ports']);
  return (from.length === 0 || from.some((peer: Manifest) => isPeer(objects, peer, request.from, home)))
    && (ports.length === 0 || ports.some((port: Manifest) => isPort(port, request.to.port)));
}

/** All that is sent to containers here is TCP. */
function isPort(port: Manifest, number: number): boolean {
  const { protocol = 'TCP', port: first, endPort = first } = known(port, ['protocol', 'port', 'endPort']);
  if (first !== undefined && (!Number.isInteger(first) || !Number.isInteger(endPort) || endPort < first)) throw new Error(`port ${JSON.stringify(port)}`);
  return protocol === 'TCP' && (first === undefined || (number >= first && number <= endPort));
}

function isPeer(objects: readonly Manifest[], peer: Manifest, from: Request['from'], home: string): boolean {
  const { podSelector, namespaceSelector, ipBlock } = known(peer, ['podSelector', 'namespaceSelector', 'ipBlock']);
  if (ipBlock) {
    if (podSelector || namespaceSelector) throw new Error('an address block beside a selector');
    const { cidr, except = [] } = known(ipBlock, ['cidr', 'except']);
    return from.ip !== undefined && inRange(cidr, from.ip) && !except.some((part: string) => inRange(part, from.ip!));
  }
  if (!podSelector && !namespaceSelector) throw new Error('a peer without anything');
  if (namespaceSelector ? !selects(namespaceSelector, namespaceLabels(objects, from.namespace)) : from.namespace !== home) return false;
  return !podSelector || selects(podSelector, from.labels ?? {});
}

function namespaceLabels(objects: readonly Manifest[], name: string): Record<string, string> {
  const namespace = objects.find(o => o.kind === 'Namespace' && o.metadata.name === name);
  return { ...namespace?.metadata.labels, 'kubernetes.io/metadata.name': name };
}

/** An empty selector selects everything. */
function selects(selector: Manifest, labels: Readonly<Record<string, string>>): boolean {
  return Object.entries(known(selector, ['matchLabels'])['matchLabels'] ?? {}).every(([k, v]) => labels[k] === v);
}

function inRange(cidr: string, ip: string): boolean {
  const [base, bits] = ipaddr.parseCIDR(cidr);
  const address = ipaddr.parse(ip);
  return base.kind() === address.kind() && address.match([base, bits] as never);
}
