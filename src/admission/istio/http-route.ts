import type { Field } from '../../manifest/field';
import type { Complain } from '../../manifest/istio/complain';
import { checkDuration, nameOf } from '../../manifest/istio/complain';
import { checkCorsPolicy } from './cors-policy';
import { checkDestination, checkWeightedDestinations } from './destination';
import { checkFault } from './fault-injection';
import { checkAuthority, checkHeaderOperations } from './header-operations';
import { checkDirectResponse, checkRedirect, checkRewrite } from './http-answers';
import { checkHttpMatch } from './http-match';
import { checkRetries } from './retries';

export const HTTP_ROUTE_RULES = [
  'http-route/actions', 'http-route/no-action', 'http-route/delegate-with-action', 'http-route/nested-delegate', 'http-route/mirror-and-mirrors',
  'http-route/mirror-percentage', 'http-route/mirror-destination',
] as const;

/** A rule of `http`, of a VirtualService that others delegate to if `inDelegate`. */
export function checkHttpRoute(http: Field, inDelegate: boolean, complain: Complain): void {
  checkActions(http, inDelegate, complain);
  for (const match of http.at('match').items()) checkHttpMatch(match, complain);
  checkHeaderOperations(http.at('headers'), complain);
  checkCorsPolicy(http.at('corsPolicy'), complain);
  checkFault(http.at('fault'), complain);
  checkMirrors(http, complain);
  checkRedirect(http, complain);
  checkDirectResponse(http.at('directResponse'), complain);
  checkRetries(http.at('retries'), complain);
  checkRewrite(http.at('rewrite'), complain);
  checkAuthority(http.at('rewrite'), http.at('headers'), complain);
  for (const item of http.at('route').items()) checkHeaderOperations(item.at('headers'), complain);
  checkWeightedDestinations(http.at('route'), complain);
  checkDuration(http.at('timeout'), complain);
}

/** What a rule does is one thing: route, redirect, answer, or leave it to a delegate. */
function checkActions(http: Field, inDelegate: boolean, complain: Complain): void {
  const routes = http.at('route').size > 0;
  if (http.at('delegate').isSet && !inDelegate) {
    for (const action of [http.at('redirect'), http.at('route')]) {
      if (nameOf(action) === 'route' ? !routes : !action.isSet) continue;
      complain('http-route/delegate-with-action', action, `A rule delegates to VirtualService "${http.at('delegate', 'name').text}" and has ${nameOf(action)} too.`,
        `Move ${nameOf(action)} to the delegate, or take delegate out.`);
    }
    return;
  }
  if (inDelegate && http.at('delegate').isSet) {
    complain('http-route/nested-delegate', http.at('delegate'), 'A VirtualService without hosts is a delegate, and delegates again.',
      'Write its rules here: delegation goes one step.');
  }
  const action = http.at('redirect').isSet ? 'redirect' : 'directResponse';
  if (http.at(action).isSet) {
    const others = [...(routes ? ['route'] : []), ...http.set('fault', 'rewrite'), ...(action === 'redirect' ? http.set('directResponse') : [])];
    for (const other of others) {
      complain('http-route/actions', http.at(other), `A rule has ${action} and ${other}.`, `Keep one of ${action} and ${other}, or write two rules.`);
    }
  } else if (!routes) {
    complain('http-route/no-action', http, 'A rule says what it matches but not what to do.', 'Write route with a destination, redirect or directResponse.');
  }
  if (http.at('mirror').isSet && http.at('mirrors').size > 0) {
    complain('http-route/mirror-and-mirrors', http.at('mirror'), 'A rule has both mirror and mirrors.', 'Move the destination of mirror into mirrors.');
  }
}

function checkMirrors(http: Field, complain: Complain): void {
  checkDestination(http.at('mirror'), complain);
  const mirrors = http.at('mirrors').items();
  for (const mirror of mirrors) {
    if (!mirror.at('destination').isSet) {
      complain('http-route/mirror-destination', mirror, 'A mirror has no destination.', 'Write destination.host with the full name of the Service.');
    }
    checkDestination(mirror.at('destination'), complain);
  }
  // The schema still has the old spelling of the old field.
  const percentages = [http.at('mirrorPercent').isSet ? http.at('mirrorPercent') : http.at('mirror_percent'), ...[http.at('mirrorPercentage'), ...mirrors.map(mirror => mirror.at('percentage'))].map(field => field.at('value'))];
  for (const percentage of percentages) {
    if (percentage.number >= 0 && percentage.number <= 100) continue;
    complain('http-route/mirror-percentage', percentage, `A share of ${percentage.number} percent of requests cannot be mirrored.`, 'Write a number from 0 to 100.');
  }
}
