import type { Field } from '../field';
import { isPort } from './address-syntax';
import type { Complain } from './complain';
import { dnsNameProblem, isIpAddress } from './host-syntax';

/** Kinds of providers that are servers, with a service and a port. */
const SERVERS = [
  'envoyExtAuthzHttp', 'envoyExtAuthzGrpc', 'zipkin', 'lightstep', 'datadog', 'opencensus', 'skywalking', 'envoyOtelAls', 'opentelemetry', 'envoyHttpAls', 'envoyTcpAls',
];
const OTHERS = ['prometheus', 'stackdriver', 'envoyFileAccessLog', 'sds'];

/** What istiod logs of `extensionProviders`: it goes on, and what uses the provider fails. */
export function checkExtensionProviders(providers: Field, complain: Complain): void {
  const known = new Set<string>();
  for (const provider of providers.items()) {
    const name = provider.at('name');
    const wrong = (at: Field, message: string, remedy: string): void => complain('mesh/extension-provider', at, message, remedy);
    if (name.text === '') wrong(provider, 'An extension provider has no name.', 'Write name, by which policies and Telemetry name it.');
    if (name.text !== '' && known.has(name.text)) wrong(name, `There are two extension providers "${name.text}".`, 'Give one of them another name.');
    known.add(name.text);
    const [kind] = provider.set(...SERVERS);
    if (kind !== undefined) checkServer(name.text, kind, provider.at(kind), wrong);
    else if (provider.set(...OTHERS).length === 0) wrong(provider, `Extension provider "${name.text}" does not say what it is.`, `Write one of ${[...SERVERS, ...OTHERS].join(', ')}.`);
  }
}

function checkServer(name: string, kind: string, server: Field, wrong: (at: Field, message: string, remedy: string) => void): void {
  const [service, port, prefix] = [server.at('service'), server.at('port'), server.at('pathPrefix')];
  // "namespace/host" is taken too.
  const host = service.text.slice(service.text.indexOf('/') + 1);
  if (dnsNameProblem(host) !== undefined && !isIpAddress(host)) {
    wrong(service.isSet ? service : server, `Extension provider "${name}" has service "${service.text}", which is no host.`, 'Write the full name of the Service, such as "otel.observability.svc.cluster.local".');
  }
  if (!isPort(port.number)) wrong(port.isSet ? port : server, `Extension provider "${name}" has no port number.`, 'Write port, a number from 1 to 65535.');
  if (prefix.text !== '' && !prefix.text.startsWith('/')) wrong(prefix, `\`pathPrefix\` "${prefix.text}" of extension provider "${name}" is no path.`, 'Begin it with "/".');
  if (kind === 'opentelemetry' && server.set('http', 'grpc').length === 2) wrong(server, `Extension provider "${name}" has http and grpc.`, 'Keep one of them.');
  if (kind === 'lightstep' && server.at('accessToken').text === '') wrong(server, `Extension provider "${name}" has no accessToken.`, 'Write accessToken.');
}
