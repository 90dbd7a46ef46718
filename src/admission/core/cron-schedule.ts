interface Bounds {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  readonly words?: readonly string[];
}

const FIELDS: readonly Bounds[] = [
  { name: 'minute', min: 0, max: 59 },
  { name: 'hour', min: 0, max: 23 },
  { name: 'day of the month', min: 1, max: 31 },
  { name: 'month', min: 1, max: 12, words: ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'] },
  { name: 'day of the week', min: 0, max: 6, words: ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] },
];
const NAMED = ['@yearly', '@annually', '@monthly', '@weekly', '@daily', '@midnight', '@hourly'];
const DURATION = /^[+-]?(0|((\d+(\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h))+)$/;

/** What is wrong with a schedule in cron's notation, to follow "in which". */
export function scheduleProblem(schedule: string): string | undefined {
  if (schedule.startsWith('@')) {
    if (NAMED.includes(schedule)) return undefined;
    return schedule.startsWith('@every ') && DURATION.test(schedule.slice('@every '.length)) ? undefined : 'the name is not known';
  }
  const fields = schedule.split(/\s+/).filter(field => field !== '');
  if (fields.length !== FIELDS.length) return `there are ${String(fields.length)} fields, not ${String(FIELDS.length)}`;
  return FIELDS.flatMap((bounds, index) => fieldProblem(fields[index]!, bounds) ?? [])[0];
}

function fieldProblem(field: string, bounds: Bounds): string | undefined {
  const { min, max, name } = bounds;
  for (const expression of field.split(',').filter(part => part !== '')) {
    const [range, step, ...moreSteps] = expression.split('/') as [string, string | undefined, ...string[]];
    const [low, high, ...moreHighs] = range.split('-') as [string, string | undefined, ...string[]];
    const anything = low === '*' || low === '?';
    const start = anything ? min : numberOf(low, bounds);
    const end = anything || (step !== undefined && high === undefined) ? max : high === undefined ? start : numberOf(high, bounds);
    const by = step === undefined ? 1 : numberOf(step, { ...bounds, words: [] });
    const right = moreSteps.length === 0 && (anything || moreHighs.length === 0) && by > 0 && start >= min && end <= max && start <= end;
    if (!right) return `the ${name}, "${expression}", is not within ${String(min)} to ${String(max)}`;
  }
  return undefined;
}

function numberOf(text: string, { words = [], min }: Bounds): number {
  const word = words.indexOf(text.toLowerCase());
  return word >= 0 ? word + min : /^\+?\d+$/.test(text) ? Number(text) : NaN;
}
