import { forbidden, inRange, oneOf, oneOfStrictly, required, requiredItems, unique } from './checks';
import type { Field } from './field';
import { shown } from './field';
import { addressOf, networkOf, reachableAddress } from './ip';
import { labels } from './selectors';
import { clusterAddresses, isHeadless } from './service-addresses';
import { servicePorts } from './service-ports';
import { dnsSubdomain, hasSyntaxStrictly, qualifiedName } from './syntax';

const TYPES = ['ClusterIP', 'NodePort', 'LoadBalancer', 'ExternalName'];
const SOURCE_RANGES = 'service.beta.kubernetes.io/load-balancer-source-ranges';
const DAY = 86400;

export function service(object: Field): void {
  const spec = object.at('spec');
  const type = spec.at('type').text || 'ClusterIP';
  oneOf(spec.at('type'), TYPES);
  topologyAnnotations(object.at('metadata', 'annotations'));
  if (type === 'ExternalName') externalName(spec);
  else clusterAddresses(spec, type);
  if (type !== 'ExternalName' && !isHeadless(spec)) requiredItems(spec.at('ports'), 'port');
  servicePorts(spec, type);
  labels(spec.at('selector'));
  sessionAffinity(spec);
  spec.at('externalIPs').textItems.forEach(externalAddress);
  loadBalancer(object, type);
  trafficPolicies(spec, type);
}

function topologyAnnotations(annotations: Field): void {
  const hints = annotations.at('service.kubernetes.io/topology-aware-hints');
  const mode = annotations.at('service.kubernetes.io/topology-mode');
  if (!hints.isSet || !mode.isSet || hints.value === mode.value) return;
  mode.refuse(`${mode.name} is ${shown(mode.value)}, but ${hints.name}, its older name, is ${shown(hints.value)}.`, `Remove ${hints.name}.`);
}

function externalName(spec: Field): void {
  for (const name of ['clusterIP', 'clusterIPs', 'ipFamilies']) {
    const field = spec.at(name);
    if (!field.isEmpty && (name === 'clusterIP' || field.length > 0)) forbidden(field, 'a Service of type ExternalName has no addresses');
  }
  forbidden(spec.at('ipFamilyPolicy'), 'a Service of type ExternalName has no addresses');
  const name = spec.at('externalName');
  if (name.text.replace(/\.$/, '') === '') {
    if (!name.isSet || typeof name.value === 'string') {
      name.refuse(`${name.name} is missing, but the Service is of type ExternalName.`, `Set ${name.name} to the DNS name to lead to, such as "db.example".`);
    }
    return;
  }
  if (!dnsSubdomain.accepts(name.text.replace(/\.$/, ''))) hasSyntaxStrictly(name, dnsSubdomain);
}

function sessionAffinity(spec: Field): void {
  const affinity = spec.at('sessionAffinity');
  oneOf(affinity, ['ClientIP', 'None']);
  const timeout = spec.at('sessionAffinityConfig', 'clientIP', 'timeoutSeconds');
  if (affinity.value === 'ClientIP') inRange(timeout, 1, DAY);
}

function externalAddress(field: Field): void {
  const address = addressOf(field);
  if (address !== undefined) reachableAddress(field, address);
}

function loadBalancer(object: Field, type: string): void {
  const spec = object.at('spec');
  const isBalancer = type === 'LoadBalancer';
  const onlyThere = `the Service is of type ${type}, not LoadBalancer`;
  const ranges = spec.at('loadBalancerSourceRanges');
  const annotated = object.at('metadata', 'annotations', SOURCE_RANGES);
  if (ranges.length > 0) {
    if (!isBalancer) forbidden(ranges, onlyThere);
    for (const range of ranges.textItems) {
      if (typeof range.value === 'string') networkOf(range, range.value.trim());
    }
  } else if (annotated.isSet) {
    if (!isBalancer) forbidden(annotated, onlyThere);
    if (annotated.text.trim() !== '') annotated.text.split(',').forEach(range => networkOf(annotated, range.trim()));
  }
  if (!isBalancer) {
    forbidden(spec.at('allocateLoadBalancerNodePorts'), onlyThere);
    forbidden(spec.at('loadBalancerClass'), onlyThere);
  } else hasSyntaxStrictly(spec.at('loadBalancerClass'), qualifiedName);
}

function trafficPolicies(spec: Field, type: string): void {
  const external = spec.at('externalTrafficPolicy');
  const fromOutside = type === 'LoadBalancer' || type === 'NodePort' || (type === 'ClusterIP' && spec.at('externalIPs').length > 0);
  if (fromOutside) oneOf(external, ['Cluster', 'Local']);
  else if (!external.isEmpty) forbidden(external, `nothing from outside the cluster reaches a Service of type ${type} without externalIPs`);
  const health = spec.at('healthCheckNodePort');
  if (type === 'LoadBalancer' && external.value === 'Local') {
    if (!health.isEmpty) inRange(health, 1, 65535);
  } else if (!health.isEmpty) {
    forbidden(health, 'only a Service of type LoadBalancer with externalTrafficPolicy Local has a port for health checks');
  }
  oneOfStrictly(spec.at('internalTrafficPolicy'), ['Cluster', 'Local']);
  const distribution = spec.at('trafficDistribution');
  if (distribution.value === '') required(distribution, 'PreferClose, or remove it');
  oneOf(distribution, ['PreferClose', 'PreferSameNode', 'PreferSameZone']);
  unique(spec.at('ipFamilies').items, 'IP families');
}
