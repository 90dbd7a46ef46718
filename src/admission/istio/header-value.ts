// eslint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u0008\u000A-\u001F\u007F]/;

type State = (ch: string) => State | string;

/**
 * Why Envoy would not take a header's value, or undefined. Text between percent signs is a command, with arguments as plain text or as a
 * list of JSON strings: "%REQ(x-id)%", "%UPSTREAM_METADATA(["a", "b"])%". Whether the command exists is not asked.
 */
export function headerValueProblem(value: string): string | undefined {
  if (CONTROL.test(value)) return 'it has control characters';
  let state: State = literal;
  for (let i = 0; i < value.length; i++) {
    const ch = value[i]!;
    if (state === literal && ch === '%') {
      if (i + 1 === value.length) return 'it ends with a single percent sign';
      if (value[i + 1] === '%') i++;
      else state = command;
      continue;
    }
    if (state === argument && ch === '\\') {
      if (i + 1 === value.length) return 'it ends with a backslash';
      i++;
      continue;
    }
    const next: State | string = state(ch);
    if (typeof next === 'string') return next;
    state = next;
  }
  return state === literal ? undefined : 'a percent sign begins a command that does not end';
}

const literal: State = () => literal;
const command: State = ch => (ch === '%' ? literal : ch === '(' ? firstArgument : command);
const firstArgument: State = ch => (ch === '[' ? quote : ch === ' ' ? firstArgument : argument);
const argument: State = ch => (ch === ')' ? end : ch === '"' ? delimiter : argument);
const quote: State = ch => (ch === '"' ? argument : ch === ' ' ? quote : 'a list of arguments holds text in double quotes');
const delimiter: State = ch => (ch === ',' ? quote : ch === ']' ? close : ch === ' ' ? delimiter : 'after an argument comes a comma or a closing bracket');
const close: State = ch => (ch === ')' ? end : ch === ' ' ? close : 'after a list of arguments comes a closing parenthesis');
const end: State = ch => (ch === '%' ? literal : ch === ' ' ? end : 'a command ends with a percent sign');
