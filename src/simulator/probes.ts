import type { Scheme } from './call';
import type { Condition } from './condition';
import { examplesOf, otherThan, takes } from './pattern-example';
import type { SimulatedRequest } from './request';
import type { KnownIssuer } from './token-example';
import { tokenFor } from './token-example';

/** A request to one port of a service, without its caller. */
export interface Probe {
  /** What it is made for: a rule, or two together; undefined: it meets the conditions of none. */
  readonly condition: Condition | undefined;
  /** Of two rules together, each by itself. */
  readonly parts: readonly Condition[];
  /** Beside a rule: just outside of its conditions. */
  readonly edge: boolean;
  readonly request: Omit<SimulatedRequest, 'from'>;
  /** "GET /cart/any", "tcp". */
  readonly title: string;
}

/** Where requests go. */
export interface Place {
  readonly scheme: Scheme;
  /** "cart.shop:7070". */
  readonly at: string;
  /** What callers may write into the Host header for it; the first is that of the URL. */
  readonly names: readonly string[];
  readonly issuers: readonly KnownIssuer[];
}

const METHODS = ['GET', 'PATCH', 'PUT', 'DELETE', 'OPTIONS', 'HEAD', 'POST'];

/** What rules are not about, as a rule. */
const OTHER_PATHS = ['/any-other', '/-', '/0/-', '/', '/_', '/~'];
const OTHER_CALLS = ['/any.Other/Call', '/_._/_', '/z.Z/z'];

function otherOf(paths: readonly string[], patterns: readonly string[]): string {
  return patterns.length === 0 && paths === OTHER_PATHS ? '/' : paths.find(path => !patterns.some(pattern => takes(pattern, path))) ?? paths[0]!;
}

/** What is said on a connection. */
interface Message {
  readonly method: string;
  readonly path: string;
  /** Undefined: the URL's. */
  readonly host: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly token?: Pick<SimulatedRequest, 'token' | 'tokenIn' | 'tokenState'> | undefined;
}

interface Wanted {
  readonly condition: Condition | undefined;
  readonly parts: readonly Condition[];
}

/** Requests that meet each condition, and two at a time, where they can be met; the first meets none. With edges, also what just fails to meet them. */
export function probesAt(place: Place, conditions: readonly Condition[], withEdges: boolean): readonly Probe[] {
  const { scheme, at } = place;
  if (scheme === 'tls' || scheme === 'tcp') return [{ condition: undefined, parts: [], edge: false, title: scheme, request: { to: `${scheme}://${at}` } }];
  const hosts = conditions.flatMap(condition => condition.hosts.map(hostPattern));
  const base: Message = {
    method: METHODS.find(method => !conditions.some(({ methods }) => methods.includes(method))) ?? 'TRACE',
    path: otherOf(scheme === 'grpc' ? OTHER_CALLS : OTHER_PATHS, conditions.flatMap(({ paths }) => paths)),
    host: hosts.length === 0 || !hosts.some(host => takes(host, place.names[0] ?? '')) ? undefined : place.names.find(name => !hosts.some(host => takes(host, name))),
    headers: {}, query: {},
  };
  const nothing = { condition: undefined, parts: [] };
  const made = [
    probe(place, nothing, false, base),
    ...withEdges && hosts.length > 0 ? place.names.map(name => probe(place, nothing, true, { ...base, host: name })) : [],
    ...conditions.flatMap(condition => conditionProbes(place, { condition, parts: [] }, condition, base, withEdges)),
    ...together(conditions).flatMap(both => conditionProbes(place, both, both.condition, base, false)),
  ];
  const known = new Set<string>();
  return made.filter((one): one is Probe => {
    if (!one) return false;
    const key = JSON.stringify([one.request, one.edge ? null : one.condition]);
    return !known.has(key) && Boolean(known.add(key));
  });
}

function hostPattern(host: string): string {
  return host.replace(/:\*$/, '');
}

/** Beyond that, two rules are not looked at together. */
const MOST_TOGETHER = 200;

/** A route and a policy may ask each for something else: what meets both. */
function together(conditions: readonly Condition[]): (Wanted & { readonly condition: Condition })[] {
  const found = conditions.flatMap((one, index) => conditions.slice(index + 1).flatMap(another => {
    const condition = bothOf(one, another);
    return condition ? [{ condition, parts: [one, another] }] : [];
  }));
  return found.slice(0, MOST_TOGETHER);
}

/** Undefined where both ask for the same thing, which they may not have in common. */
function bothOf(one: Condition, another: Condition): Condition | undefined {
  const asks = ({ methods, paths, hosts, headers, query, claims = {} }: Condition) => [methods, paths, hosts, ...[headers, query, claims].map(Object.keys)].map(({ length }) => length > 0);
  const other = asks(another);
  if (asks(one).some((asked, index) => asked && other[index])) return undefined;
  const claims = { ...one.claims, ...another.claims };
  return {
    methods: [...one.methods, ...another.methods], paths: [...one.paths, ...another.paths], hosts: [...one.hosts, ...another.hosts],
    headers: { ...one.headers, ...another.headers }, query: { ...one.query, ...another.query }, ...(Object.keys(claims).length > 0 && { claims }),
  };
}

