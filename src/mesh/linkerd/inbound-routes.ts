import {
  GrpcRouteSpecRulesMatchesMethodType as GrpcMethodType, HttpRouteSpecRulesMatchesPathType as PathType,
  toJson_GrpcRouteSpec, toJson_HttpRouteSpec, type GrpcRouteSpec, type GrpcRouteSpecRules, type HttpRouteSpec, type HttpRouteSpecRulesMatches, type HttpRouteSpecRulesMatchesMethod, type HttpRouteSpecRulesMatchesPath,
} from '../../../imports/gateway-networking-k8s-io';
import { contentHash, objectName } from '../../model/names';
import { resource, type Resource } from '../../model/resource';
import type { RouteKind } from '../shared/foreign-routes';
import { plainJson } from '../shared/plain-json';
import { MAX_MATCHES_PER_RULE } from '../shared/route-objects';
import { isAnyPath, type PathForm } from './path-form';
import { pathRegex } from './path-regex';
import { wholeRegex } from './regex';
import type { Cell } from './request-cells';

/** Longest path or expression that a route may hold. */
export const MAX_PATH_LENGTH = 1024;

/** A route's way to say paths: where the API has rules for a path, only what keeps to them is exact. */
export function pathMatch({ form, without, wholeLength }: Cell): HttpRouteSpecRulesMatchesPath | undefined {
  if (!wholeLength) return { type: PathType.PATH_PREFIX, value: '/' };
  if (form.kind === 'exact' && without.length === 0 && isPlainPath(form.value)) return { type: PathType.EXACT, value: form.value };
  const expression = pathRegex(form, without);
  return expression === undefined ? undefined : { type: PathType.REGULAR_EXPRESSION, value: wholeRegex(expression) };
}

function isPlainPath(path: string): boolean {
  return /^\/(?:[-A-Za-z0-9/._~!$&'()*+,;=:@]|%[0-9a-fA-F]{2})*$/.test(path) && !/\/\/|\/\.\.?(\/|$)|%2f/i.test(path);
}

const CALL = /^\/([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)\/([A-Za-z_]\w*)?$/;

/** gRPC calls in a GRPCRoute's words: a method, all methods of a service, or all; undefined: it has no words for the paths. */
export function grpcCalls(form: PathForm): { readonly service?: string; readonly method?: string } | undefined {
  if (isAnyPath(form)) return {};
  if (form.kind === 'glob' && form.suffix !== '') return undefined;
  const [, service, method] = CALL.exec(form.kind === 'exact' ? form.value : form.prefix) ?? [];
  if (service === undefined || (method !== undefined) !== (form.kind === 'exact')) return undefined;
  return { service, ...(method !== undefined && { method }) };
}

/** Route objects for some cells of a Server: one, unless there are more matches than it can hold. The first keeps the name. */
export function inboundRoutes(server: string, namespace: string, kind: RouteKind, name: string, cells: readonly Cell[]): Resource[] {
  const rules = kind === 'GRPCRoute' ? inParts(cells).map(grpcRule) : inParts(cells.flatMap(httpMatch)).map(matches => ({ matches: [...matches] }));
  return rules.map((rule, i) => {
    const metadata = { name: i === 0 ? name : objectName([`${name}.${contentHash([JSON.stringify(rule)])}`]), namespace };
    const spec = { parentRefs: [{ group: 'policy.linkerd.io', kind: 'Server', name: server }], rules: [rule] };
    return resource('gateway.networking.k8s.io/v1', kind, metadata, plainJson({
      spec: kind === 'GRPCRoute' ? toJson_GrpcRouteSpec(spec as GrpcRouteSpec) : toJson_HttpRouteSpec(spec as HttpRouteSpec),
    }));
  });
}

/** Never an empty one, which would match everything. */
function inParts<T>(list: readonly T[]): (readonly T[])[] {
  return Array.from({ length: Math.ceil(list.length / MAX_MATCHES_PER_RULE) }, (_, i) => list.slice(i * MAX_MATCHES_PER_RULE, (i + 1) * MAX_MATCHES_PER_RULE));
}

function httpMatch(cell: Cell): HttpRouteSpecRulesMatches[] {
  const path = pathMatch(cell);
  return path ? [{ path, method: cell.method as HttpRouteSpecRulesMatchesMethod | undefined }] : [];
}

/** A match without a service would be taken for a broken policy; a rule without any match is for all calls. */
function grpcRule(cells: readonly Cell[]): GrpcRouteSpecRules {
  const calls = cells.map(cell => grpcCalls(cell.form)!);
  return calls.some(call => call.service === undefined) ? {} : { matches: calls.map(call => ({ method: { type: GrpcMethodType.EXACT, ...call } })) };
}
