import type { Problem } from '../../model/data-plane';
import type { NamedMatch, TextMatch } from '../../model/match';
import type { ServiceModel, ServicePortModel } from '../../model/model';
import { Protocol, speaksHttp } from '../../model/protocol';
import type { RouteRule, RouteSet } from '../../model/routes';
import { routeSetProblems, versionServiceProblems } from '../shared/http-route-problems';
import { MAX_MATCHES_PER_ROUTE } from '../shared/route-objects';
import { ownEjection } from './failure-accrual';
import { grpcMethod, takesAll } from './grpc-route';
import { containerPort, DEFAULT_OPAQUE_PORTS, DEFAULT_SKIPPED_PORTS, listsPort, OPAQUE_PORTS } from './opaque-ports';
import { rustRegexProblem, wholeRegex } from './regex';
import { MAX_RETRIES, retryConditions } from './resilience-annotations';
import { linkerdRouteObjects, linkerdRouteSets, routeKind } from './routes';
import { orderProblems } from './rule-order';

/** What Linkerd would not do as it was said, most of it without a word. */
export function linkerdProblems(service: ServiceModel): Problem[] {
  return distinct([
    ...versionServiceProblems(service),
    ...accrualProblems(service),
    ...linkerdRouteSets(service).flatMap(set => linkerdRouteProblems(service, set)),
    ...(ownEjection(service) ? httpPorts(service).flatMap(port => unseenPort(service, port, service.breakers.map(b => b.path))) : []),
  ]);
}

export function linkerdRouteProblems(service: ServiceModel, set: RouteSet): Problem[] {
  const paths = [...new Set(set.rules.flatMap(rule => rule.paths))];
  return [
    ...unseenPort(service, set.port, paths),
    // Order is Linkerd's own affair here.
    ...routeSetProblems(set, { regex: wholeRegex }).filter(p => p.id !== 'ambiguous-rules'),
    ...set.rules.flatMap(rule => [
      ...regexProblems(rule), ...grpcPathProblems(set, rule), ...statusesUnseen(service, set, rule), ...retryProblems(service, set, rule),
      ...timeoutProblems(service, rule), ...backendProblems(service, set, rule), ...sizeProblems(rule),
    ]),
    ...(set.rules.length < 2 ? [] : orderProblems(linkerdRouteObjects(service, set).map(object => object.rules), routeKind(set))),
  ];
}

function distinct(problems: readonly Problem[]): Problem[] {
  return problems.length < 2 ? [...problems] : [...new Map(problems.map(p => [JSON.stringify(p), p])).values()];
}

function problem(id: Problem['id'], message: string, paths: readonly string[]): Problem[] {
  return [{ id, message, paths }];
}

function httpPorts(service: ServiceModel): ServicePortModel[] {
  return service.ports.filter(p => speaksHttp(p.protocol));
}

/** Ports whose requests the proxies of a default installation do not see, or see as bytes. */
function unseenPort(service: ServiceModel, port: ServicePortModel, paths: readonly string[]): Problem[] {
  const { workload } = service;
  const target = containerPort(port, workload);
  const listed = service.knownAnnotations[OPAQUE_PORTS];
  if (DEFAULT_SKIPPED_PORTS.includes(port.port)) {
    return problem('unsupported-feature', `Linkerd's proxies let port ${port.port} pass by unseen (${DEFAULT_SKIPPED_PORTS.join(' and ')} are skipped by default); `
      + `give Service "${service.name}" another port`, paths);
  }
  if (service.origin === 'external' && listsPort(listed ?? DEFAULT_OPAQUE_PORTS.join(','), port.port)) {
    const why = listed === undefined ? 'by default' : `its annotation ${OPAQUE_PORTS} says so`;
    return problem('unsupported-feature', `Linkerd takes port ${port.port} of Service "${service.name}" for bytes (${why}); `
      + `put an annotation ${OPAQUE_PORTS} without ${port.port} on the Service, and name it where you declare the service`, paths);
  }
  if (target !== undefined && DEFAULT_OPAQUE_PORTS.includes(target) && (workload?.enrolled ?? true) && !workload?.podsReachable) {
    return problem('not-ours-to-change', `Linkerd takes container port ${target} for bytes by default, and the pods are not in this App to say otherwise `
      + `by ${OPAQUE_PORTS}; let the container listen on another port, or give the service its workload by Workload.fromApiObject`, paths);
  }
  return [];
}

function regexProblems(rule: RouteRule): Problem[] {
  const texts = rule.matches.flatMap((match): (TextMatch | NamedMatch | undefined)[] => [match.path, ...match.headers, ...match.query]);
  return texts.flatMap(text => {
    const advice = text?.kind === 'regex' ? rustRegexProblem(text.value) : undefined;
    return advice ? problem('unsupported-feature', `regular expression "${text!.value}": Linkerd reads it as Rust does; ${advice}`, rule.paths) : [];
  });
}

function grpcPathProblems(set: RouteSet, rule: RouteRule): Problem[] {
  if (set.port.protocol !== Protocol.GRPC) return [];
  return rule.matches.flatMap(({ path }) => (!path || grpcMethod(path) ? [] : problem('unsupported-feature',
    `${path.kind} path "${path.value}" on gRPC port ${set.port.port}: Linkerd tells calls apart by service and method; `
    + 'write the exact path "/package.Service/Method" or the prefix "/package.Service", or leave the path out', rule.paths)));
}

