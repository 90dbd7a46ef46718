import { authorizationPolicies, valuesOf } from '../../../manifest/istio/authorization-policies';
import type { Rule } from '../../rule';

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'CONNECT', 'TRACE'];

export const methodNeverSent: Rule = {
  id: 'method-never-sent',
  severity: 'error',
  what: 'An AuthorizationPolicy names a method that no HTTP client sends.',
  why: 'Methods are compared as they are written, in capitals: an ALLOW with another spelling refuses the calls that it is for, a DENY lets them through.',
  remedy: 'Write the method in capitals: GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS, CONNECT or TRACE.',
  aliases: ['KIA0102'],
  see: ['https://istio.io/latest/docs/reference/config/security/authorization-policy/#Operation'],
  check(set, report) {
    for (const { object, rules } of authorizationPolicies(set)) {
      for (const { text, path } of rules.flatMap(rule => valuesOf(rule, 'methods'))) {
        if (text === '' || matchesSome(text)) continue;
        const meant = METHODS.includes(text.toUpperCase()) ? text.toUpperCase() : undefined;
        report(object, path, {
          // Protocols on top of HTTP have methods of their own, such as PROPFIND.
          ...(meant || text !== text.toUpperCase() ? {} : { severity: 'info' as const }),
          message: `"${text}" is no method of HTTP${meant ? '; methods are compared with their case' : ''}.`,
          remedy: meant ? `Write "${meant}".` : `Write one of ${METHODS.join(', ')}.`,
        });
      }
    }
  },
};

function matchesSome(pattern: string): boolean {
  if (pattern.startsWith('*')) return METHODS.some(method => method.endsWith(pattern.slice(1)));
  return pattern.endsWith('*') ? METHODS.some(method => method.startsWith(pattern.slice(0, -1))) : METHODS.includes(pattern);
}
