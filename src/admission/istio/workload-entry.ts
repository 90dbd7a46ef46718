import { Field } from '../../manifest/field';
import { socketPathProblem, UNIX_SCHEME } from '../../manifest/istio/address-syntax';
import type { Complain } from '../../manifest/istio/complain';
import { checkPort } from '../../manifest/istio/complain';
import { dnsNameProblem, isDnsLabel, isIpAddress } from '../../manifest/istio/host-syntax';
import type { ManifestObject } from '../../manifest/manifest-object';
import { checkLabels } from './labels';

export const WORKLOAD_ENTRY_RULES = [
  'workload-entry/no-address', 'workload-entry/address', 'workload-entry/socket', 'workload-entry/port-name', 'workload-entry/unknown-port', 'workload-entry/socket-ports',
] as const;

export function checkWorkloadEntry(object: ManifestObject, complain: Complain): void {
  const spec = Field.spec(object);
  if (checkAddress(spec, true, complain)) checkRest(spec, undefined, complain);
}

/** An endpoint of a ServiceEntry with resolution STATIC, whose ports are named. */
export function checkStaticEndpoint(endpoint: Field, ports: readonly string[], complain: Complain): void {
  if (!checkAddress(endpoint, false, complain)) return;
  checkRest(endpoint, ports, complain);
  if (endpoint.at('address').text.startsWith(UNIX_SCHEME) && new Set(ports).size !== 1) {
    complain('workload-entry/socket-ports', endpoint.at('address'), `A Unix socket serves one port, and the ServiceEntry has ${ports.length}.`, 'Keep one port, or write an IP address.');
  }
}

/** An endpoint of a ServiceEntry that is resolved. */
export function checkDnsEndpoint(endpoint: Field, ports: readonly string[], complain: Complain): void {
  const address = endpoint.at('address');
  if (!isIpAddress(address.text) && dnsNameProblem(address.text) !== undefined) {
    complain('workload-entry/address', address.isSet ? address : endpoint, `"${address.text}" is neither a DNS name nor an IP address.`, 'Write a full DNS name, without a wildcard, or an IP address.');
  }
  checkRest(endpoint, ports, complain);
}

function checkAddress(entry: Field, canBeName: boolean, complain: Complain): boolean {
  const address = entry.at('address');
  if (address.text === '') {
    if (entry.at('network').text !== '') return true;
    complain('workload-entry/no-address', entry, 'An endpoint has neither address nor network.', 'Write address with the IP address of the workload.');
    return false;
  }
  if (address.text.startsWith(UNIX_SCHEME)) {
    const problem = socketPathProblem(address.text.slice(UNIX_SCHEME.length));
    if (problem !== undefined) complain('workload-entry/socket', address, `"${address.text}" is no socket: ${problem}.`, 'Write unix:///<path> or unix://@<name>.');
    if (entry.at('ports').size > 0) complain('workload-entry/socket', entry.at('ports'), 'A Unix socket has no ports.', 'Take ports out.');
  } else if (!isIpAddress(address.text) && (!canBeName || dnsNameProblem(address.text) !== undefined)) {
    complain('workload-entry/address', address, canBeName ? `"${address.text}" is neither a DNS name nor an IP address.` : `With resolution STATIC an address is an IP address; "${address.text}" is none.`,
      canBeName ? 'Write a full DNS name, without a wildcard, or an IP address.' : 'Write the IP address, or resolution: DNS.');
  }
  return true;
}

function checkRest(entry: Field, servicePorts: readonly string[] | undefined, complain: Complain): void {
  for (const [name, port] of entry.at('ports').entries()) {
    if (servicePorts && !servicePorts.includes(name)) {
      complain('workload-entry/unknown-port', port, `An endpoint maps port "${name}", which the ServiceEntry does not have.`, 'Write the name of one of spec.ports.');
    }
    if (!isDnsLabel(name)) {
      complain('workload-entry/port-name', port, `"${name}" is no name of a port.`, 'Write letters, digits and inner dashes, such as "http".');
    }
    checkPort(port, complain);
  }
  checkLabels(entry.at('labels'), complain);
}
