import { DocumentError } from './input-error';
import type { NodeBudget } from './parse-yaml';
import { MAX_DEPTH, TOO_MUCH } from './parse-yaml';

/**
 * A document that is JSON through and through; undefined for any other, so that it is read as YAML. Kubernetes does the same with what
 * begins with a brace.
 */
export function parseJson(text: string, budget: NodeBudget): Record<string, unknown> | undefined {
  if (!/^\s*\{/.test(text)) return undefined;
  let value: Record<string, unknown>;
  try {
    value = JSON.parse(text) as Record<string, unknown>;
  } catch {
    return undefined;
  }
  new JsonCheck(text, budget).run();
  return value;
}

/** Of text that is JSON, what the parser does not tell: keys that stand twice, and how deep and large it is. */
class JsonCheck {
  /** The keys seen of each map that is open; null for a list. */
  private readonly open: (Set<string> | null)[] = [];

  public constructor(private readonly text: string, private readonly budget: NodeBudget) {}

  public run(): void {
    const { text, open } = this;
    for (let at = 0; at < text.length; at += 1) {
      switch (text.charCodeAt(at)) {
        case 0x22: // "
          at = this.pastString(at);
          break;
        case 0x7b: case 0x5b: // { [
          open.push(text[at] === '{' ? new Set() : null);
          if (open.length > MAX_DEPTH) throw this.errorAt(at, `It is nested deeper than ${MAX_DEPTH} levels.`);
          this.count(at);
          break;
        case 0x7d: case 0x5d: // } ]
          open.pop();
          break;
        case 0x2c: // ,
          this.count(at);
          break;
        default:
      }
    }
  }

  /** The place of the quote that ends the text that begins at `start`. */
  private pastString(start: number): number {
    const { text } = this;
    let end = text.indexOf('"', start + 1);
    while (backslashesBefore(text, end) % 2 === 1) end = text.indexOf('"', end + 1);
    let next = end + 1;
    while (/\s/.test(text.charAt(next))) next += 1;
    if (text.charAt(next) === ':') {
      const raw = text.slice(start + 1, end);
      const key = raw.includes('\\') ? JSON.parse(`"${raw}"`) as string : raw;
      const keys = this.open.at(-1)!;
      if (keys!.has(key)) throw this.errorAt(start, `The key "${key}" stands twice in one map.`);
      keys!.add(key);
    }
    return end;
  }

  private count(at: number): void {
    this.budget.left -= 1;
    if (this.budget.left < 0) throw this.errorAt(at, TOO_MUCH);
  }

  private errorAt(at: number, message: string): DocumentError {
    const before = this.text.slice(0, at).split('\n');
    return new DocumentError(message, before.length - 1, before.at(-1)!.length);
  }
}

function backslashesBefore(text: string, at: number): number {
  let count = 0;
  while (text.charCodeAt(at - 1 - count) === 0x5c) count += 1;
  return count;
}
