import { refText } from '../../manifest/object-ref';
import type { Mismatch } from '../../simulator/expectation';
import type { ResultDestination, SimulationResult } from '../../simulator/result';
import { visible } from './text';

/** "allowed, 200: cart-v1.shop:7070 (v1) 90%, cart-v2.shop:7070 (v2) 10%". */
export function outcomeText({ verdict, status, destinations, redirect }: SimulationResult): string {
  const where = redirect ? `redirected to ${redirect.location}` : destinations.map(destinationText).join(', ');
  return visible(`${verdict}${status === null ? '' : `, ${status}`}${where === '' ? '' : `: ${where}`}`);
}

function destinationText({ service, port, version, share, verdict }: ResultDestination): string {
  return `${service}${port === 0 ? '' : `:${port}`}${version === null ? '' : ` (${version})`} ${share === 0 ? '<0.01' : share}%${verdict === 'allowed' ? '' : ` ${verdict}`}`;
}

/** What became of a request and why, in lines: without its name and verdict. */
export function resultLines(result: SimulationResult): string[] {
  const { reason, decidedBy, dataPlane, transport, route, mirrors, timeout, retries, fault, trace } = result;
  const facts: (readonly [string, string | undefined])[] = [
    ['reason', reason],
    ['decided by', decidedBy.map(one => `${refText(one)}${one.rule === null ? '' : ` rule ${one.rule}`}`).join(', ')],
    ['data plane', dataPlane === 'none' ? undefined : dataPlane],
    ['transport', transport ?? undefined],
    ['route', route ? `${refText({ apiVersion: '', ...route })} rule ${route.rule}${route.ruleName === null ? '' : ` (${route.ruleName})`}${route.match === null ? '' : ` match ${route.match}`}` : undefined],
    ['mirrored', mirrors.map(({ service, percent }) => `${service} ${percent}%`).join(', ')],
    ['timeout', timeout ?? undefined],
    ['retries', retries ? `${retries.additional} more (${retries.from}) on ${retries.on.join(', ')}${retries.perTryTimeout === null ? '' : `, ${retries.perTryTimeout} each`}` : undefined],
    ['fault', fault ? JSON.stringify(fault) : undefined],
  ];
  return [
    ...facts.filter(([, value]) => value !== undefined && value !== '').map(([name, value]) => `${`${name}:`.padEnd(12)}${visible(value!)}`),
    ...trace.map(({ at, object, says }, index) => `${(index === 0 ? 'trace:' : '').padEnd(12)}${visible(`${at}: ${object === null ? '' : `${object}: `}${says}`)}`),
  ];
}

export function mismatchText({ field, expected, actual }: Mismatch): string {
  return visible(`${field}: expected ${JSON.stringify(expected)}, and it is ${JSON.stringify(actual)}`);
}