/** Every method, path and host of a rule. */
function conditionProbes(place: Place, wanted: Wanted, { methods, paths, hosts, headers, query, claims }: Condition, base: Message, withEdges: boolean): (Probe | undefined)[] {
  const [sent, asked] = [values(headers), values(query)];
  const names = hosts.map(host => examplesOf(hostPattern(host)).inside);
  const token = claims && tokenFor(claims, place.issuers);
  if (!sent || !asked || names.includes(undefined) || claims && !token) return [];
  const called = methods.length > 0 ? methods.map(method => (method.includes('*') || method.startsWith('~') ? examplesOf(method).inside ?? base.method : method)) : [base.method];
  const reached = paths.length > 0 ? paths.flatMap(pattern => examplesOf(pattern).inside ?? []) : [base.path];
  const first: Message = { method: called[0]!, path: reached[0] ?? base.path, host: names[0] ?? base.host, headers: sent, query: asked, token };
  const inside = [
    ...called.flatMap(method => reached.map(path => probe(place, wanted, false, { ...first, method, path }))),
    ...names.slice(1).map(host => probe(place, wanted, false, { ...first, host })),
  ];
  if (!withEdges) return inside;
  const edge = (change: Partial<Message>): Probe | undefined => probe(place, wanted, true, { ...first, ...change });
  const others = place.names.filter(name => !hosts.some(host => takes(hostPattern(host), name))).slice(0, 1);
  return [
    ...inside,
    ...paths.flatMap(pattern => examplesOf(pattern).edges.map(path => edge({ path }))),
    ...methods.length > 0 ? [edge({ method: base.method })] : [],
    ...beside(headers, sent).map(changed => edge({ headers: changed })),
    ...beside(query, asked).map(changed => edge({ query: changed })),
    ...hosts.length > 0 ? others.map(host => edge({ host })) : [],
    ...claims ? [undefined, { ...token, tokenState: 'expired' as const }, ...beside(claims, claims).map(changed => tokenFor(changed, place.issuers))].map(changed => edge({ token: changed })) : [],
  ];
}

/** An example of each; undefined where one has none. */
function values(patterns: Readonly<Record<string, string>>): Record<string, string> | undefined {
  const entries = Object.entries(patterns).map(([key, pattern]) => [key, examplesOf(pattern).inside] as const);
  return entries.every(([, value]) => value !== undefined) ? Object.fromEntries(entries) as Record<string, string> : undefined;
}

/** The same with each left out, and with values that just fail. */
function beside(patterns: Readonly<Record<string, string>>, sent: Readonly<Record<string, string>>): Readonly<Record<string, string>>[] {
  return Object.entries(patterns).flatMap(([name, pattern]) => {
    const without = Object.fromEntries(Object.entries(sent).filter(([key]) => key !== name));
    const other = otherThan(pattern);
    return [without, ...[...examplesOf(pattern).edges, ...other === undefined ? [] : [other]].map(value => ({ ...sent, [name]: value }))];
  });
}

/** Undefined where the request could not be made: gRPC calls nothing but methods of services. */
function probe({ scheme, at, names }: Place, { condition, parts }: Wanted, edge: boolean, { method, path, host, headers, query, token }: Message): Probe | undefined {
  const asked = Object.entries(query).map(([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(value)}`).join('&');
  const target = `${path.startsWith('/') ? path : `/${path}`}${asked === '' ? '' : `?${asked}`}`;
  if (scheme === 'grpc' ? !/^\/[\w.]+\/\w+$/.test(target) : /[\s#]/.test(target)) return undefined;
  const { host: asAuthority, ':authority': authority, ':method': _method, ':path': _path, ...sent } = headers;
  const said = host ?? asAuthority ?? authority;
  const all = { ...sent, ...(said !== undefined && said !== names[0] && { host: said }) };
  const shown = Object.entries(all).map(([key, value]) => `${key}: ${value}`);
  const claims = Object.entries(token?.token ?? {}).map(([key, value]) => `${key}: ${typeof value === 'string' ? value : JSON.stringify(value)}`).join(', ');
  return {
    condition, parts, edge,
    title: [`${scheme === 'grpc' ? 'grpc' : method} ${target}`, ...shown, ...token?.token ? [`${token.tokenState ?? 'valid'} token (${claims})`] : []].join(', '),
    request: { to: `${scheme}://${at}${target}`, ...(scheme !== 'grpc' && { method }), ...(Object.keys(all).length > 0 && { headers: all }), ...token },
  };
}
