import { bySpecificity, isWildcard } from '../../manifest/istio/hosts';
import type { KnownHost } from '../../manifest/istio/host-registry';
import type { IstioProtocol } from '../../manifest/istio/protocols';
import { isTls } from '../../manifest/istio/protocols';
import type { ManifestObject } from '../../manifest/manifest-object';
import { list, records, text } from '../../manifest/manifest-object';
import type { RouteOutcome } from '../outcome';
import { isInNetwork } from './addresses';
import type { Fields, RouteProxy } from './http-rule';
import type { RoutingHop } from './http-routing';
import { isForProxy, routed, toHost } from './layer4';
import type { RouteSource } from './route-sources';

/** What a listener does with some of its connections, chosen by what is seen of them: where they go, the server name, whether they are HTTP. */
export interface Chain {
  /** The host that it is there for. */
  readonly known: KnownHost;
  readonly protocol: IstioProtocol;
  /** Where the connection has to go; none: anywhere. */
  readonly subnets: readonly string[];
  /** Server names, of TLS; none: whatever it is. */
  readonly names: readonly string[];
  /** Takes what is HTTP and not encrypted, and nothing else: its routes decide. */
  readonly http: boolean;
  /** What connections make of it that are not HTTP. */
  readonly outcome: (hop: RoutingHop, address: string | undefined) => RouteOutcome;
  /** The rule whose `destinationSubnets` these are. */
  readonly rule: RuleOfChain | undefined;
  /** Matches that were passed over before it. */
  readonly passedOver: readonly { readonly object: ManifestObject; readonly says: string }[];
}

interface RuleOfChain {
  readonly source: RouteSource;
  readonly kind: 'tcp' | 'tls';
  readonly index: number;
  readonly match: number;
}

/** What is seen of a connection before any filter. */
export interface Seen {
  /** Undefined: nobody knows it. */
  readonly address: string | undefined;
  readonly encrypted: boolean;
  readonly name: string;
  readonly http: boolean;
}

/** A host's part of a listener. */
export interface Part {
  readonly known: KnownHost;
  readonly protocol: IstioProtocol;
  /** A range of addresses that the host has, where the listener takes connections to any. */
  readonly ranges: readonly string[];
  /** Whether the listener takes connections to any address, and just the server name tells hosts apart. */
  readonly shared: boolean;
}

/** The chain for HTTP. */
export function httpChain(part: Part): Chain {
  return { ...blank(part), subnets: [], http: true };
}

/** The chains for connections to a host: what rules say of them, and what is left goes to the host itself. */
export function connectionChains(part: Part, sources: readonly RouteSource[], proxy: RouteProxy): readonly Chain[] {
  return isTls(part.protocol) ? tlsChains(part, sources, proxy) : tcpChains(part, sources, proxy);
}

function tlsChains(part: Part, sources: readonly RouteSource[], proxy: RouteProxy): readonly Chain[] {
  const chains = new Map<string, Chain>();
  // What one match says of addresses holds for those after it that say nothing.
  let subnets = part.ranges;
  for (const { source, rule, index } of rulesOf(sources, 'tls')) {
    for (const [match, place] of records(rule['match'])) {
      if (!isForProxy(match, source, proxy)) continue;
      const [own, names] = [subnetsOf(match), serverNames(match)];
      if (own.length > 0) subnets = own;
      const key = `${names.join()}|${own.join()}`;
      if (!chains.has(key)) chains.set(key, { ...blank(part), subnets, names, rule: own.length > 0 ? { source, kind: 'tls', index, match: place } : undefined, outcome: hop => routed(hop, source, 'tls', index, place, rule) });
    }
  }
  if (chains.size > 0) return [...chains.values()];
  const { known, ranges, shared } = part;
  const isNamed = shared || ranges.length > 0 || isWildcard(known.host) && known.entry?.resolution === 'DYNAMIC_DNS';
  return [{ ...blank(part), names: isNamed ? [known.host] : [] }];
}

function tcpChains(part: Part, sources: readonly RouteSource[], proxy: RouteProxy): readonly Chain[] {
  const chains: Chain[] = [];
  const passedOver: Chain['passedOver'][number][] = [];
  for (const { source, rule, index } of rulesOf(sources, 'tcp')) {
    const own = { ...blank(part), passedOver };
    const matches = records(rule['match']);
    if (matches.length === 0) return [...chains, { ...own, outcome: hop => routed(hop, source, 'tcp', index, null, rule) }];
    const asking: { readonly subnets: readonly string[]; readonly place: number }[] = [];
    for (const [match, place] of matches) {
      if (!isForProxy(match, source, proxy)) {
        passedOver.push({ object: source.object, says: `tcp rule ${index} match ${place} is not for this proxy, or not for port ${proxy.port}` });
        continue;
      }
      const subnets = subnetsOf(match);
      if (subnets.length === 0) return [...chains, { ...own, outcome: hop => routed(hop, source, 'tcp', index, place, rule) }];
      asking.push({ subnets, place });
    }
    if (asking.length > 0) chains.push(forSubnets({ ...own, rule: { source, kind: 'tcp', index, match: asking[0]!.place } }, asking, rule));
  }
  return [...chains, { ...blank(part), passedOver }];
}

