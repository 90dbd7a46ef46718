import type { TextMatch } from '../model/match';
import { text } from '../model/values';
import { wrong } from '../world/arguments';
import { regexProblem } from './regex-syntax';

/** How the value of a header or query parameter is compared. */
export class StringMatch {
  /** The whole value. */
  public static exact(value: string): StringMatch {
    return new StringMatch({ kind: 'exact', value });
  }

  /** The beginning of the value. */
  public static prefix(value: string): StringMatch {
    return new StringMatch({ kind: 'prefix', value });
  }

  /**
   * A regular expression (RE2 syntax) that must match the whole value.
   *
   * @see https://github.com/google/re2/wiki/Syntax
   */
  public static regex(value: string): StringMatch {
    return new StringMatch({ kind: 'regex', value });
  }

  private readonly match: TextMatch;

  private constructor(match: TextMatch) {
    this.match = match;
  }

  /** @internal */
  public _model(path: string, property: string): TextMatch {
    const { kind } = this.match;
    const value = text(path, `${property}: value`, this.match.value);
    if (value === '') wrong(path, `${property}: the value is empty; say what it must be`);
    if (value.length > 1024) wrong(path, `${property}: the value has ${value.length} characters; use at most 1024`);
    if (kind === 'regex') {
      const problem = regexProblem(value);
      if (problem) wrong(path, `${property}: "${value}" is no regular expression in RE2 syntax (${problem}); lookaround and back-references do not exist there`);
    }
    return this.match;
  }
}
