import { Field } from '../../manifest/field';
import type { Complain } from '../../manifest/istio/complain';
import { checkPort } from '../../manifest/istio/complain';
import { gatewayHostProblem, hostProblem, isIpAddress } from '../../manifest/istio/host-syntax';
import { isAddressOrCidr } from '../../manifest/istio/address-syntax';
import { hostsMeet, isUnder } from '../../manifest/istio/hosts';
import type { ManifestObject } from '../../manifest/manifest-object';
import { checkExportTo } from './export-to';
import { checkWeightedDestinations } from './destination';
import { checkGatewayNames } from './gateway-names';
import { isClaimHeader } from './http-match';
import { checkHttpRoute } from './http-route';
import { checkLabels } from './labels';

export const VIRTUAL_SERVICE_RULES = [
  'virtual-service/delegate', 'virtual-service/claim-without-gateway', 'virtual-service/host', 'virtual-service/any-host-in-mesh',
  'virtual-service/overlapping-hosts', 'virtual-service/no-routes', 'virtual-service/no-destination', 'virtual-service/no-tls-match',
  'virtual-service/no-sni-host', 'virtual-service/sni-host', 'virtual-service/subnet',
] as const;

export function checkVirtualService(object: ManifestObject, complain: Complain): void {
  const spec = Field.spec(object);
  const [hosts, gateways] = [spec.at('hosts'), spec.at('gateways')];
  const delegate = hosts.size === 0;
  const namesMesh = gateways.items().some(gateway => gateway.text === 'mesh');
  // At gateways only: without the proxies of the mesh.
  const atGateway = gateways.size > 0 && !namesMesh;
  if (delegate) checkDelegate(spec, complain);
  checkGatewayNames(gateways, complain);
  if (!atGateway) checkClaims(spec, complain);
  checkHosts(spec, atGateway, complain);
  if (['http', 'tls', 'tcp'].every(key => spec.at(key).size === 0)) {
    complain('virtual-service/no-routes', spec, 'A VirtualService has no rules.', 'Write http, tls or tcp.');
  }
  for (const http of spec.at('http').items()) checkHttpRoute(http, delegate, complain);
  for (const tls of spec.at('tls').items()) checkTlsRoute(tls, hosts, !namesMesh, complain);
  for (const tcp of spec.at('tcp').items()) {
    for (const match of tcp.at('match').items()) checkConnectionMatch(match, complain);
    checkDestinations(tcp, complain);
  }
  checkExportTo(spec.at('exportTo'), { namespace: object.namespace ?? '' }, complain);
}

function checkDelegate(spec: Field, complain: Complain): void {
  for (const key of ['gateways', 'tls', 'tcp']) {
    if (spec.at(key).size === 0) continue;
    complain('virtual-service/delegate', spec.at(key), `A VirtualService without hosts is a delegate, and cannot have ${key}.`, `Write hosts, or take ${key} out.`);
  }
}

function checkClaims(spec: Field, complain: Complain): void {
  for (const match of spec.at('http').items().flatMap(http => http.at('match').items())) {
    for (const [name, value] of [...match.at('headers').entries(), ...match.at('withoutHeaders').entries()]) {
      if (!isClaimHeader(name)) continue;
      complain('virtual-service/claim-without-gateway', value, `"${name}" matches a claim of a token, which only gateways can; this VirtualService is for proxies of the mesh.`,
        'Write gateways with the Gateway alone, without "mesh", or match a header.');
    }
  }
}

function checkHosts(spec: Field, atGateway: boolean, complain: Complain): void {
  const hosts = spec.at('hosts').items();
  const sni = hasSniHosts(spec);
  let valid = true;
  for (const host of hosts) {
    const problem = atGateway ? gatewayHostProblem(host.text, sni) : hostProblem(host.text);
    if (problem !== undefined) {
      if (isIpAddress(host.text)) continue;
      complain('virtual-service/host', host, `"${host.text}" is no host: ${problem}.`, 'Write a full DNS name such as "cart.shop.svc.cluster.local", or one with a wildcard as its first label.');
      valid = false;
    } else if (!atGateway && host.text === '*') {
      complain('virtual-service/any-host-in-mesh', host, 'Host "*" would take all traffic of the mesh.', 'Name the hosts, or write gateways without "mesh".');
      valid = false;
    }
  }
  if (!valid) return;
  for (const [index, host] of hosts.entries()) {
    const other = hosts.slice(0, index).find(earlier => hostsMeet(earlier.text, host.text));
    if (!other) continue;
    complain('virtual-service/overlapping-hosts', host, `Host "${host.text}" is ${host.text === other.text ? 'there twice' : `covered together with "${other.text}"`}.`,
      `Take "${host.text}" or "${other.text}" out.`);
  }
}

function hasSniHosts(spec: Field): boolean {
  return spec.at('tls').items().some(tls => tls.at('match').items().some(match => match.at('sniHosts').size > 0));
}

function checkTlsRoute(tls: Field, hosts: Field, madeUpNames: boolean, complain: Complain): void {
  if (tls.at('match').size === 0) {
    complain('virtual-service/no-tls-match', tls, 'A rule of tls matches nothing.', 'Write match with sniHosts.');
  }
  for (const match of tls.at('match').items()) {
    if (match.at('sniHosts').size === 0) {
      complain('virtual-service/no-sni-host', match, 'A match of tls has no sniHosts.', 'Write the names that clients ask for, such as sniHosts: [shop.example.com].');
    }
    for (const sni of match.at('sniHosts').items()) checkSniHost(sni, hosts, madeUpNames, complain);
    checkConnectionMatch(match, complain);
  }
  checkDestinations(tls, complain);
}

function checkSniHost(sni: Field, hosts: Field, madeUpNames: boolean, complain: Complain): void {
  const problem = madeUpNames ? gatewayHostProblem(sni.text, true) : hostProblem(sni.text);
  if (problem !== undefined) {
    if (isIpAddress(sni.text)) return;
    complain('virtual-service/sni-host', sni, `"${sni.text}" is no host: ${problem}.`, 'Write a full DNS name, or one with a wildcard as its first label.');
  } else if (!hosts.items().some(host => isUnder(sni.text, host.text))) {
    complain('virtual-service/sni-host', sni, `SNI host "${sni.text}" is none of the hosts of the VirtualService.`, `Add "${sni.text}" to spec.hosts, or match one of those.`);
  }
}

function checkConnectionMatch(match: Field, complain: Complain): void {
  for (const subnet of match.at('destinationSubnets').items()) {
    if (isAddressOrCidr(subnet.text)) continue;
    complain('virtual-service/subnet', subnet, `"${subnet.text}" is no IP address and no range.`, 'Write an address such as 10.0.0.7, or a range such as 10.0.0.0/8.');
  }
  if (match.at('port').number !== 0) checkPort(match.at('port'), complain);
  checkLabels(match.at('sourceLabels'), complain);
  checkGatewayNames(match.at('gateways'), complain);
}

function checkDestinations(rule: Field, complain: Complain): void {
  if (rule.at('route').size === 0) {
    complain('virtual-service/no-destination', rule, 'A rule has no destination.', 'Write route with a destination.');
  }
  checkWeightedDestinations(rule.at('route'), complain);
}
