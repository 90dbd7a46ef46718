import { Feature } from '../model/feature';
import type { MatchModel, NamedMatch, TextMatch } from '../model/match';
import { instance, member, shown, text } from '../model/values';
import { HttpMethod } from '../service/calls';
import { wrong } from '../world/arguments';
import { regexProblem } from './regex-syntax';
import { StringMatch } from './string-match';

type Condition =
  | { readonly kind: 'header' | 'query'; readonly name: string; readonly value: StringMatch }
  | { readonly kind: 'path'; readonly path: TextMatch }
  | { readonly kind: 'method'; readonly method: HttpMethod };

/** What a request must be like. Where several matches are given, any of them is enough; `HttpMatch.all` joins conditions that must all hold. */
export class HttpMatch {
  /** A request header. Its name is compared without regard to case. */
  public static header(name: string, value: StringMatch): HttpMatch {
    return new HttpMatch([{ kind: 'header', name, value }]);
  }

  /** A parameter of the query string. */
  public static query(name: string, value: StringMatch): HttpMatch {
    return new HttpMatch([{ kind: 'query', name, value }]);
  }

  /** The whole path, without query string. A gRPC call has the path `/package.Service/Method`. */
  public static pathExact(path: string): HttpMatch {
    return new HttpMatch([{ kind: 'path', path: { kind: 'exact', value: path } }]);
  }

  /** A prefix of whole path segments: `/foo` is `/foo` and `/foo/bar`, not `/foobar`. */
  public static pathPrefix(path: string): HttpMatch {
    return new HttpMatch([{ kind: 'path', path: { kind: 'prefix', value: path } }]);
  }

  /** A regular expression (RE2 syntax) that must match the whole path. */
  public static pathRegex(expression: string): HttpMatch {
    return new HttpMatch([{ kind: 'path', path: { kind: 'regex', value: expression } }]);
  }

  /** The request method. */
  public static method(method: HttpMethod): HttpMatch {
    return new HttpMatch([{ kind: 'method', method }]);
  }

  /** All of these conditions. */
  public static all(...matches: HttpMatch[]): HttpMatch {
    return new HttpMatch(matches.flatMap((match, index) => instance('HttpMatch.all', `matches[${index}]`, match, HttpMatch).conditions));
  }

  private readonly conditions: readonly Condition[];

  private constructor(conditions: readonly Condition[]) {
    this.conditions = conditions;
  }

  /** @internal */
  public _model(path: string, property: string): MatchModel {
    if (this.conditions.length === 0) wrong(path, `${property} has no condition and would match every request; name one`);
    const paths = this.conditions.flatMap(c => (c.kind === 'path' ? [c.path] : []));
    const methods = this.conditions.flatMap(c => (c.kind === 'method' ? [c.method] : []));
    if (paths.length > 1) wrong(path, `${property} has two paths in one HttpMatch.all, and a request has one; list them as two matches`);
    if (methods.length > 1) wrong(path, `${property} has two methods in one HttpMatch.all, and a request has one; list them as two matches`);
    return {
      ...(paths[0] && { path: pathModel(path, property, paths[0]) }),
      ...(methods.length > 0 && { method: member(path, `${property}: method`, methods[0], 'HttpMethod', HttpMethod) }),
      headers: this.named(path, property, 'header'),
      query: this.named(path, property, 'query'),
    };
  }

  private named(path: string, property: string, kind: 'header' | 'query'): NamedMatch[] {
    const models = this.conditions.flatMap(c => {
      if (c.kind !== kind) return [];
      const name = text(path, `${property}: name of a ${kind}`, c.name);
      const what = `${property}: ${kind} "${name}"`;
      if (!NAME.test(name) || name.length > 256) wrong(path, `${what} must have a name of letters, digits and !#$%&'*+-.^_\`|~, at most 256`);
      if (name === '__proto__') wrong(path, `${what} is a name that does not survive in objects of JavaScript; use another`);
      const value = instance(path, `${what}: value`, c.value, StringMatch)._model(path, what);
      if (kind === 'header') checkHeaderValue(path, what, value);
      return [{ name: kind === 'header' ? name.toLowerCase() : name, ...value }];
    });
    const twice = models.find((m, index) => models.findIndex(o => o.name === m.name) !== index);
    if (twice) wrong(path, `${property}: ${kind} "${twice.name}" stands twice in one HttpMatch.all; join the two into one value`);
    if (models.length > 16) wrong(path, `${property} has ${models.length} ${kind} conditions; data planes take 16`);
    return models;
  }
}

const NAME = /^[A-Za-z0-9!#$%&'*+\-.^_`|~]+$/;
const PATH = /^(?:[-A-Za-z0-9/._~!$&'()*+,;=:@]|%[0-9a-fA-F]{2})+$/;

const HEADER_VALUE = /^[!-~]+(?:[\t ][!-~]+)*$/;

/** The API server takes nothing else in routes, and no proxy ever sees a blank at the edge of a header value. */
function checkHeaderValue(path: string, what: string, { kind, value }: TextMatch): void {
  if (!HEADER_VALUE.test(kind === 'prefix' ? `${value}x` : value)) {
    wrong(path, `${what}: value ${shown(value)} must be printable ASCII characters, parted by single blanks; no request has another`);
  }
}

function pathModel(path: string, property: string, match: TextMatch): TextMatch {
  const { kind } = match;
  const value = text(path, `${property}: path`, match.value);
  if (value.length > 1024) wrong(path, `${property}: the path has ${value.length} characters; use at most 1024`);
  if (kind === 'regex') {
    const problem = value === '' ? 'it is empty' : regexProblem(value);
    if (problem) wrong(path, `${property}: "${value}" is no regular expression in RE2 syntax (${problem}); lookaround and back-references do not exist there`);
    return match;
  }
  if (!value.startsWith('/')) wrong(path, `${property}: path "${value}" must start with "/"`);
  if (/\/\/|\/\.\.?(\/|$)|%2f/i.test(value)) wrong(path, `${property}: path "${value}" must not contain "//", "/./", "/../" or "%2F"`);
  if (!PATH.test(value)) wrong(path, `${property}: path "${value}" has characters that a path cannot have; use letters, digits, -._~!$&'()*+,;=:@/ and %XX, without query string and fragment`);
  return match;
}

/** The features that a match asks for. */
export function matchFeatures(match: MatchModel): Feature[] {
  const named = [...match.headers, ...match.query];
  const features = [
    ...(match.path ? [Feature.MATCH_PATH] : []),
    ...(match.method !== undefined ? [Feature.MATCH_METHOD] : []),
    ...(match.headers.length > 0 ? [Feature.MATCH_HEADER] : []),
    ...(match.query.length > 0 ? [Feature.MATCH_QUERY] : []),
    ...(match.path?.kind === 'regex' || named.some(n => n.kind !== 'exact') ? [Feature.MATCH_REGEX] : []),
  ];
  return features;
}
