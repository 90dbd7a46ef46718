import { Field } from '../../manifest/field';
import { isAddressOrCidr, isPort } from '../../manifest/istio/address-syntax';
import type { Complain } from '../../manifest/istio/complain';
import { checkPort } from '../../manifest/istio/complain';
import { dnsNameProblem, hostProblem, isDnsLabel } from '../../manifest/istio/host-syntax';
import { KNOWN_PROTOCOLS, protocols } from './protocol-names';
import type { ManifestObject } from '../../manifest/manifest-object';
import { checkExportTo } from './export-to';
import { checkSelector } from './selectors';
import { checkDnsEndpoint, checkStaticEndpoint } from './workload-entry';

export const SERVICE_ENTRY_RULES = [
  'service-entry/selector-and-endpoints', 'service-entry/no-host', 'service-entry/host', 'service-entry/address', 'service-entry/range', 'service-entry/duplicate-port',
  'service-entry/port', 'service-entry/port-name', 'service-entry/protocol', 'service-entry/endpoints-without-resolution', 'service-entry/host-to-resolve',
  'service-entry/one-endpoint', 'service-entry/dynamic-dns', 'service-entry/hosts-without-names',
] as const;

export function checkServiceEntry(object: ManifestObject, complain: Complain): void {
  const spec = Field.spec(object);
  const [hosts, endpoints, resolution] = [spec.at('hosts'), spec.at('endpoints'), spec.at('resolution').text || 'NONE'];
  checkSelector(spec.at('workloadSelector', 'labels'), complain);
  if (spec.at('workloadSelector').isSet && endpoints.size > 0) {
    complain('service-entry/selector-and-endpoints', endpoints, 'A ServiceEntry has workloadSelector and endpoints.', 'Keep one of them.');
  }
  if (hosts.size === 0) {
    complain('service-entry/no-host', spec, 'A ServiceEntry has no hosts.', 'Write hosts, such as ["api.example.com"].');
  }
  for (const host of hosts.items()) {
    const problem = host.text === '*' ? 'it stands for every host' : hostProblem(host.text);
    if (problem === undefined) continue;
    complain('service-entry/host', host, `"${host.text}" is no host of a ServiceEntry: ${problem}.`, 'Write a full DNS name, or one with a wildcard as its first label.');
  }
  for (const address of spec.at('addresses').items()) {
    if (!isAddressOrCidr(address.text)) {
      complain('service-entry/address', address, `"${address.text}" is no IP address and no range.`, 'Write an address such as 240.240.1.1, or a range such as 10.0.0.0/8.');
    } else if (address.text.includes('/') && resolution !== 'NONE' && resolution !== 'STATIC') {
      complain('service-entry/range', address, `A range of addresses, ${address.text}, cannot have resolution ${resolution}.`, 'Write single addresses, or resolution: STATIC or NONE.');
    }
  }
  checkPorts(spec.at('ports'), complain);
  checkEndpoints(object, spec, resolution, complain);
  const nameless = spec.at('ports').items().map(port => port.at('protocol')).find(({ text }) => !protocols.isHttp(text) && !protocols.isTls(text));
  if (resolution !== 'NONE' && hosts.size > 1 && nameless) {
    complain('service-entry/hosts-without-names', hosts, `There are ${hosts.size} hosts on a port for ${nameless.text || 'no protocol'}, where a proxy cannot tell them apart.`,
      'Write a ServiceEntry for each host, or protocol: HTTP, HTTPS or TLS.');
  }
  checkExportTo(spec.at('exportTo'), { namespace: object.namespace ?? '', toNobody: true }, complain);
}

