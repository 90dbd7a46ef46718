import type { Field } from '../../manifest/field';
import type { Complain } from '../../manifest/istio/complain';
import { hostProblem, isDnsLabel } from '../../manifest/istio/host-syntax';
import { isPort } from '../../manifest/istio/address-syntax';

export const DESTINATION_RULES = [
  'destination/missing', 'destination/host', 'destination/subset', 'destination/port', 'destination/weight', 'destination/weight-total',
] as const;

/** A `destination` or a mirror, where there is one. */
export function checkDestination(destination: Field, complain: Complain): void {
  if (!destination.isSet) return;
  const [host, subset, port] = [destination.at('host'), destination.at('subset'), destination.at('port')];
  const problem = host.text === '*' ? 'it stands for every host' : hostProblem(host.text);
  if (problem !== undefined) {
    complain('destination/host', host.isSet ? host : destination, `The destination "${host.text}" is no host: ${problem}.`,
      'Write the full name of the Service, such as "cart.shop.svc.cluster.local".');
  }
  if (subset.text !== '' && !isDnsLabel(subset.text)) {
    complain('destination/subset', subset, `The subset "${subset.text}" cannot be a subset of a DestinationRule.`,
      'Write its name in letters, digits and inner dashes, 63 at most, as in the DestinationRule.');
  }
  if (port.isSet && !isPort(port.at('number').number)) {
    complain('destination/port', port.at('number').isSet ? port.at('number') : port, 'The destination has a port without a number from 1 to 65535.',
      'Write port.number as in the Service, or take port out.');
  }
}

/** The destinations of a route with their weights. */
export function checkWeightedDestinations(route: Field, complain: Complain): void {
  let total = 0;
  for (const item of route.items()) {
    const weight = item.at('weight');
    if (!item.at('destination').isSet) {
      complain('destination/missing', item, 'A route has no destination.', 'Write destination.host with the full name of the Service.');
    }
    checkDestination(item.at('destination'), complain);
    if (weight.number < 0) {
      complain('destination/weight', weight, `A weight is ${weight.number}, below zero.`, 'Write a weight of 0 or more.');
    }
    total += weight.number;
  }
  if (route.size > 1 && total === 0) {
    complain('destination/weight-total', route, `The ${route.size} destinations have weights that add up to 0.`,
      'Give each destination a weight, such as 90 and 10; a weight left out is 0.');
  }
}
