import { servicePortProtocol } from '../manifest/istio/protocols';
import type { ManifestSet } from '../manifest/manifest-set';
import type { KubeServicePort, Service } from '../manifest/services';
import type { Scheme } from './call';
import type { Condition } from './conditions';
import { conditionsOf, distinct } from './conditions';
import type { GatewayDoor } from './gateway-doors';
import { doorsBehind } from './gateway-doors';
import { examplesOf, takes } from './pattern-example';
import type { SimulatedRequest } from './request';

/** What a port speaks, as reports write it. */
export type PortProtocol = 'HTTP' | 'GRPC' | 'TLS' | 'TCP';

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

const METHODS = ['GET', 'PATCH', 'PUT', 'DELETE', 'OPTIONS', 'HEAD', 'POST'];

/** What rules are not about, as a rule. */
const OTHER_PATHS = ['/any-other', '/-', '/0/-', '/', '/_', '/~'];
const OTHER_CALLS = ['/any.Other/Call', '/_._/_', '/z.Z/z'];

function otherOf(paths: readonly string[], patterns: readonly string[]): string {
  return patterns.length === 0 && paths === OTHER_PATHS ? '/' : paths.find(path => !patterns.some(pattern => takes(pattern, path))) ?? paths[0]!;
}

export function portProtocolOf(port: KubeServicePort): PortProtocol {
  switch (servicePortProtocol(port)) {
    case 'grpc': case 'grpc-web': return 'GRPC';
    case 'https': case 'tls': return 'TLS';
    case 'http': case 'http2': case 'http_proxy': case 'auto': return 'HTTP';
    default: return 'TCP';
  }
}

/** Requests to a port that, together, meet each rule in front of the service, and one that meets none: the first. */
export function probesOf(set: ManifestSet, service: Service, port: KubeServicePort, withEdges = false): readonly Probe[] {
  return probesFor(service, port, conditionsAt(set, service, port), withEdges);
}

/** The same for rules from several sets. */
export function probesOfBoth(sets: readonly ManifestSet[], service: Service, port: KubeServicePort): readonly Probe[] {
  return probesFor(service, port, distinct(sets.flatMap(set => conditionsAt(set, service, port))), true);
}

/** What is asked in front of a port, and, where it is a gateway's, the hosts that it has with what is asked for each. */
function conditionsAt(set: ManifestSet, service: Service, port: KubeServicePort): readonly Condition[] {
  const hosts = doorsBehind(set, service, port.port).flatMap(({ pattern, conditions }) => {
    const hosts = pattern === '*' ? [] : [pattern];
    return [{ methods: [], paths: [], headers: {}, query: {}, hosts }, ...conditions.map(condition => ({ ...condition, hosts }))];
  });
  return hosts.length === 0 ? conditionsOf(set, service) : distinct([...conditionsOf(set, service), ...hosts]);
}

/** Requests from outside to a host of a Gateway. */
export function probesThrough({ gateway, scheme, host, port, conditions }: GatewayDoor, withEdges = false): readonly Probe[] {
  return probesAt(scheme, `${host}:${port}`, conditions, withEdges).map(probe => ({ ...probe, request: { ...probe.request, through: gateway } }));
}

function probesFor(service: Service, port: KubeServicePort, conditions: readonly Condition[], withEdges: boolean): readonly Probe[] {
  return probesAt(SCHEMES[portProtocolOf(port)], `${service.name}.${service.namespace}:${port.port}`, conditions, withEdges);
}

const SCHEMES = { HTTP: 'http', GRPC: 'grpc', TLS: 'tls', TCP: 'tcp' } as const;

function probesAt(scheme: Scheme, at: string, conditions: readonly Condition[], withEdges: boolean): readonly Probe[] {
  if (scheme === 'tls' || scheme === 'tcp') return [{ condition: undefined, parts: [], edge: false, title: scheme, request: { to: `${scheme}://${at}` } }];
  const url = new Urls(scheme, at);
  const other = METHODS.find(method => !conditions.some(({ methods }) => methods.includes(method))) ?? 'TRACE';
  const path = otherOf(scheme === 'grpc' ? OTHER_CALLS : OTHER_PATHS, conditions.flatMap(({ paths }) => paths));
  const base = url.probe({ condition: undefined, parts: [] }, false, other, path, undefined, {}, {});
  const made = [
    base, ...conditions.flatMap(condition => conditionProbes(url, { condition, parts: [] }, other, path, withEdges)),
    ...together(conditions).flatMap(both => conditionProbes(url, both, other, path, false)),
  ];
  const known = new Set<string>();
  return made.filter((probe): probe is Probe => {
    if (!probe) return false;
    const key = JSON.stringify([probe.request, probe.edge ? null : probe.condition]);
    return !known.has(key) && Boolean(known.add(key));
  });
}

