import { atLeast, oneOf, required } from './checks';
import { scheduleProblem } from './cron-schedule';
import type { Field } from './field';
import { shown } from './field';
import { jobOfCronJob } from './job';

export function cronJob(object: Field): void {
  const spec = object.at('spec');
  const schedule = spec.at('schedule');
  const zone = spec.at('timeZone');
  if (required(schedule, 'when to run, such as "0 3 * * *"') && typeof schedule.value === 'string') {
    const problem = scheduleProblem(schedule.text);
    if (schedule.text.includes('TZ')) schedule.refuse(`${schedule.name} is ${shown(schedule.text)}, with a time zone in it.`, `Set ${zone.name} to the time zone instead.`);
    else if (problem !== undefined) {
      schedule.refuse(`${schedule.name} is ${shown(schedule.text)}, in which ${problem}.`,
        `Write ${schedule.name} as minute, hour, day of the month, month and day of the week, such as "0 3 * * 1-5", or as @hourly, @daily, @weekly, @monthly or @yearly.`);
    }
  }
  if (typeof zone.value === 'string' && !isTimeZone(zone.text)) {
    zone.refuse(`${zone.name} is ${shown(zone.text)}, which is not a time zone.`, `Set ${zone.name} to a name of the IANA list, such as "Europe/Berlin" or "Etc/UTC".`);
  }
  oneOf(spec.at('concurrencyPolicy'), ['Allow', 'Forbid', 'Replace']);
  for (const name of ['startingDeadlineSeconds', 'successfulJobsHistoryLimit', 'failedJobsHistoryLimit']) atLeast(spec.at(name), 0);
  jobOfCronJob(spec.at('jobTemplate', 'spec'));
}

function isTimeZone(zone: string): boolean {
  if (!zone.split('/').every(part => /^[A-Za-z._0-9+][A-Za-z._0-9+-]{0,13}$/.test(part) && part !== '.' && part !== '..')) return false;
  try {
    return zone.toLowerCase() !== 'local' && !/^[+-]/.test(zone) && new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
