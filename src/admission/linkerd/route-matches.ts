import type { PathStep } from '../../manifest/field-path';
import type { Json } from '../../manifest/manifest-object';
import { list, record, records, text } from '../../manifest/manifest-object';
import { goDuration } from '../../manifest/linkerd/duration';
import { rustRegexProblem } from '../../manifest/linkerd/rust-regex';
import { filters, matches } from './routes';
import { GRPC_ROUTE, HTTP_ROUTES, POLICY_HTTP_ROUTE, type Objection, type WebhookRule } from './webhook-rule';

const HEADER_NAME = /^[A-Za-z0-9!#$%&'*+\-.^_`|~]+$/;
// What a header may hold; Linkerd takes no bytes beyond ASCII.
const HEADER_VALUE = /^[\t\x20-\x7e]*$/;
const MODIFIERS = ['requestHeaderModifier', 'responseHeaderModifier'];

export const MATCH_RULES: readonly WebhookRule[] = [
  {
    id: 'path-not-absolute', kinds: HTTP_ROUTES,
    objections: route => matches(route).flatMap(({ match, path }): Objection[] => {
      const { type, value } = record(match['path']);
      if (type === 'RegularExpression' || typeof value !== 'string' || value.startsWith('/')) return [];
      return [{ path: [...path, 'path', 'value'], message: `The path "${value}" does not begin with "/".`, remedy: `Write "/${value}".` }];
    }),
  },
  {
    id: 'regex-does-not-compile', kinds: [...HTTP_ROUTES, GRPC_ROUTE],
    objections: route => matches(route).flatMap(({ match, path }) => [
      ...(route.kind === 'GRPCRoute' ? [] : [[path.concat('path'), record(match['path'])] as const]),
      ...['headers', 'queryParams'].flatMap(field => records(match[field]).map(([item, i]) => [[...path, field, i], item] as const)),
    ]).flatMap(([path, { type, value }]): Objection[] => {
      const problem = type === 'RegularExpression' && typeof value === 'string' ? rustRegexProblem(value) : undefined;
      return problem === undefined ? [] : [{
        path: [...path, 'value'], message: `The regular expression "${value}" does not compile: ${problem}.`, remedy: 'Write it in the syntax of the Rust library regex.',
      }];
    }),
  },
  {
    id: 'header-match', kinds: [...HTTP_ROUTES, GRPC_ROUTE],
    objections: route => matches(route).flatMap(({ match, path }) => records(match['headers'])
      .flatMap(([header, index]) => headerObjections(header, [...path, 'headers', index], header['type'] === 'RegularExpression'))),
  },
  {
    id: 'header-modifier', kinds: [...HTTP_ROUTES, GRPC_ROUTE],
    objections: route => filters(route).flatMap(({ filter, path }) => MODIFIERS.flatMap(field => modifierObjections(record(record(filter)[field]), [...path, field]))),
  },
  {
    id: 'redirect-path', kinds: HTTP_ROUTES,
    objections: route => filters(route).flatMap(({ filter, path }): Objection[] => {
      const modifier: unknown = record(record(filter)['requestRedirect'])['path'];
      if (typeof modifier !== 'object' || modifier === null) return [];
      const full: unknown = record(modifier)['replaceFullPath'];
      const [field, value] = full === undefined || full === null ? ['replacePrefixMatch', record(modifier)['replacePrefixMatch']] : ['replaceFullPath', full];
      const at = [...path, 'requestRedirect', 'path'];
      if (value === undefined || value === null) {
        return [{ path: at, message: 'The redirect changes the path and does not say to what.', remedy: 'Write `replaceFullPath` or `replacePrefixMatch`.' }];
      }
      if (typeof value !== 'string' || value.startsWith('/')) return [];
      return [{ path: [...at, field], message: `The path "${value}" of the redirect does not begin with "/".`, remedy: `Write "/${value}".` }];
    }),
  },
  {
    id: 'redirect-status', kinds: HTTP_ROUTES,
    objections: route => filters(route).flatMap(({ filter, path }): Objection[] => {
      const status: unknown = record(record(filter)['requestRedirect'])['statusCode'];
      if (typeof status !== 'number' || (Number.isInteger(status) && status >= 100 && status <= 999)) return [];
      return [{ path: [...path, 'requestRedirect', 'statusCode'], message: `${status} is no HTTP status.`, remedy: 'Write 301 or 302.' }];
    }),
  },
  {
    id: 'route-timeout', kinds: [POLICY_HTTP_ROUTE],
    objections: route => records(route.spec['rules']).flatMap(([rule, index]) => timeoutObjections(record(rule['timeouts']), ['spec', 'rules', index, 'timeouts'])),
  },
  {
    id: 'grpc-method-regex', kinds: [GRPC_ROUTE],
    objections: route => matches(route).filter(({ match }) => record(match['method'])['type'] === 'RegularExpression').map(({ path }): Objection => ({
      path: [...path, 'method', 'type'],
      message: 'Methods cannot be matched by a regular expression.',
      remedy: 'Write type: Exact, with one match for each service and method; a match without `method` takes all methods of its service.',
    })),
  },
  {
    id: 'grpc-method-empty', kinds: [GRPC_ROUTE],
    objections: route => matches(route).flatMap(({ match, path }): Objection[] => {
      const method: unknown = match['method'];
      if (typeof method !== 'object' || method === null || text(record(method)['service']) !== undefined || text(record(method)['method']) !== undefined) return [];
      return [{
        path: [...path, 'method'], message: 'The match names neither a service nor a method.', remedy: 'Write `service` or `method` or both, or take `method` out to match all calls.',
      }];
    }),
  },
];

function headerObjections(header: Json, path: readonly PathStep[], isRegex = false): Objection[] {
  const { name, value } = record(header);
  return [
    ...(typeof name === 'string' && !HEADER_NAME.test(name)
      ? [{ path: [...path, 'name'], message: `"${name}" is no name of a header.`, remedy: 'Write letters, digits and "-".' }] : []),
    ...(typeof value === 'string' && !isRegex && !HEADER_VALUE.test(value)
      ? [{ path: [...path, 'value'], message: `${JSON.stringify(value)} cannot stand in a header: only visible ASCII characters can.`, remedy: 'Write visible ASCII characters, blanks and tabs only.' }] : []),
  ];
}

function modifierObjections(modifier: Record<string, Json>, path: readonly PathStep[]): Objection[] {
  return [
    ...['add', 'set'].flatMap(field => records(modifier[field]).flatMap(([header, i]) => headerObjections(header, [...path, field, i]))),
    ...list(modifier['remove']).flatMap((name, i) => headerObjections({ name }, []).map(objection => ({ ...objection, path: [...path, 'remove', i] }))),
  ];
}

function timeoutObjections(timeouts: Record<string, Json>, path: readonly PathStep[]): Objection[] {
  const [request, backend] = ['request', 'backendRequest'].map(field => goDuration(text(timeouts[field]) ?? ''));
  const negative = [['request', request], ['backendRequest', backend]] as const;
  return [
    ...negative.filter(([, ms]) => ms !== undefined && ms < 0).map(([field]) => ({
      path: [...path, field], message: `The timeout ${timeouts[field]} is negative.`, remedy: 'Write how long to wait, such as 5s, or take the field out.',
    })),
    ...(request !== undefined && backend !== undefined && Math.abs(backend) > Math.abs(request) ? [{
      path: [...path, 'backendRequest'], message: `A try of ${timeouts['backendRequest']} is longer than the ${timeouts['request']} that the whole request may take.`,
      remedy: `Write at most ${timeouts['request']}, or raise \`request\`.`,
    }] : []),
  ];
}