function forSubnets(chain: Chain, asking: readonly { readonly subnets: readonly string[]; readonly place: number }[], rule: Fields): Chain {
  const { source, index } = chain.rule!;
  const placeOf = (address: string | undefined) => asking.find(({ subnets }) => address !== undefined && subnets.some(subnet => isInNetwork(subnet, address)))?.place ?? null;
  return { ...chain, subnets: asking.flatMap(({ subnets }) => subnets), outcome: (hop, address) => routed(hop, source, 'tcp', index, placeOf(address), rule) };
}

function blank({ known, protocol, ranges }: Part): Chain {
  return { known, protocol, subnets: ranges, names: [], http: false, rule: undefined, passedOver: [], outcome: hop => toHost(hop, known) };
}

function rulesOf(sources: readonly RouteSource[], kind: 'tcp' | 'tls'): readonly { readonly source: RouteSource; readonly rule: Fields; readonly index: number }[] {
  return sources.flatMap(source => records(source.spec[kind]).filter(([rule]) => records(rule['route']).length > 0).map(([rule, index]) => ({ source, rule, index })));
}

/** Of those that ask the same of connections the first stays. */
export function merged(chains: readonly Chain[], more: readonly Chain[]): readonly Chain[] {
  return more.reduce<readonly Chain[]>((known, chain) => (known.some(one => asksSame(one, chain)) ? known : [...known, chain]), chains);
}

function asksSame(one: Chain, other: Chain): boolean {
  return one.http === other.http && sameSet(one.names, other.names) && sameSet(one.subnets, other.subnets);
}

function sameSet(one: readonly string[], other: readonly string[]): boolean {
  const [a, b] = [new Set(one), new Set(other)];
  return a.size === b.size && [...a].every(value => b.has(value));
}

/**
 * The chain that takes a connection: addresses decide first, then server names, then whether it is HTTP; what nothing of the kind takes goes by the
 * one that asks for nothing. `asked` instead: it depends on the address, which is unknown.
 */
export function chainTaking(chains: readonly Chain[], seen: Seen): { readonly chain?: Chain | undefined; readonly asked?: Chain } {
  if (seen.address === undefined) {
    const asked = chains.find(({ rule }) => rule !== undefined);
    if (asked) return { asked };
  }
  const byAddress = nearest(chains, seen.address);
  const name = seen.encrypted ? nearestName(byAddress, seen.name) : undefined;
  const byName = byAddress.filter(({ names }) => (name === undefined ? names.length === 0 : names.includes(name)));
  const plainHttp = seen.http && !seen.encrypted;
  return { chain: (plainHttp ? byName.find(({ http }) => http) : undefined) ?? byName.find(({ http }) => !http) ?? chains.find(({ names, subnets, http }) => !http && names.length + subnets.length === 0) };
}

/** Those of the smallest range that holds the address; where none does, those that ask for none. */
function nearest(chains: readonly Chain[], address: string | undefined): readonly Chain[] {
  const sizes = chains.map(({ subnets }) => Math.max(-1, ...subnets.map(subnet => (address !== undefined && isInNetwork(subnet, address) ? bitsOf(subnet) : -1))));
  const most = Math.max(-1, ...sizes);
  return chains.filter(({ subnets }, index) => (most < 0 ? subnets.length === 0 : sizes[index] === most));
}

function bitsOf(subnet: string): number {
  const [, bits] = subnet.split('/');
  return bits === undefined ? 128 : Number(bits);
}

function nearestName(chains: readonly Chain[], name: string): string | undefined {
  return chains.flatMap(({ names }) => names).filter(one => (isWildcard(one) ? name.endsWith(one.slice(1)) : name === one)).sort(bySpecificity)[0];
}

/** One that stands for all names takes whatever the others do not. */
function serverNames({ sniHosts }: Fields): readonly string[] {
  const names = list(sniHosts).flatMap(name => text(name)?.toLowerCase() ?? []);
  return names.includes('*') ? [] : names;
}

function subnetsOf({ destinationSubnets }: Fields): readonly string[] {
  return list(destinationSubnets).flatMap(subnet => text(subnet) ?? []);
}
