import type { Plan } from '../../../src/model/data-plane';
import { segmentPrefix } from '../../../src/model/match';
import type { MatchModel, TextMatch } from '../../../src/model/match';
import type { ClusterModel, ServiceModel } from '../../../src/model/model';
import { istioSidecar } from '../../../src/mesh/istio/sidecar/data-plane';
import { aNamespace } from '../../support/model';

export const mesh = istioSidecar({ version: '1.30' });

/* eslint-disable @typescript-eslint/no-explicit-any -- rendered objects are plain JSON */

export function spec(plan: Plan, kind: string): any {
  return plan.resources.find(r => r.kind === kind)?.body['spec'];
}

export function virtualServiceOf(service: ServiceModel): any {
  return spec(mesh.service(service), 'VirtualService');
}

export function destinationRuleOf(service: ServiceModel): any {
  return spec(mesh.service(service), 'DestinationRule');
}

export function shopOn(cluster?: ClusterModel) {
  return aNamespace(mesh, cluster ? { cluster } : {});
}

export interface Request {
  readonly port: number;
  readonly path: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
}

export const get = (path: string, rest: Partial<Request> = {}): Request => ({ port: 7070, path, method: 'GET', headers: {}, query: {}, ...rest });

/** What a sidecar does with a request: the first rule that matches, with prefixes letter by letter and expressions for the whole text. */
export function ruleFor(virtualService: any, request: Request): any {
  return virtualService.http.find((rule: any) => rule.match === undefined || rule.match.some((match: any) => takes(match, request)));
}

function takes(match: any, request: Request): boolean {
  const same = (condition: any, text: string | undefined): boolean => condition === undefined || (text !== undefined && (
    condition.exact !== undefined ? text === condition.exact
      : condition.prefix !== undefined ? text.startsWith(condition.prefix)
        : new RegExp(`^(?:${condition.regex})$`).test(text)));
  const all = (conditions: any, texts: Readonly<Record<string, string>>) => Object.entries(conditions ?? {}).every(([name, c]) => same(c, texts[name]));
  return (match.port === undefined || match.port === request.port) && same(match.uri, request.path) && same(match.method, request.method)
    && all(match.headers, request.headers) && all(match.queryParams, request.query);
}

/** What the model says of the same request. */
export function satisfies(match: MatchModel, request: Request): boolean {
  const same = (m: TextMatch, text: string | undefined) => text !== undefined && (
    m.kind === 'exact' ? text === m.value : m.kind === 'prefix' ? text.startsWith(m.value) : new RegExp(`^(?:${m.value})$`).test(text));
  const path = (m: TextMatch) => (m.kind !== 'prefix' ? same(m, request.path)
    : request.path === segmentPrefix(m.value) || request.path.startsWith(`${segmentPrefix(m.value)}/`));
  return (!match.path || path(match.path)) && (match.method === undefined || match.method === request.method)
    && match.headers.every(h => same(h, request.headers[h.name])) && match.query.every(q => same(q, request.query[q.name]));
}
