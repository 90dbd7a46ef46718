import type { KnownHost } from '../../manifest/istio/host-registry';
import { bySpecificity, isWildcard } from '../../manifest/istio/hosts';
import type { IstioProtocol } from '../../manifest/istio/protocols';
import { isTls } from '../../manifest/istio/protocols';
import { covers, network } from '../../manifest/linkerd/networks';
import { records } from '../../manifest/manifest-object';
import type { ManifestSet } from '../../manifest/manifest-set';
import type { Fields } from './http-rule';
import { destinationSubnets, isForProxy, serverNames } from './layer4';
import type { RouteSource } from './route-sources';
import { sourcesCovering } from './route-sources';
import { aliasNames } from './sidecar-aliases';
import type { Imports, SidecarScope } from './sidecar-scope';
import { sidecarProxy } from './virtual-hosts';

/** Stands for every address that has no listener of its own at a port. */
export const ANY_ADDRESS = '0.0.0.0';

/** One host that has a place among listeners, with what it is taken for there. */
export interface Newcomer {
  readonly set: ManifestSet;
  readonly scope: SidecarScope;
  readonly imports: Imports;
  readonly known: KnownHost;
  readonly port: number;
  readonly place: string;
  readonly protocol: IstioProtocol;
  /** Of its address, where that is a whole network. */
  readonly networks: readonly string[];
}

/** One of the ways that a listener has for connections. */
export interface Chain {
  /** Server names that TLS connections ask for; none: whatever they ask for. */
  readonly serverNames: readonly string[];
  /** Of the address that the connection is for; none: any. */
  readonly networks: readonly string[];
  /** Whose listener it is, or who brought it there. */
  readonly known: KnownHost;
  readonly action: Action;
  /** Matches of rules that do not ask for this proxy or this port. */
  readonly passedOver: readonly PlaceOfMatch[];
}

export type Action =
  /** Routes for HTTP. `inspected`: for nothing else; `alone`: those of its own host, else of every host on the port. */
  | { readonly kind: 'http'; readonly inspected: boolean; readonly alone: boolean }
  /** On to the host itself. */
  | { readonly kind: 'host' }
  | { readonly kind: 'rule'; readonly protocol: 'tcp' | 'tls'; readonly fields: Fields; readonly place: PlaceOfMatch };

export interface PlaceOfMatch {
  readonly source: RouteSource;
  readonly protocol: 'tcp' | 'tls';
  readonly rule: number;
  /** Null where the rule has none. */
  readonly match: number | null;
}

/** A connection as listeners see it. */
export interface Connection {
  /** Undefined: nothing says it. */
  readonly address: string | undefined;
  readonly tls: boolean;
  readonly serverName: string | undefined;
  readonly http: boolean;
}

export function httpChain({ known }: Newcomer, inspected: boolean, alone: boolean): Chain {
  return { serverNames: [], networks: [], known, action: { kind: 'http', inspected, alone }, passedOver: [] };
}

/** The ways of a host's port that is not HTTP, or need not be: by the rules for it, else to the host itself. */
export function connectionChains(newcomer: Newcomer): readonly Chain[] {
  const { set, scope, imports, known, protocol } = newcomer;
  const sources = sourcesCovering(set, scope, imports, known.host);
  return isTls(protocol) ? tlsChains(newcomer, sources) : tcpChains(newcomer, sources);
}

/** Up to the first rule that takes every address. */
function tcpChains({ scope, known, port, networks }: Newcomer, sources: readonly RouteSource[]): readonly Chain[] {
  const proxy = sidecarProxy(scope, port);
  const chains: Chain[] = [];
  const passedOver: PlaceOfMatch[] = [];
  for (const source of sources) {
    for (const [fields, rule] of records(source.spec['tcp'])) {
      if (records(fields['route']).length === 0) continue;
      const matches = records(fields['match']);
      const ruled = (match: number | null, subnets: readonly string[]): Chain => {
        const place: PlaceOfMatch = { source, protocol: 'tcp', rule, match };
        return { serverNames: [], networks: subnets, known, action: { kind: 'rule', protocol: 'tcp', fields, place }, passedOver: [...passedOver] };
      };
      if (matches.length === 0) return [...chains, ruled(null, networks)];
      const subnets: string[] = [];
      let first: number | undefined;
      for (const [match, index] of matches) {
        if (!isForProxy(match, source, proxy)) {
          passedOver.push({ source, protocol: 'tcp', rule, match: index });
          continue;
        }
        const own = destinationSubnets(match);
        if (own.length === 0) return [...chains, ruled(index, networks)];
        subnets.push(...own);
        first ??= index;
      }
      if (first !== undefined) chains.push(ruled(first, subnets));
    }
  }
  return [...chains, { serverNames: [], networks, known, action: { kind: 'host' }, passedOver }];
}