interface Wanted {
  readonly condition: Condition;
  readonly parts: readonly Condition[];
}

/** Beyond that, two rules are not looked at together. */
const MOST_TOGETHER = 200;

/** A route and a policy may ask each for something else: what meets both. */
function together(conditions: readonly Condition[]): Wanted[] {
  const found = conditions.flatMap((one, index) => conditions.slice(index + 1).flatMap((another): Wanted[] => {
    const condition = bothOf(one, another);
    return condition ? [{ condition, parts: [one, another] }] : [];
  }));
  return found.slice(0, MOST_TOGETHER);
}

/** Undefined where both ask for the same thing, which they may not have in common. */
function bothOf(one: Condition, another: Condition): Condition | undefined {
  const asks = ({ methods, paths, hosts, headers, query }: Condition) => [methods.length, paths.length, hosts.length, Object.keys(headers).length, Object.keys(query).length].map(count => count > 0);
  const other = asks(another);
  if (asks(one).some((asked, index) => asked && other[index])) return undefined;
  return {
    methods: [...one.methods, ...another.methods], paths: [...one.paths, ...another.paths], hosts: [...one.hosts, ...another.hosts],
    headers: { ...one.headers, ...another.headers }, query: { ...one.query, ...another.query },
  };
}

/** Every method and path of a rule, on its first host. */
function conditionProbes(url: Urls, wanted: Wanted, other: string, anyPath: string, withEdges: boolean): (Probe | undefined)[] {
  const { condition } = wanted;
  const { methods, paths, hosts, headers, query } = condition;
  const values = (map: Readonly<Record<string, string>>): Record<string, string> | undefined => {
    const entries = Object.entries(map).map(([key, pattern]) => [key, examplesOf(pattern).inside] as const);
    return entries.every(([, value]) => value !== undefined) ? Object.fromEntries(entries) as Record<string, string> : undefined;
  };
  const [sent, asked] = [values(headers), values(query)];
  const host = hosts[0] === undefined ? undefined : examplesOf(hosts[0].replace(/:\*$/, '')).inside;
  if (!sent || !asked || hosts.length > 0 && host === undefined) return [];
  const called = methods.length > 0 ? methods.map(method => (method.includes('*') || method.startsWith('~') ? examplesOf(method).inside ?? other : method)) : [other];
  const reached = paths.length > 0 ? paths.flatMap(pattern => examplesOf(pattern).inside ?? []) : [anyPath];
  const inside = called.flatMap(method => reached.map(path => url.probe(wanted, false, method, path, host, sent, asked)));
  if (!withEdges) return inside;
  const edge = (method: string, path: string, withHeaders: Record<string, string>): Probe | undefined => url.probe(wanted, true, method, path, host, withHeaders, asked);
  const [method, path] = [called[0]!, reached[0] ?? anyPath];
  return [
    ...inside,
    ...paths.flatMap(pattern => examplesOf(pattern).edges.map(beside => edge(method, beside, sent))),
    ...(methods.length > 0 ? [edge(other, path, sent)] : []),
    ...Object.keys(sent).map(name => edge(method, path, Object.fromEntries(Object.entries(sent).filter(([key]) => key !== name)))),
  ];
}

class Urls {
  public constructor(private readonly scheme: Exclude<Scheme, 'tls' | 'tcp'>, private readonly at: string) {}

  /** Undefined where the request could not be made: gRPC calls nothing but methods of services. */
  public probe(
    { condition, parts }: Pick<Probe, 'condition' | 'parts'>, edge: boolean, method: string, path: string, host: string | undefined,
    headers: Readonly<Record<string, string>>, query: Readonly<Record<string, string>>,
  ): Probe | undefined {
    const asked = Object.entries(query).map(([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(value)}`).join('&');
    const target = `${path.startsWith('/') ? path : `/${path}`}${asked === '' ? '' : `?${asked}`}`;
    if (this.scheme === 'grpc' ? !/^\/[\w.]+\/\w+$/.test(target) : /[\s#]/.test(target)) return undefined;
    const { host: asAuthority, ':authority': authority, ':method': _method, ':path': _path, ...sent } = headers;
    const said = host ?? asAuthority ?? authority;
    const all = { ...sent, ...(said !== undefined && { host: said }) };
    const shown = Object.entries(all).map(([key, value]) => `${key}: ${value}`);
    return {
      condition, parts, edge,
      title: [`${this.scheme === 'grpc' ? 'grpc' : method} ${target}`, ...shown].join(', '),
      request: { to: `${this.scheme}://${this.at}${target}`, ...(this.scheme !== 'grpc' && { method }), ...(Object.keys(all).length > 0 && { headers: all }) },
    };
  }
}
