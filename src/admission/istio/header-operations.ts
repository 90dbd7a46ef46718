import type { Field } from '../../manifest/field';
import type { Complain } from '../../manifest/istio/complain';
import { headerValueProblem } from './header-value';

export const HEADER_RULES = ['headers/name', 'headers/value', 'headers/authority-twice'] as const;

/** Names of operations on headers, and the format strings that they may hold. */
export function checkHeaderOperations(headers: Field, complain: Complain): void {
  for (const side of ['request', 'response']) {
    for (const operation of ['set', 'add']) {
      for (const [name, value] of headers.at(side, operation).entries()) {
        checkName(name, value, side === 'request', complain);
        const problem = headerValueProblem(value.text);
        if (problem === undefined) continue;
        complain('headers/value', value, `The value "${value.text}" of header "${name}" is not taken: ${problem}.`,
          'Write a percent sign as "%%", and commands of Envoy as "%COMMAND%" or "%COMMAND(argument)%".');
      }
    }
    for (const name of headers.at(side, 'remove').items()) checkName(name.text, name, false, complain);
  }
}

/** Host can be written in one place only: the rewrite, or one operation on headers. */
export function checkAuthority(rewrite: Field, headers: Field, complain: Complain): void {
  let known = rewrite.at('authority').text;
  for (const operation of ['set', 'add']) {
    for (const [name, value] of headers.at('request', operation).entries()) {
      if (!isAuthority(name)) continue;
      if (known !== '') {
        complain('headers/authority-twice', value, `Header "${name}" is set to "${value.text}" while the route already writes the authority as "${known}".`,
          'Keep one of them: rewrite.authority, or the header.');
        return;
      }
      known = value.text;
    }
  }
}

function checkName(name: string, at: Field, authority: boolean, complain: Complain): void {
  if (name === '') {
    complain('headers/name', at, 'The name of a header is empty.', 'Write the name of the header, or take the entry out.');
  } else if (authority ? name.startsWith(':') && !isAuthority(name) : name.startsWith(':') || isAuthority(name)) {
    complain('headers/name', at, `Header "${name}" cannot be changed here.`,
      'Of these headers only "Host" can be written, in headers.request.set or .add; the path and the authority are written by rewrite.');
  }
}

function isAuthority(name: string): boolean {
  return /^(?::authority|host)$/i.test(name);
}