/** Every match of rules with its server names; subnets that one asks for hold for those after it that ask for none. Where there is none, the host by its own names. */
function tlsChains(newcomer: Newcomer, sources: readonly RouteSource[]): readonly Chain[] {
  const { scope, known, port } = newcomer;
  const proxy = sidecarProxy(scope, port);
  const chains: Chain[] = [];
  const passedOver: PlaceOfMatch[] = [];
  const handled = new Set<string>();
  let { networks } = newcomer;
  for (const source of sources) {
    for (const [fields, rule] of records(source.spec['tls'])) {
      if (records(fields['route']).length === 0) continue;
      for (const [match, index] of records(fields['match'])) {
        const place: PlaceOfMatch = { source, protocol: 'tls', rule, match: index };
        if (!isForProxy(match, source, proxy)) {
          passedOver.push(place);
          continue;
        }
        const [names, own] = [serverNames(match).filter(name => name !== undefined), destinationSubnets(match)];
        if (own.length > 0) networks = own;
        const key = JSON.stringify([names, own]);
        if (!handled.has(key)) chains.push({ serverNames: names, networks, known, action: { kind: 'rule', protocol: 'tls', fields, place }, passedOver: [...passedOver] });
        handled.add(key);
      }
    }
  }
  return chains.length > 0 ? chains : [{ serverNames: ownNames(newcomer), networks, known, action: { kind: 'host' }, passedOver }];
}

/** Where others may have the same place, a host is told by its name; an address of its own is enough elsewhere. */
function ownNames({ set, scope, imports, known, place, networks }: Newcomer): readonly string[] {
  const shares = networks.length > 0 || place === ANY_ADDRESS && imports.bind === undefined || isWildcard(known.host) && known.entry?.resolution === 'DYNAMIC_DNS';
  return shares ? [known.host, ...aliasNames(set, scope, imports, known)] : [];
}

/** Whether two chains are for the same connections. */
export function conflict(one: Chain, other: Chain): boolean {
  return isInspected(one) === isInspected(other) && same(named(one), named(other)) && same(one.networks.flatMap(masked), other.networks.flatMap(masked));
}

/**
 * The chain that takes a connection: by its address, then the server name, then whether it is HTTP; what was chosen by one is not given up for
 * the next. `unsure`: one that asks for an address, and nothing says that of the connection.
 */
export function chainFor(chains: readonly Chain[], { address, tls, serverName, http }: Connection): { readonly chain: Chain | undefined; readonly unsure: Chain | undefined } {
  const otherwise = chains.filter(takesAll).at(-1);
  const others = chains.filter(chain => !takesAll(chain));
  const inspectsTls = chains.some(chain => chain.serverNames.length > 0);
  const unsure = address === undefined ? others.find(({ networks }) => networks.length > 0) : undefined;
  const byAddress = narrowed(others, ({ networks }) => networks, all => closest(all, address));
  const byName = narrowed(byAddress, named, all => (inspectsTls && tls ? mostSpecific(all, serverName) : undefined));
  const plain = byName.filter(isInspected);
  const left = plain.length > 0 && !(inspectsTls && tls) ? plain : byName.filter(chain => !isInspected(chain));
  return { chain: left.find(chain => !isInspected(chain) || http && !tls) ?? otherwise, unsure };
}

/** Those that name what was found, else those that name nothing. */
function narrowed(chains: readonly Chain[], namesOf: (chain: Chain) => readonly string[], find: (names: readonly string[]) => string | undefined): readonly Chain[] {
  const found = find(chains.flatMap(namesOf));
  return chains.filter(chain => (found === undefined ? namesOf(chain).length === 0 : namesOf(chain).includes(found)));
}

function closest(networks: readonly string[], address: string | undefined): string | undefined {
  const at = address === undefined ? undefined : network(address);
  return networks.flatMap(written => {
    const read = network(written);
    return at && read && covers(read, at) ? [{ written, bits: read.bits }] : [];
  }).sort((a, b) => b.bits - a.bits)[0]?.written;
}

function mostSpecific(names: readonly string[], serverName: string | undefined): string | undefined {
  if (serverName === undefined) return undefined;
  return names.filter(name => (isWildcard(name) ? serverName.endsWith(name.slice(1)) : serverName === name)).sort(bySpecificity)[0];
}

/** "*" among them takes every name. */
function named({ serverNames: names }: Chain): readonly string[] {
  return names.includes('*') ? [] : names;
}

function isInspected({ action }: Chain): boolean {
  return action.kind === 'http' && action.inspected;
}

function takesAll(chain: Chain): boolean {
  return named(chain).length === 0 && chain.networks.length === 0 && !isInspected(chain);
}

/** A network in the same words whichever of its addresses names it. */
function masked(written: string): string[] {
  const read = network(written);
  if (!read) return [];
  const bytes = read.bytes.map((byte, index) => byte & ((0xff << (8 - Math.min(8, Math.max(0, read.bits - index * 8)))) & 0xff));
  return [`${bytes.join('.')}/${read.bits}`];
}

function same(one: readonly string[], other: readonly string[]): boolean {
  const [a, b] = [new Set(one), new Set(other)];
  return a.size === b.size && [...a].every(value => b.has(value));
}
