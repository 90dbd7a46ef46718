import { coreCases } from '../../support/core-cases';

const INDEXED = { completionMode: 'Indexed', completions: 3 };
const template = { spec: { restartPolicy: 'Never', containers: [{ name: 'work', image: 'work' }] } };
const spec = (rest: object) => ({ template, ...rest });
const failure = (rule: object) => spec({ ...INDEXED, podFailurePolicy: { rules: [rule] } });
const success = (rule: object) => spec({ ...INDEXED, successPolicy: { rules: [rule] } });
const codes = (rest: object) => ({ action: 'FailJob', onExitCodes: { operator: 'In', values: [1], ...rest } });
const F = 'spec.podFailurePolicy.rules[0]';
const S = 'spec.successPolicy.rules[0]';

coreCases('Job', `
apiVersion: batch/v1
kind: Job
metadata: { name: index }
spec: { template: { spec: { restartPolicy: Never, containers: [{ name: work, image: work }] } } }
`, [
  ['spec.parallelism', -1, 0, 'less than 0'],
  ['spec.completions', -1, 0, 'less than 0'],
  ['spec.backoffLimit', -1, 0, 'less than 0'],
  ['spec.ttlSecondsAfterFinished', -1, 0, 'less than 0'],
  ['spec.template.spec.restartPolicy', undefined, 'Never', 'have to end'],
  ['spec.template.spec.restartPolicy', 'Always', 'OnFailure', 'have to end'],
  ['spec', spec({ podFailurePolicy: { rules: [] }, template: { spec: { ...template.spec, restartPolicy: 'OnFailure' } } }), spec({ podFailurePolicy: { rules: [] } }), 'is OnFailure, but', 'spec.template.spec.restartPolicy'],
  ['spec.managedBy', 'jobs', 'example.com/jobs', 'not the name of a controller'],
  ['spec.managedBy', `example.com/${'a'.repeat(52)}`, `example.com/${'a'.repeat(51)}`, '64 characters'],
  ['spec.completionMode', 'Index', 'NonIndexed', 'not one of its values'],
  ['spec', spec({ completionMode: 'Indexed', parallelism: 1 }), spec({ completionMode: 'Indexed' }), 'is missing', 'spec.completions'],
  ['spec', spec({ ...INDEXED, parallelism: 100_001 }), spec({ ...INDEXED, parallelism: 100_000 }), 'more than the 100000', 'spec.parallelism'],
  ['spec', spec({ ...INDEXED, backoffLimitPerIndex: 1, maxFailedIndexes: 4 }), spec({ ...INDEXED, backoffLimitPerIndex: 1, maxFailedIndexes: 3 }), 'more than the 3', 'spec.maxFailedIndexes'],
  ['spec', spec({ ...INDEXED, maxFailedIndexes: 1 }), spec({ ...INDEXED, maxFailedIndexes: 1, backoffLimitPerIndex: 1 }), 'missing or empty', 'spec.backoffLimitPerIndex'],
  ['spec', spec({ completionMode: 'Indexed', completions: 100_001, backoffLimitPerIndex: 1 }), spec({ completionMode: 'Indexed', completions: 100_000, backoffLimitPerIndex: 1 }), 'is missing, but there are', 'spec.maxFailedIndexes'],
  ['spec.backoffLimitPerIndex', 1, undefined, 'is not Indexed'],
  ['spec.successPolicy', { rules: [{ succeededCount: 1 }] }, undefined, 'is not Indexed'],
  ['spec.podReplacementPolicy', 'Running', 'TerminatingOrFailed', 'not one of its values'],
  ['spec', spec({ podFailurePolicy: { rules: [] }, podReplacementPolicy: 'TerminatingOrFailed' }), spec({ podFailurePolicy: { rules: [] }, podReplacementPolicy: 'Failed' }), 'not one of its values', 'spec.podReplacementPolicy'],
  ['spec', failure({ onExitCodes: { operator: 'In', values: [1] } }), failure(codes({})), 'missing or empty', `${F}.action`],
  ['spec', failure({ ...codes({}), action: 'FailIndex' }), failure({ ...codes({}), action: 'Count' }), 'is not set', `${F}.action`],
  ['spec', failure({ action: 'Ignore' }), failure({ action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget' }] }), 'neither onExitCodes', F],
  ['spec', failure({ ...codes({}), onPodConditions: [{ type: 'A' }] }), failure(codes({})), 'both onExitCodes', F],
  ['spec', failure({ action: 'Ignore', onPodConditions: [{ type: 'A', status: 'Yes' }] }), failure({ action: 'Ignore', onPodConditions: [{ type: 'A', status: 'Unknown' }] }), 'not one of its values', `${F}.onPodConditions[0].status`],
  ['spec', failure(codes({ operator: 'Is' })), failure(codes({ operator: 'NotIn' })), 'not one of its values', `${F}.onExitCodes.operator`],
  ['spec', failure(codes({ containerName: 'none' })), failure(codes({ containerName: 'work' })), 'no container of that name', `${F}.onExitCodes.containerName`],
  ['spec', failure(codes({ values: [] })), failure(codes({ values: [1, 2] })), 'missing or empty', `${F}.onExitCodes.values`],
  ['spec', failure(codes({ values: [0] })), failure(codes({ operator: 'NotIn', values: [0] })), 'is no failure', `${F}.onExitCodes.values[0]`],
  ['spec', failure(codes({ values: [2, 1] })), failure(codes({ values: [1, 2] })), 'not in ascending order', `${F}.onExitCodes.values`],
  ['spec', failure(codes({ values: [1, 1] })), failure(codes({ values: [1, 3] })), 'must be unique', `${F}.onExitCodes.values[1]`],
  ['spec', failure(codes({ operator: 'NotIn', values: [0, 0] })), failure(codes({ operator: 'NotIn', values: [0, 1] })), '0 more than once', `${F}.onExitCodes.values`],
  ['spec', spec({ podFailurePolicy: { rules: Array(21).fill(codes({})) } }), spec({ podFailurePolicy: { rules: Array(20).fill(codes({})) } }), '21 entries', 'spec.podFailurePolicy.rules'],
  ['spec', spec({ ...INDEXED, successPolicy: { rules: [] } }), success({ succeededCount: 1 }), 'missing or empty', 'spec.successPolicy.rules'],
  ['spec', success({}), success({ succeededIndexes: '0' }), 'is empty', S],
  ['spec', success({ succeededIndexes: '1-3' }), success({ succeededIndexes: '0-1,2' }), 'does not list indexes below 3', `${S}.succeededIndexes`],
  ['spec', success({ succeededIndexes: '1,0' }), success({ succeededIndexes: '0,1' }), 'does not list indexes', `${S}.succeededIndexes`],
  ['spec', success({ succeededIndexes: '0-1', succeededCount: 3 }), success({ succeededIndexes: '0-1', succeededCount: 2 }), 'outside', `${S}.succeededCount`],
  ['spec.selector', { matchLabels: { app: 'a' } }, { matchExpressions: [{ key: 'job-name', operator: 'Exists' }] }, 'makes the selector'],
  ['spec.manualSelector', true, false, 'is missing, but', 'spec.selector'],
  ['spec', { manualSelector: true, selector: { matchLabels: { app: 'b' } }, template: { metadata: { labels: { app: 'a' } }, ...template } }, { manualSelector: true, selector: { matchLabels: { app: 'a' } }, template: { metadata: { labels: { app: 'a' } }, ...template } },
    'does not select', 'spec.template.metadata.labels'],
  ['spec.template.metadata', { labels: { 'job-name': 'other' } }, { labels: { 'job-name': 'index' } }, 'sets it to the name of the Job', 'spec.template.metadata.labels.job-name'],
  ['spec.template.metadata', { labels: { 'controller-uid': 'a' } }, { labels: { controller: 'a' } }, 'the UID of the Job', 'spec.template.metadata.labels.controller-uid'],
]);

coreCases('Indexed Job with a long name', `
apiVersion: batch/v1
kind: Job
metadata: { name: ${'a'.repeat(61)} }
spec: { completionMode: Indexed, completions: 1, template: { spec: { restartPolicy: Never, containers: [{ name: work, image: work }] } } }
`, [['spec.completions', 11, 10, 'the host name of a pod', 'metadata.name']]);

const cron = (schedule: string): readonly ['spec.schedule', string, string, string] => ['spec.schedule', schedule, '*/5 0-12/2 1,15 jan-MAR sun', 'in which'];
coreCases('CronJob', `
apiVersion: batch/v1
kind: CronJob
metadata: { name: nightly }
spec: { schedule: 0 3 * * *, jobTemplate: { spec: { template: { spec: { restartPolicy: Never, containers: [{ name: work, image: work }] } } } } }
`, [
  ...['* * * *', '60 * * * *', '* 24 * * *', '* * 0 * *', '* * * 13 *', '* * * * 7', '*/0 * * * *', '5-1 * * * *', '1-2-3 * * * *', '1/2/3 * * * *', 'a * * * *', '@never', '@every 1x'].map(cron),
  ['spec.schedule', '', '@hourly', 'missing or empty'],
  ['spec.schedule', 'TZ=UTC 0 3 * * *', '@every 1h30m', 'a time zone in it'],
  ['spec.timeZone', 'Europe/Nowhere', 'Europe/Berlin', 'not a time zone'],
  ['spec.timeZone', 'Local', 'Etc/UTC', 'not a time zone'],
  ['spec.concurrencyPolicy', 'allow', 'Allow', 'not one of its values'],
  ['spec.startingDeadlineSeconds', -1, 0, 'less than 0'],
  ['spec.failedJobsHistoryLimit', -1, 0, 'less than 0'],
  ['spec.jobTemplate.spec.selector', { matchLabels: { app: 'a' } }, undefined, 'makes the selectors'],
  ['spec.jobTemplate.spec.manualSelector', true, false, 'makes the selectors'],
  ['spec.jobTemplate.spec.completionMode', 'Indexed', 'NonIndexed', 'is missing', 'spec.jobTemplate.spec.completions'],
]);
