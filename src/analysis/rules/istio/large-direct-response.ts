import { Field } from '../../../manifest/field';
import type { Rule } from '../../rule';

const LARGE = 100 * 1024;
/** What istiod refuses. */
const REFUSED = 1024 * 1024;

export const largeDirectResponse: Rule = {
  id: 'large-direct-response',
  severity: 'warning',
  what: 'A VirtualService holds the body of a response of more than 100 KiB.',
  why: 'It is sent to every proxy with each change of routes, and each keeps it in memory.',
  remedy: 'Serve the content from a Service.',
  aliases: ['IST0133'],
  check(set, report) {
    for (const object of set.all('networking.istio.io', 'VirtualService')) {
      for (const body of Field.spec(object).at('http').items().map(rule => rule.at('directResponse', 'body'))) {
        const size = Buffer.byteLength(body.at('string').text) || Buffer.byteLength(body.at('bytes').text, 'base64');
        if (size <= LARGE || size > REFUSED) continue;
        report(object, body.path, { message: `The body of a direct response has ${size} bytes.`, remedy: 'Serve the content from a Service, and route to it.' });
      }
    }
  },
};
