import type { Field } from '../../manifest/field';
import type { Complain } from '../../manifest/istio/complain';
import { checkDuration } from '../../manifest/istio/complain';
import { durationMs } from '../../manifest/istio/duration-syntax';
import { checkLocalityBalancing, checkZoneAwareBalancing } from '../../manifest/istio/locality-balancing';

export const LOAD_BALANCER_RULES = [
  'load-balancer/cookie-name', 'load-balancer/cookie-attributes', 'load-balancer/ring-size-twice', 'load-balancer/maglev-size',
  'load-balancer/locality-and-zone-aware', 'load-balancer/warmup',
] as const;

const MAGLEV_LIMIT = 5000011;

export function checkLoadBalancer(balancer: Field, complain: Complain): void {
  if (!balancer.isSet) return;
  const hash = balancer.at('consistentHash');
  checkCookie(hash.at('httpCookie'), complain);
  if (hash.at('minimumRingSize').number !== 0 && hash.set('ringHash', 'maglev').length > 0) {
    complain('load-balancer/ring-size-twice', hash.at('minimumRingSize'), `\`minimumRingSize\` stands beside ${hash.set('ringHash', 'maglev')[0]}.`,
      'Take minimumRingSize out, and write ringHash.minimumRingSize.');
  }
  const maglev = hash.at('maglev');
  const size = maglev.at('tableSize');
  if (maglev.isSet && !(size.number < MAGLEV_LIMIT && isPrime(size.number))) {
    complain('load-balancer/maglev-size', size.isSet ? size : maglev, `\`tableSize\` ${size.number} of maglev is no prime number below ${MAGLEV_LIMIT}.`, 'Write a prime number, such as 65537.');
  }
  if (balancer.set('localityLbSetting', 'zoneAwareLbSetting').length === 2) {
    complain('load-balancer/locality-and-zone-aware', balancer.at('zoneAwareLbSetting'), '`loadBalancer` has localityLbSetting and zoneAwareLbSetting.', 'Keep one of them.');
  }
  checkLocalityBalancing(balancer.at('localityLbSetting'), complain);
  checkZoneAwareBalancing(balancer.at('zoneAwareLbSetting'), complain);
  checkWarmup(balancer.at('warmup'), complain);
}

function checkCookie(cookie: Field, complain: Complain): void {
  if (!cookie.isSet) return;
  if (cookie.at('name').text === '') {
    complain('load-balancer/cookie-name', cookie, '`httpCookie` has no name.', 'Write the name of the cookie.');
  }
  // Unlike others, it may be 0: a cookie for the session.
  const ttl = cookie.at('ttl');
  if (ttl.isSet && durationMs(ttl.text) === undefined) {
    complain('duration', ttl, `"${ttl.text}" is no duration.`, 'Write a number with a unit, such as 30s, or 0s for a cookie of the session.');
  }
  const known = new Set<string>();
  for (const attribute of cookie.at('attributes').items()) {
    const name = attribute.at('name').text;
    if (name === '' || known.has(name)) {
      complain('load-balancer/cookie-attributes', attribute, name === '' ? 'An attribute of the cookie has no name.' : `The cookie has attribute "${name}" twice.`,
        name === '' ? 'Write the name of the attribute, such as SameSite.' : `Take one of the two "${name}" out.`);
    }
    known.add(name);
  }
}

function checkWarmup(warmup: Field, complain: Complain): void {
  if (!warmup.isSet) return;
  checkDuration(warmup.at('duration'), complain);
  if (!warmup.at('duration').isSet) {
    complain('load-balancer/warmup', warmup, '`warmup` has no duration.', 'Write duration, such as 30s.');
  }
  const [percent, aggression] = [warmup.at('minimumPercent'), warmup.at('aggression')];
  if (percent.number > 100) {
    complain('load-balancer/warmup', percent, `\`minimumPercent\` ${percent.number} is above 100.`, 'Write a number from 0 to 100.');
  }
  if (aggression.isSet && aggression.number <= 0) {
    complain('load-balancer/warmup', aggression, `\`aggression\` ${aggression.number} is not above 0.`, 'Write a number above 0; 1 grows the share evenly.');
  }
}

function isPrime(number: number): boolean {
  if (number > 0 && number < 4) return true;
  if (number % 2 === 0) return false;
  for (let factor = 3; factor * factor <= number; factor += 2) if (number % factor === 0) return false;
  return true;
}
