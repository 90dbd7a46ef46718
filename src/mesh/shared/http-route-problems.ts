import type { Problem } from '../../model/data-plane';
import { comparePrecedence, matchKey, mayOverlap, type MatchModel } from '../../model/match';
import type { ServiceModel } from '../../model/model';
import { serviceNameProblem } from '../../model/names';
import { versionsOf, type RouteRule, type RouteSet } from '../../model/routes';
import { httpRouteMatch, type HttpRouteDialect } from './http-route';
import { isScattered } from './route-objects';
import { effectKey } from './rule-effect';
import { versionServiceName } from '../../model/service-names';

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'CONNECT', 'OPTIONS', 'TRACE', 'PATCH'];
const MAX_CONDITIONS = 16;
const MAX_BACKENDS = 16;
const MAX_NAME = 256;
const MAX_PATH = 1024;
const MAX_QUERY_VALUE = 1024;
const MAX_HEADER_VALUE = 4096;
const PATH = /^(?:[-A-Za-z0-9/._~!$&'()*+,;=:@]|%[0-9a-fA-F]{2})+$/;
const PATH_TRAPS = /\/\/|\/\.\.?\/|%2[fF]|\/\.\.?$/;
/** Where the API server asks for it; nothing else could match anyway, since blanks around a value are no part of it. */
const HEADER_VALUE = /^[!-~]+(?:[\t ][!-~]+)*$/;
const TOKEN = /^[A-Za-z0-9!#$%&'*+\-.^_`|~]+$/;

/** What the API server would refuse in the HTTPRoutes of a route set, and what would depend on chance. */
export function routeSetProblems(set: RouteSet, dialect: Pick<HttpRouteDialect, 'regex'>): Problem[] {
  return [
    ...set.rules.flatMap(rule => [...rule.matches.flatMap(match => matchProblems(match, rule, dialect)), ...backendProblems(rule)]),
    ...scatteredTies(set),
  ];
}

/** A version made of labels gets a Service of its own, whose selector must select some of the service's pods, and no others. */
export function versionServiceProblems(service: ServiceModel): Problem[] {
  return versionsOf(service).flatMap((version): Problem[] => {
    if (version.kind === 'service') return [];
    const paths = service.splits.filter(split => split.shares.some(s => s.version.name === version.name)).map(split => split.path);
    const name = versionServiceName(service, version);
    const nameProblem = serviceNameProblem(name);
    if (nameProblem) {
      const message = `version "${version.name}" gets a Service "${name}", and that name ${nameProblem}; name the version accordingly`;
      return [{ id: 'invalid-name', paths, message }];
    }
    if (Object.keys(service.selector).length === 0) {
      return [{
        id: 'unsupported-feature', paths,
        message: `version "${version.name}" needs a Service whose pods have the labels of "${service.name}" and of the version, but `
          + `"${service.name}" selects no pods by labels; use ServiceVersion.service for its versions`,
      }];
    }
    return Object.entries(version.labels).filter(([key, value]) => Object.hasOwn(service.selector, key) && service.selector[key] !== value).map(([key, value]) => ({
      id: 'conflicting-declarations', paths,
      message: `version "${version.name}" has label ${key}=${value}, but "${service.name}" selects pods with ${key}=${service.selector[key]} only; `
        + 'give the service pod labels that all its versions share',
    }));
  });
}

function matchProblems(match: MatchModel, rule: RouteRule, dialect: Pick<HttpRouteDialect, 'regex'>): Problem[] {
  const { path, headers = [], queryParams = [] } = httpRouteMatch(match, dialect);
  const messages = [
    ...pathMessages(path!.value!, match.path?.kind === 'regex'),
    ...(match.method === undefined || METHODS.includes(match.method) ? []
      : [`method "${match.method}" is none of ${METHODS.join(', ')}, and an HTTPRoute knows no other`]),
    ...namedMessages('header', headers, MAX_HEADER_VALUE),
    ...namedMessages('query parameter', queryParams, MAX_QUERY_VALUE),
    ...headers.filter(m => m.value !== '' && !HEADER_VALUE.test(m.value))
      .map(m => `header "${m.name}": an HTTPRoute compares with printable ASCII characters, parted by single blanks, not with "${m.value}"`),
  ];
  return messages.map(message => ({ id: 'unsupported-feature' as const, message, paths: rule.paths }));
}

function pathMessages(path: string, regex: boolean): string[] {
  if (path.length > MAX_PATH) return [`path "${path.slice(0, 40)}…" takes ${path.length} characters; an HTTPRoute has room for ${MAX_PATH}`];
  if (regex || (PATH.test(path) && !PATH_TRAPS.test(path))) return [];
  return [`path "${path}": an HTTPRoute takes no "//", "/./", "/../" or "%2f" in a path, and other characters than `
    + '-A-Za-z0-9/._~!$&\'()*+,;=:@ only percent-encoded; write it that way'];
}

function namedMessages(what: string, list: readonly { readonly name: string; readonly value: string }[], maxValue: number): string[] {
  const names = list.map(m => m.name);
  return [
    ...(list.length > MAX_CONDITIONS ? [`a match has ${list.length} ${what}s; an HTTPRoute takes at most ${MAX_CONDITIONS}`] : []),
    ...[...new Set(names.filter((name, i) => names.indexOf(name) !== i))]
      .map(name => `a match has two conditions on ${what} "${name}"; an HTTPRoute takes one for each name: join them into one regular expression`),
    ...names.filter(name => name.length > MAX_NAME || !TOKEN.test(name))
      .map(name => `${what} "${name}" is no name that an HTTPRoute takes: use at most ${MAX_NAME} letters, digits and !#$%&'*+-.^_\`|~`),
    ...list.filter(m => m.value === '' || m.value.length > maxValue)
      .map(m => `${what} "${m.name}": an HTTPRoute compares with 1 to ${maxValue} characters, and this takes ${m.value.length}`),
  ];
}

function backendProblems(rule: RouteRule): Problem[] {
  if (rule.target.kind !== 'split' || rule.target.shares.length <= MAX_BACKENDS) return [];
  return [{
    id: 'unsupported-feature', paths: rule.paths,
    message: `the split has ${rule.target.shares.length} versions; an HTTPRoute takes at most ${MAX_BACKENDS}`,
  }];
}

/** In several objects, rules that tie in precedence would be ordered by the age of their objects. */
function scatteredTies(set: RouteSet): Problem[] {
  if (!isScattered(set)) return [];
  const ties = tiedGroups(set).flatMap(rules => overlaps({ ...set, rules }, () => true));
  const byRules = new Map(ties.map(tie => [tie.rules.map(rule => rule.name).join('\n'), tie]));
  return [...byRules.values()].map(({ rules: [a, b], matches }) => ({
    id: 'ambiguous-rules' as const, paths: [...new Set([...a.paths, ...b.paths])],
    message: `the rules do not fit into one HTTPRoute, and among several nothing orders rule "${a.name}" (${matchKey(matches[0])}) and `
      + `rule "${b.name}" (${matchKey(matches[1])}): a request can match both, and neither is more specific; add a condition to one of them`,
  }));
}

/** The rules of the set once for each precedence, with their matches of that precedence only. */
function tiedGroups(set: RouteSet): RouteRule[][] {
  const entries = set.rules.flatMap(rule => rule.matches.map(match => ({ ...rule, matches: [match] })))
    .sort((a, b) => comparePrecedence(a.matches[0]!, b.matches[0]!));
  const groups: RouteRule[][] = [];
  for (const entry of entries) {
    const last = groups[groups.length - 1];
    if (last && comparePrecedence(last[0]!.matches[0]!, entry.matches[0]!) === 0) last.push(entry);
    else groups.push([entry]);
  }
  return groups;
}

/** Two rules of a set with different effects, and a match of each that one request can satisfy. */
export interface Overlap {
  readonly rules: readonly [RouteRule, RouteRule];
  readonly matches: readonly [MatchModel, MatchModel];
}

/** The first overlap of every two rules of the set whose effects differ, among the matches that `concerns` picks. */
export function overlaps(set: RouteSet, concerns: (a: MatchModel, b: MatchModel) => boolean): Overlap[] {
  const keyed = set.rules.map(rule => ({ rule, effect: effectKey(rule) }));
  return keyed.flatMap((b, j) => keyed.slice(0, j).flatMap(a => {
    if (a.effect === b.effect) return [];
    const pair = a.rule.matches.flatMap(x => b.rule.matches.map(y => [x, y] as const)).find(([x, y]) => concerns(x, y) && mayOverlap(x, y));
    return pair ? [{ rules: [a.rule, b.rule] as const, matches: pair }] : [];
  }));
}
