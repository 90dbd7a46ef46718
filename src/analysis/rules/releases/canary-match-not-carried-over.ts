import { canaries, usesGatewayApi } from '../../../manifest/canaries';
import { record, records } from '../../../manifest/manifest-object';
import { refText } from '../../../manifest/object-ref';
import type { Rule } from '../../rule';

export const canaryMatchNotCarriedOver: Rule = {
  id: 'canary-match-not-carried-over',
  severity: 'error',
  what: 'A match of a Canary uses a comparison that an HTTPRoute does not have, with a Gateway API provider.',
  why: 'Headers of an HTTPRoute are compared exactly or by a pattern, and methods exactly. In an A/B test Flagger leaves such a match out without a word: the new version gets requests of everybody.',
  remedy: 'Compare headers with `exact` or `regex`, and methods with `exact`.',
  aliases: [],
  see: ['https://docs.flagger.app/tutorials/gatewayapi-progressive-delivery'],
  check(set, report) {
    for (const canary of canaries(set)) {
      if (!usesGatewayApi(canary)) continue;
      const { object, analysis, analysisField, service } = canary;
      for (const [matches, path] of [[analysis['match'], ['spec', analysisField, 'match']], [service['match'], ['spec', 'service', 'match']]] as const) {
        for (const [match, index] of records(matches)) {
          const conditions = [
            ...Object.entries(record(match['headers'])).map(([name, condition]) => [`header ${name}`, condition as unknown, ['headers', name], ['prefix', 'suffix']] as const),
            ['the method', match['method'] as unknown, ['method'], ['prefix', 'suffix', 'regex']] as const,
          ];
          for (const [what, condition, at, refused] of conditions) {
            const how = refused.find(key => record(condition)[key] !== undefined);
            if (how === undefined) continue;
            report(object, [...path, index, ...at, how], {
              message: `${refText(object.ref)} compares ${what} by ${how}, which an HTTPRoute cannot: with the provider ${canary.provider}, the match is refused or left out.`,
              remedy: what === 'the method' ? 'Write `exact` with one method.' : `Write \`exact\`, or \`regex: "${how === 'prefix' ? `${String(record(condition)[how])}.*` : `.*${String(record(condition)[how])}`}"\`.`,
            });
          }
        }
      }
    }
  },
};
