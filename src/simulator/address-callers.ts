import ipaddr from 'ipaddr.js';
import { authorizationPolicies, valuesOf } from '../manifest/istio/authorization-policies';
import { covers, network } from '../manifest/linkerd/networks';
import type { Json } from '../manifest/manifest-object';
import { list, record, records, text } from '../manifest/manifest-object';
import type { ManifestSet } from '../manifest/manifest-set';
import { view } from '../manifest/manifest-set';

/** An address at which callers may fare otherwise than elsewhere: outside the cluster, and as pods of some namespace. */
export interface KnownAddress {
  readonly ip: string;
  readonly namespace: string;
}

/** A range that some policy tells apart. */
interface Range {
  readonly cidr: string;
  readonly namespace: string;
}

/** Of so many ranges, those first that one of the sets alone has. */
const MOST_RANGES = 8;
const ELSEWHERE = ['203.0.113.9', '198.51.100.9', '10.200.200.200', '172.31.255.9', '192.168.255.9'];

/** The ends of every range that policies of the sets know, and an address in none of them. */
export function knownAddresses(sets: readonly ManifestSet[]): readonly KnownAddress[] {
  const counts = new Map<string, number>();
  for (const set of sets) for (const cidr of new Set(ranges(set).map(range => range.cidr))) counts.set(cidr, (counts.get(cidr) ?? 0) + 1);
  const all = [...new Map(sets.flatMap(ranges).map(range => [range.cidr, range])).values()].sort((a, b) => counts.get(a.cidr)! - counts.get(b.cidr)!);
  const [first] = all;
  if (!first) return [];
  const found = all.slice(0, MOST_RANGES).flatMap(({ cidr, namespace }) => endsOf(cidr).map(ip => ({ ip, namespace })));
  const beyond = ELSEWHERE.find(ip => !all.some(({ cidr }) => isIn(cidr, ip) && !isAll(cidr)));
  return [...found, ...beyond === undefined ? [] : [{ ip: beyond, namespace: first.namespace }]];
}

const ranges = view((set): readonly Range[] => {
  const blocks = (value: Json): string[] => records(value).flatMap(([{ cidr, except }]) => [cidr, ...list(except)]).flatMap(one => text(one) ?? []);
  const all: Range[] = [
    ...authorizationPolicies(set).flatMap(({ namespace, rules }) => rules.flatMap(rule => [...valuesOf(rule, 'ipBlocks'), ...valuesOf(rule, 'remoteIpBlocks')]).map(value => ({ cidr: value.text, namespace }))),
    ...set.all('policy.linkerd.io', 'NetworkAuthentication').flatMap(({ spec, namespace }) => blocks(spec['networks']).map(cidr => ({ cidr, namespace: namespace ?? '' }))),
    ...set.all('policy.linkerd.io', 'ServerAuthorization').flatMap(({ spec, namespace }) => blocks(record(spec['client'])['networks']).map(cidr => ({ cidr, namespace: namespace ?? '' }))),
    ...set.all('networking.k8s.io', 'NetworkPolicy').flatMap(({ spec, namespace }) => records(spec['ingress']).flatMap(([rule]) => records(rule['from']))
      .flatMap(([peer]) => blocks([peer['ipBlock'] ?? {}] as Json)).map(cidr => ({ cidr, namespace: namespace ?? 'default' }))),
  ];
  return all.filter(({ cidr }) => network(cidr) !== undefined);
});

function isAll(cidr: string): boolean {
  return network(cidr)?.bits === 0;
}

function isIn(cidr: string, ip: string): boolean {
  const [range, address] = [network(cidr), network(ip)];
  return range !== undefined && address !== undefined && covers(range, address);
}

/** The first and the last address that pods may have; none of a range of all. */
function endsOf(cidr: string): string[] {
  const { bytes, bits } = network(cidr)!;
  if (bits === 0) return [];
  const at = (fill: number): number[] => bytes.map((byte, index) => {
    const kept = (0xff << (8 - Math.min(8, Math.max(0, bits - index * 8)))) & 0xff;
    return (byte & kept) | (fill & ~kept & 0xff);
  });
  const [first, last] = [at(0), at(0xff)];
  if (bits < bytes.length * 8 - 1) {
    first[first.length - 1]! += 1;
    last[last.length - 1]! -= 1;
  }
  return [...new Set([first, last].map(address => ipaddr.fromByteArray(address).toString()))];
}
