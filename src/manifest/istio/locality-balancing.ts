import type { Field } from '../field';
import type { Complain } from './complain';

export const LOCALITY_RULES = [
  'locality/distribute-with-failover', 'locality/failover-with-topology-label', 'locality/weight', 'locality/weight-total', 'locality/overlap',
  'locality/wildcard', 'locality/empty-part', 'locality/failover-region', 'zone-aware/topology-label',
] as const;

const TOPOLOGY_LABELS = new Set(['topology.kubernetes.io/region', 'topology.kubernetes.io/zone', 'topology.istio.io/subzone']);

/** What istiod refuses in a `localityLbSetting`, wherever it stands. */
export function checkLocalityBalancing(setting: Field, complain: Complain): void {
  const [distribute, failover, priority] = [setting.at('distribute'), setting.at('failover'), setting.at('failoverPriority')];
  if (distribute.size > 0 && failover.size > 0) {
    complain('locality/distribute-with-failover', failover, '`localityLbSetting` has both distribute and failover.',
      'Keep one of them: distribute for fixed shares per locality, failover for another region when one is down.');
    return;
  }
  const label = failover.size > 0 ? priority.items().find(item => TOPOLOGY_LABELS.has(item.text)) : undefined;
  if (label) {
    complain('locality/failover-with-topology-label', label, `\`failoverPriority\` orders by ${label.text} while failover names regions.`,
      `Take failover out, or ${label.text} out of failoverPriority.`);
    return;
  }
  for (const from of distribute.items()) if (!checkShares(from.at('to'), complain)) return;
  for (const from of distribute.items()) checkLocalities(from.at('to').entries(), complain);
  checkLocalities(distribute.items().map(item => [item.at('from').text, item.at('from')] as const), complain);
  checkFailover(failover, complain);
}

/** What istiod refuses in a `zoneAwareLbSetting`. */
export function checkZoneAwareBalancing(setting: Field, complain: Complain): void {
  for (const label of setting.at('failoverPriority').items()) {
    if (!TOPOLOGY_LABELS.has(label.text)) continue;
    complain('zone-aware/topology-label', label, `\`failoverPriority\` of zoneAwareLbSetting orders by ${label.text}, which the proxy does by itself.`,
      `Take ${label.text} out of failoverPriority.`);
  }
  checkFailover(setting.at('failover'), complain);
}

function checkShares(to: Field, complain: Complain): boolean {
  for (const [locality, weight] of to.entries()) {
    if (weight.number > 0 && weight.number <= 100) continue;
    complain('locality/weight', weight, `"${locality}" gets a weight of ${weight.number}.`, 'Write a weight from 1 to 100, or take the locality out.');
    return false;
  }
  const total = to.entries().reduce((sum, [, weight]) => sum + weight.number, 0);
  if (total === 100) return true;
  complain('locality/weight-total', to, `The weights of the localities add up to ${total}.`, `Change them so that they add up to 100; ${total} is ${total < 100 ? 'too little' : 'too much'}.`);
  return false;
}

/** The first that is wrong is reported: whether the others overlap depends on what it should have been. */
function checkLocalities(localities: readonly (readonly [string, Field])[], complain: Complain): void {
  const known: string[][] = [];
  for (const [locality, field] of localities) {
    if (locality.includes('*') && locality.indexOf('*') !== locality.length - 1) {
      complain('locality/wildcard', field, `"${locality}" has a wildcard that is not its end.`, 'Write the wildcard as the last part, such as "us-west/*".');
      return;
    }
    const parts = split(locality);
    if (parts.includes('')) {
      complain('locality/empty-part', field, `"${locality}" has an empty part.`, 'Write region, region/zone or region/zone/subzone, each with a name.');
      return;
    }
    const other = known.find(one => overlap(one, parts));
    if (other) {
      complain('locality/overlap', field, `"${locality}" overlaps with "${other.join('/')}".`, 'Take one of them out, or make them exclude each other, such as two zones of a region.');
      return;
    }
    known.push(parts);
  }
}

/** Region, zone and the rest. */
function split(locality: string): string[] {
  const [region, zone, ...rest] = locality.split('/');
  return [region!, ...(zone === undefined ? [] : [zone]), ...(rest.length > 0 ? [rest.join('/')] : [])];
}

/**
 * As istiod sees it, which takes localities in order: what comes later overlaps if an earlier one holds it, or is a part of it where it is
 * a whole region or zone. A later "*" beside named regions or zones is taken.
 */
function overlap(earlier: readonly string[], later: readonly string[]): boolean {
  if (earlier[0] === '*') return true;
  if (earlier[0] !== later[0]) return false;
  if (later.length === 1 || earlier.length === 1 || earlier[1] === '*') return true;
  if (earlier[1] !== later[1]) return false;
  return later.length === 2 || earlier.length === 2 || earlier[2] === '*' || earlier[2] === later[2];
}

function checkFailover(failover: Field, complain: Complain): void {
  for (const item of failover.items()) {
    const [from, to] = [item.at('from').text, item.at('to').text];
    const region = [item.at('from'), item.at('to')].find(end => /[/*]/.test(end.text));
    if (from === to) {
      complain('locality/failover-region', item, `\`failover\` leads from region "${from}" to itself.`, 'Name another region in `to`.');
    } else if (region) {
      complain('locality/failover-region', region, `\`failover\` names "${region.text}", which is not a region alone.`, `Write the region only, such as "${region.text.split(/[/*]/)[0] || 'us-west'}".`);
    }
  }
}
