import type { RouteMatch } from '../../manifest/gateway-api/matches';
import type { Route } from '../../manifest/gateway-api/routes';
import { RETRY_GRPC, RETRY_HTTP, retryProblems, timeoutProblems } from '../../manifest/linkerd/retry-annotations';
import { rustRegexProblem } from '../../manifest/linkerd/rust-regex';
import { records } from '../../manifest/manifest-object';

/** Filters that Linkerd reads, at callers and at Servers; what a Server's routes say of responses is left aside. */
const FILTERS: Readonly<Record<string, readonly string[]>> = {
  HTTPRoute: ['RequestHeaderModifier', 'ResponseHeaderModifier', 'RequestRedirect'], GRPCRoute: ['RequestHeaderModifier', 'ResponseHeaderModifier'],
};

/** Why Linkerd does not use a route of a Service or an EgressNetwork, whatever the route's status says; undefined: it does. */
export function outboundProblem(route: Route): string | undefined {
  const annotation = [...retryProblems(route.object.annotations, route.kind === 'GRPCRoute' ? RETRY_GRPC : RETRY_HTTP), ...timeoutProblems(route.object.annotations)][0];
  if (annotation) return `${annotation.annotation}: "${route.object.annotations[annotation.annotation]}" is not understood (${annotation.problem})`;
  return ruleProblem(route) ?? streamProblem(route);
}

/** The same for a route of a Server. */
export function inboundProblem(route: Route): string | undefined {
  return ruleProblem(route);
}

/** Filters that Linkerd carries out for single backends: others make the backend answer 500. */
export function isBackendFilter(route: Route, type: unknown): boolean {
  return FILTERS[route.kind]?.includes(String(type)) ?? false;
}

function ruleProblem(route: Route): string | undefined {
  for (const rule of route.rules) {
    const types = records(rule.spec['filters']).map(([{ type }]) => String(type));
    const unknown = types.find(type => !FILTERS[route.kind]?.includes(type));
    if (unknown !== undefined) return `rule ${rule.index} has a filter of type ${unknown}`;
    // A kind of filter that is newer than the controller makes the whole object unreadable, wherever it stands.
    if (rule.filters.some(([{ type }]) => type === 'CORS')) return `a backend of rule ${rule.index} has a filter of type CORS`;
    const broken = rule.matches.map(matchProblem).find(problem => problem !== undefined);
    if (broken !== undefined) return `a match of rule ${rule.index} is invalid: ${broken}`;
  }
  return undefined;
}

function matchProblem(match: RouteMatch): string | undefined {
  if (match.protocol === 'grpc' && match.type === 'RegularExpression') return 'gRPC methods cannot be matched by expressions';
  const expressions = match.protocol === 'grpc' ? match.headers : [match.url, ...match.headers, ...match.queryParams];
  for (const { type, value } of expressions) {
    const problem = type === 'RegularExpression' ? rustRegexProblem(value) : undefined;
    if (problem !== undefined) return `"${value}" does not compile: ${problem}`;
  }
  return match.protocol === 'http' && match.url.type !== 'RegularExpression' && !match.url.value.startsWith('/') ? `path "${match.url.value}" does not begin with "/"` : undefined;
}

function streamProblem({ kind, rules }: Route): string | undefined {
  return (kind === 'TLSRoute' || kind === 'TCPRoute') && rules.length !== 1 ? `it has ${rules.length} rules, and not one` : undefined;
}
