import { Field } from '../../../manifest/field';
import type { Rule } from '../../rule';

export const abortWithoutStatus: Rule = {
  id: 'abort-without-status',
  severity: 'warning',
  what: 'A fault aborts requests and does not say with which status.',
  why: 'Proxies then abort nothing, and what the fault was to test is not tested.',
  remedy: 'Write `httpStatus` or `grpcStatus`.',
  aliases: ['IST0133'],
  check(set, report) {
    for (const object of set.all('networking.istio.io', 'VirtualService')) {
      for (const abort of Field.spec(object).at('http').items().map(rule => rule.at('fault', 'abort'))) {
        if (!abort.isSet || abort.set('httpStatus', 'grpcStatus', 'http2Error').length > 0) continue;
        report(object, abort.path, { message: '`fault.abort` has no status, and aborts nothing.', remedy: 'Write httpStatus, such as 503, or grpcStatus, such as UNAVAILABLE.' });
      }
    }
  },
};