/** A gRPC port under an HTTPRoute: right for splits and timeouts, but gRPC statuses are not looked at. */
function statusesUnseen(service: ServiceModel, set: RouteSet, rule: RouteRule): Problem[] {
  if (set.port.protocol !== Protocol.GRPC || routeKind(set) === 'GRPCRoute' || takesAll(rule) || rule.matches.every(m => m.path)) return [];
  const breakers = ownEjection(service) ? service.breakers : [];
  const retrying = set.rules.some(r => r.retries && r.retries.additional > 0);
  if (!retrying && breakers.length === 0) return [];
  const what = [retrying ? 'retries' : undefined, breakers.length > 0 ? 'ejection' : undefined].filter(Boolean).join(' and ');
  return problem('conflicting-intents', `rule "${rule.name}" matches gRPC calls without naming their service, which Linkerd cannot do in a GRPCRoute, `
    + `and without one ${what} on port ${set.port.port} would not see gRPC statuses; name it in each match, as in HttpMatch.all(HttpMatch.pathPrefix("/package.Service"), …)`,
  [...new Set([...rule.paths, ...breakers.map(b => b.path)])]);
}

function retryProblems(service: ServiceModel, set: RouteSet, rule: RouteRule): Problem[] {
  const { retries, paths } = rule;
  if (!retries) return [];
  if (retries.additional === 0) {
    const foreign = Object.keys(service.knownAnnotations).filter(key => key.startsWith('retry.linkerd.io/'));
    return [
      ...(retries.perTryMs === undefined ? []
        : problem('conflicting-intents', 'perTry without additional attempts is no limit on Linkerd; use a RequestTimeout', paths)),
      ...(foreign.length === 0 ? [] : problem('conflicting-intents',
        `Service "${service.name}" carries ${foreign.join(', ')}, and a route without retries leaves them in force; take them off the Service`, paths)),
    ];
  }
  const kind = set.port.protocol === Protocol.GRPC ? 'GRPCRoute' : 'HTTPRoute';
  return [
    ...(retries.additional <= MAX_RETRIES ? [] : problem('invalid-argument', `${retries.additional} additional attempts; Linkerd makes at most ${MAX_RETRIES}`, paths)),
    ...(retryConditions(retries.on, kind).length > 0 ? [] : problem('unsupported-feature', 'retries without a status condition do nothing on Linkerd; add '
      + (kind === 'GRPCRoute' ? 'gRPC statuses, as in RetryOn.grpc(GrpcStatus.UNAVAILABLE)' : 'HTTP statuses, such as RetryOn.GATEWAY_ERRORS'), paths)),
  ];
}

/** Linkerd takes the timeouts of the route or those of the Service, never some of each. */
function timeoutProblems(service: ServiceModel, rule: RouteRule): Problem[] {
  const hidden = ['timeout.linkerd.io/response', 'timeout.linkerd.io/idle'].filter(key => key in service.knownAnnotations);
  if (rule.timeoutMs === undefined || hidden.length === 0) return [];
  return problem('conflicting-intents', `Service "${service.name}" carries ${hidden.join(' and ')}, which a route with a request timeout puts out of force; `
    + 'take that off the Service, or leave the RequestTimeout out and write timeout.linkerd.io/request there too', rule.paths);
}

/** A backend port that the version's Service lacks answers its share with errors. */
function backendProblems(service: ServiceModel, set: RouteSet, rule: RouteRule): Problem[] {
  const versions = rule.target.kind === 'split' ? rule.target.shares.map(s => s.version) : rule.target.kind === 'version' ? [rule.target.version] : [];
  return versions.flatMap(version => {
    if (version.kind !== 'service') return [];
    const found = version.service.ports.find(p => p.port === set.port.port);
    if (!found) {
      return problem('unknown-port', `version "${version.name}": Service "${version.service.name}" has no port ${set.port.port}, so its share of the requests `
        + 'would fail; give it that port, or leave the port out of the split', rule.paths);
    }
    return speaksHttp(found.protocol) ? [] : problem('protocol-mismatch',
      `version "${version.name}": port ${found.port} speaks ${set.port.protocol} on "${service.name}" and ${found.protocol} on "${version.service.name}"; `
      + 'declare the same protocol on both', rule.paths);
  });
}

/** A rule with timeouts or retries of its own has a whole object, but not more. */
function sizeProblems(rule: RouteRule): Problem[] {
  if (rule.matches.length <= MAX_MATCHES_PER_ROUTE) return [];
  return problem('unsupported-feature', `rule "${rule.name}" has ${rule.matches.length} matches; a route object takes ${MAX_MATCHES_PER_ROUTE}: `
    + 'use prefixes, or one regular expression for several of them', rule.paths);
}

/** Failure accrual comes from the Service that callers dial, and from no other. */
function accrualProblems(service: ServiceModel): Problem[] {
  return [
    ...service.versionOf.flatMap(({ service: apex, path }) => lostAccrual(apex, service, path)),
    ...service.splits.flatMap(split => split.shares.flatMap(({ version }) => (version.kind === 'service' ? lostAccrual(service, version.service, split.path) : []))),
  ];
}

function lostAccrual(apex: ServiceModel, version: ServiceModel, splitPath: string): Problem[] {
  if (!ownEjection(version) || ownEjection(apex) || apex.namespace.dataPlane.name !== 'linkerd') return [];
  return problem('conflicting-intents', `the ejection of "${version.name}" would not act on requests to "${apex.name}", of which it is a version: Linkerd goes by the Service `
    + `that callers dial; move the CircuitBreaker to "${apex.name}"`, [...version.breakers.filter(b => b.ejection).map(b => b.path), splitPath]);
}
