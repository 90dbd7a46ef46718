import type { ResultRetries, SimulationResult } from './result';

/** What becomes of a request that arrives, beside that it does. */
export const EFFECTS = ['answer', 'destinations', 'timeout', 'retries', 'request', 'response', 'mirrors', 'fault', 'limits'] as const;

export type Effect = typeof EFFECTS[number];

/** In words, so that results can be compared. Of a request that a proxy answers itself, there is the answer and nothing else. */
export function effectsOf(result: SimulationResult): Readonly<Partial<Record<Effect, string>>> {
  const { destinations, mirrors, timeout, fault, limits } = result;
  if (isAnswered(result)) return { answer: answerText(result) };
  return {
    answer: `${result.verdict}${result.status === null ? '' : ` ${result.status}`}`,
    destinations: listed(destinations.map(({ service, port, version, share, verdict }) => `${service}:${port}${version === null ? '' : ` (${version})`} ${share}%${verdict === 'allowed' ? '' : ` ${verdict}`}`)),
    timeout: timeout ?? NONE,
    retries: retriesText(result.retries),
    request: requestText(result),
    response: responseText(result),
    mirrors: listed(mirrors.map(({ service, port, version, percent }) => `${service}:${port}${version === null ? '' : ` (${version})`} ${percent}%`)),
    fault: fault ? [fault.abort && `abort ${fault.abort.status} for ${fault.abort.percent}%`, fault.delay && `delay ${fault.delay.duration} for ${fault.delay.percent}%`].filter(part => part !== undefined).join(', ') : NONE,
    limits: limits ? JSON.stringify(limits) : NONE,
  };
}

export const NONE = 'none';

/** Whether a proxy on the way answers in the place of the pods. */
export function isAnswered({ verdict, destinations }: SimulationResult): boolean {
  return verdict === 'allowed' && destinations.length === 0;
}

function answerText({ status, redirect, response: { headers } }: SimulationResult): string {
  const shown = pairs(headers).filter(pair => !redirect || !pair.startsWith('location: ')).join(', ');
  return `answered ${redirect ? `${redirect.status} to ${redirect.location}` : status ?? 'without a status'}${shown === '' ? '' : `, ${shown}`}`;
}

export function retriesText(retries: ResultRetries | null): string {
  if (!retries) return NONE;
  const { additional, on, perTryTimeout, from } = retries;
  return `${additional} more${on.length === 0 ? '' : ` on ${[...on].sort().join(', ')}`}${perTryTimeout === null ? '' : `, ${perTryTimeout} each`}${from === 'default' ? ', by default' : ''}`;
}

function requestText({ request }: SimulationResult): string {
  return request ? [`${request.method} ${request.host}${request.path}`, ...pairs(request.headers)].join(', ') : NONE;
}

/** Changes, and what the answer carries in the end. */
function responseText({ responseHeaders: { set, add, remove }, response: { headers } }: SimulationResult): string {
  const changes = [...pairs(set).map(pair => `set ${pair}`), ...pairs(add).map(pair => `add ${pair}`), ...[...remove].sort().map(name => `remove ${name}`)];
  const written = new Set([...pairs(set), ...pairs(add)]);
  const all = [...changes, ...pairs(headers).filter(pair => !written.has(pair))];
  return all.length === 0 ? NONE : all.join(', ');
}

function pairs(map: Readonly<Record<string, string>>): string[] {
  return Object.entries(map).map(([key, value]) => `${key.toLowerCase()}: ${value}`).sort();
}

function listed(parts: readonly string[]): string {
  return parts.length === 0 ? NONE : [...parts].sort().join(', ');
}