function checkPorts(ports: Field, complain: Complain): void {
  const [names, numbers] = [new Set<string>(), new Set<number>()];
  for (const port of ports.items()) {
    const [name, number, protocol] = [port.at('name'), port.at('number'), port.at('protocol')];
    if (names.has(name.text)) complain('service-entry/duplicate-port', name, `Two ports are named "${name.text}".`, 'Give one of them another name.');
    if (numbers.has(number.number)) complain('service-entry/duplicate-port', number, `Two ports have number ${number.number}.`, 'Take one of them out.');
    names.add(name.text);
    numbers.add(number.number);
    if (port.at('targetPort').number !== 0) checkPort(port.at('targetPort'), complain);
    if (!isDnsLabel(name.text)) {
      complain('service-entry/port-name', name.isSet ? name : port, `"${name.text}" is no name of a port.`, 'Write letters, digits and inner dashes, such as "https".');
    }
    if (protocol.text !== '' && !protocols.isKnown(protocol.text)) {
      complain('service-entry/protocol', protocol, `"${protocol.text}" is no protocol.`, `Write ${KNOWN_PROTOCOLS}.`);
    }
    if (!isPort(number.number)) {
      complain('service-entry/port', number.isSet ? number : port, `${number.number} is no port number.`, 'Write a port number from 1 to 65535.');
    }
  }
}

function checkEndpoints(object: ManifestObject, spec: Field, resolution: string, complain: Complain): void {
  const [hosts, endpoints] = [spec.at('hosts'), spec.at('endpoints')];
  const ports = spec.at('ports').items().map(port => port.at('name').text);
  switch (resolution) {
    case 'NONE':
      if (endpoints.size > 0) {
        complain('service-entry/endpoints-without-resolution', endpoints, 'With resolution NONE, connections go where the caller sends them, and endpoints are not used.', 'Write resolution: STATIC or DNS, or take endpoints out.');
      }
      break;
    case 'STATIC':
      for (const endpoint of endpoints.items()) checkStaticEndpoint(endpoint, ports, complain);
      break;
    case 'DYNAMIC_DNS':
      checkDynamicDns(object, spec, complain);
      break;
    default: {
      const unresolvable = endpoints.size === 0 ? hosts.items().find(host => dnsNameProblem(host.text) !== undefined) : undefined;
      if (unresolvable) {
        complain('service-entry/host-to-resolve', unresolvable, `The proxy cannot resolve "${unresolvable.text}": ${dnsNameProblem(unresolvable.text)}.`,
          'Write full DNS names, endpoints to resolve instead, or resolution: NONE.');
      }
      if (resolution === 'DNS_ROUND_ROBIN' && endpoints.size > 1) {
        complain('service-entry/one-endpoint', endpoints, `With resolution DNS_ROUND_ROBIN there is one endpoint, not ${endpoints.size}.`, 'Keep one endpoint, or write resolution: DNS.');
      }
      for (const endpoint of endpoints.items()) checkDnsEndpoint(endpoint, ports, complain);
    }
  }
}

function checkDynamicDns(object: ManifestObject, spec: Field, complain: Complain): void {
  const wrong = (at: Field, message: string, remedy: string): void => complain('service-entry/dynamic-dns', at, message, remedy);
  for (const host of spec.at('hosts').items()) {
    if (!host.text.startsWith('*')) wrong(host, `With resolution DYNAMIC_DNS a host begins with a wildcard; "${host.text}" does not.`, 'Write a host such as "*.example.com", or resolution: DNS.');
  }
  for (const key of ['addresses', 'endpoints']) {
    if (spec.at(key).size > 0) wrong(spec.at(key), `With resolution DYNAMIC_DNS there are no ${key}: the name that the caller asks for is resolved.`, `Take ${key} out.`);
  }
  for (const protocol of spec.at('ports').items().map(port => port.at('protocol'))) {
    if (!['http', 'tls', 'grpc', 'http2'].includes(protocol.text.toLowerCase())) {
      wrong(protocol, `With resolution DYNAMIC_DNS a port is for HTTP, HTTP2, GRPC or TLS, not ${protocol.text || 'for no protocol'}.`, 'Write protocol: HTTP, HTTP2, GRPC or TLS.');
    }
  }
  const waypoint = object.labels['istio.io/use-waypoint'] ?? '';
  if (spec.at('location').text === 'MESH_INTERNAL' && waypoint !== '' && waypoint.toLowerCase() !== 'none') {
    wrong(spec.at('location'), `With resolution DYNAMIC_DNS, a waypoint ("${waypoint}") cannot serve hosts inside the mesh.`, 'Write location: MESH_EXTERNAL, or take the label istio.io/use-waypoint off.');
  }
}
