import type { Field } from '../../manifest/field';
import type { Complain } from '../../manifest/istio/complain';
import { checkPort } from '../../manifest/istio/complain';
import { checkRegex } from './string-match';

export const ANSWER_RULES = [
  'redirect/uri-and-prefix', 'redirect/prefix-without-prefix-match', 'redirect/empty', 'redirect/code', 'redirect/scheme',
  'direct-response/status', 'direct-response/body-size', 'rewrite/uri-and-regex', 'rewrite/empty', 'rewrite/regex-incomplete',
] as const;

const MAX_BODY = 1024 * 1024;

/** The `redirect` of a rule; as istiod does, up to the first thing that is wrong. */
export function checkRedirect(http: Field, complain: Complain): void {
  const redirect = http.at('redirect');
  if (!redirect.isSet) return;
  const [uri, prefix, code, scheme, port] = ['uri', 'prefixRewrite', 'redirectCode', 'scheme', 'port'].map(key => redirect.at(key)) as [Field, Field, Field, Field, Field];
  const other = prefix.text === '' ? undefined : http.at('match').items().map(match => match.at('uri')).find(match => match.isSet && !match.at('prefix').isSet);
  if (uri.text !== '' && prefix.text !== '') {
    complain('redirect/uri-and-prefix', prefix, 'A redirect has both uri and prefixRewrite.', 'Keep uri to replace the path, or prefixRewrite to replace the matched prefix.');
  } else if (other) {
    complain('redirect/prefix-without-prefix-match', prefix, '`prefixRewrite` replaces a matched prefix, and a match of this rule is not for a prefix.',
      'Write uri.prefix in every match of the rule, or use redirect.uri.');
  } else if (uri.text === '' && prefix.text === '' && redirect.at('authority').text === '' && scheme.text === '' && redirect.set('port', 'derivePort').length === 0) {
    complain('redirect/empty', redirect, 'A redirect changes nothing.', 'Write uri, authority, scheme or port.');
  } else if (code.number !== 0 && (code.number < 300 || code.number > 399)) {
    complain('redirect/code', code, `\`redirectCode\` ${code.number} is no status of a redirect.`, 'Write 301, 302, 303, 307 or 308.');
  } else if (scheme.text !== '' && scheme.text !== 'http' && scheme.text !== 'https') {
    complain('redirect/scheme', scheme, `A redirect cannot lead to scheme "${scheme.text}".`, 'Write http or https.');
  } else if (port.number > 0) {
    checkPort(port, complain);
  }
}

export function checkDirectResponse(response: Field, complain: Complain): void {
  if (!response.isSet) return;
  const body = response.at('body');
  const bytes = body.at('bytes').text;
  const size = Buffer.byteLength(body.at('string').text) || Buffer.byteLength(bytes, 'base64');
  if (size > MAX_BODY) {
    complain('direct-response/body-size', body, `The body of a direct response has ${size} bytes; istiod takes ${MAX_BODY}.`, 'Serve the content from a Service, and route to it.');
  }
  const status = response.at('status');
  if (status.number >= 200 && status.number <= 600) return;
  complain('direct-response/status', status.isSet ? status : response, `${status.number} is no status of a response.`, 'Write a status from 200 to 599.');
}

/** As istiod does, up to the first thing that is wrong. */
export function checkRewrite(rewrite: Field, complain: Complain): void {
  if (!rewrite.isSet) return;
  const [uri, regex] = [rewrite.at('uri'), rewrite.at('uriRegexRewrite')];
  if (uri.text !== '' && regex.isSet) {
    complain('rewrite/uri-and-regex', regex, 'A rewrite has both uri and uriRegexRewrite.', 'Keep one of them.');
  } else if (uri.text === '' && !regex.isSet && rewrite.at('authority').text === '') {
    complain('rewrite/empty', rewrite, 'A rewrite changes nothing.', 'Write uri, uriRegexRewrite or authority, or take rewrite out.');
  } else if (regex.isSet && (regex.at('match').text === '' || regex.at('rewrite').text === '')) {
    complain('rewrite/regex-incomplete', regex, `\`uriRegexRewrite\` has no ${regex.at('match').text === '' ? 'match' : 'rewrite'}.`, 'Write both match and rewrite, such as match: ^/api/(.*) and rewrite: /\\1.');
  } else if (regex.isSet) {
    checkRegex(regex.at('match'), complain);
  }
}
