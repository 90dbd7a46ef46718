import type { ManifestObject } from '../../../src/manifest/manifest-object';
import { grpcRoute, httpRoute, object, policyRoute, tlsRoute, webhookCase, type WebhookCase } from './case';

type Maker = (spec: string, annotations?: Record<string, string>) => ManifestObject;

const SERVICE = '{ group: "", kind: Service, name: cart, port: 80 }';
const under = (make: Maker, rule: string, parent = SERVICE) => make(`{ parentRefs: [${parent}], rules: [{ ${rule} }] }`);
const matching = (match: string, make: Maker = httpRoute) => under(make, `matches: [{ ${match} }]`);
const filtering = (filter: string, make: Maker = httpRoute) => under(make, `filters: [{ ${filter} }]`);
const annotated = (make: Maker, annotations: Record<string, string>, parent = SERVICE) => make(`{ parentRefs: [${parent}] }`, annotations);
const backed = (make: Maker, backend: string) => under(make, `backendRefs: [{ ${backend} }]`);
const egress = (port: string) => `{ group: policy.linkerd.io, kind: EgressNetwork, name: world${port} }`;

const annotation = (rule: string, says: string, remedy: string, make: Maker, name: string, wrong: string, right: string) => webhookCase(
  rule, [`metadata.annotations["${name}"]`, says, remedy], annotated(make, { [name]: wrong }), annotated(make, { [name]: right }));
const regex = (says: string, wrong: string, right: string) => webhookCase('regex-does-not-compile', ['spec.rules[0].matches[0].path.value', says, 'Rust library regex'],
  matching(`path: { type: RegularExpression, value: ${JSON.stringify(wrong)} }`), matching(`path: { type: RegularExpression, value: ${JSON.stringify(right)} }`));

export const ROUTE_CASES: readonly WebhookCase[] = [
  ...[httpRoute, policyRoute, grpcRoute, tlsRoute].map(make => webhookCase('egress-parent-without-port', ['spec.parentRefs[0]', 'EgressNetwork "world" as its parent', 'port: 443'],
    under(make, '', egress('')), under(make, '', egress(', port: 443')))),

  annotation('retry-annotation', 'it has blanks around the commas', 'retry.linkerd.io/http: "5xx,503"', httpRoute, 'retry.linkerd.io/http', '5xx, 503', '5xx,503'),
  annotation('retry-annotation', '"600" is not a status', '"5xx,429"', policyRoute, 'retry.linkerd.io/http', '600', '599'),
  annotation('retry-annotation', '"504-500" is not', '', httpRoute, 'retry.linkerd.io/http', '504-500', '500-504'),
  annotation('retry-annotation', '"" is not', '', httpRoute, 'retry.linkerd.io/http', '', 'gateway-error'),
  annotation('retry-annotation', '"aborted" is not one of cancelled', '"unavailable,cancelled"', grpcRoute, 'retry.linkerd.io/grpc', 'aborted', 'unavailable,internal'),
  annotation('retry-annotation', 'whole number from 0 to 65535', 'retry.linkerd.io/limit: "2"', httpRoute, 'retry.linkerd.io/limit', '-1', '0'),
  annotation('retry-annotation', 'only one number with one unit', 'retry.linkerd.io/timeout: 90s', httpRoute, 'retry.linkerd.io/timeout', '1m30s', '90s'),
  // A route on a Server is not looked at: nothing there retries.
  webhookCase('retry-annotation', ['metadata.annotations["retry.linkerd.io/limit"]', '', ''], annotated(httpRoute, { 'retry.linkerd.io/limit': 'x' }),
    annotated(httpRoute, { 'retry.linkerd.io/limit': 'x' }, '{ group: policy.linkerd.io, kind: Server, name: cart }')),
  // Without a group, the parent is none of Linkerd's: the CRD fills in the route's own group.
  webhookCase('retry-annotation', ['metadata.annotations["retry.linkerd.io/limit"]', '', ''], annotated(httpRoute, { 'retry.linkerd.io/limit': 'x' }, '{ group: core, kind: service, name: cart }'),
    annotated(httpRoute, { 'retry.linkerd.io/limit': 'x' }, '{ kind: Service, name: cart }')),
  annotation('timeout-annotation', 'it has no unit', 'timeout.linkerd.io/request: 5s', httpRoute, 'timeout.linkerd.io/request', '5', '5s'),
  annotation('timeout-annotation', 'fractions are not understood', 'timeout.linkerd.io/response: 500ms', grpcRoute, 'timeout.linkerd.io/response', '0.5s', '500ms'),
  annotation('timeout-annotation', 'it is negative', '', policyRoute, 'timeout.linkerd.io/idle', '-1s', ' 1s '),
  annotation('timeout-annotation', '"us" is none of the units', '', httpRoute, 'timeout.linkerd.io/request', '5us', '0'),
  annotation('timeout-annotation', 'it is no duration', '', httpRoute, 'timeout.linkerd.io/request', 'soon', '1d'),
  annotation('timeout-annotation', 'it is too long', '', httpRoute, 'timeout.linkerd.io/request', '18446744073709551615s', '18446744073709551ms'),

  ...[httpRoute, grpcRoute].map(make => webhookCase('service-backend-without-port', ['spec.rules[0].backendRefs[0]', 'Service "cart" is referred to without a port', 'port: 80'],
    backed(make, 'group: core, name: cart'), backed(make, 'name: cart, port: 80'))),
  webhookCase('service-backend-without-port', ['spec.rules[0].backendRefs[0]', '', ''], backed(httpRoute, 'name: cart'), backed(httpRoute, 'group: example.org, kind: Bucket, name: cart')),
  webhookCase('one-rule', ['spec.rules', 'A TLSRoute has exactly one rule, and this one has 2', 'one route for each'],
    tlsRoute('rules: [{ backendRefs: [] }, { backendRefs: [] }]'), tlsRoute('rules: [{ backendRefs: [] }]')),
  webhookCase('one-rule', ['spec.rules', 'A TCPRoute has exactly one rule, and this one has 0', ''],
    object('gateway.networking.k8s.io/v1alpha2', 'TCPRoute', 'rules: []'), object('gateway.networking.k8s.io/v1alpha2', 'TCPRoute', 'rules: [{}]')),

  webhookCase('path-not-absolute', ['spec.rules[0].matches[0].path.value', '"cart" does not begin with "/"', 'Write "/cart"'],
    matching('path: { type: Exact, value: cart }', policyRoute), matching('path: { type: RegularExpression, value: cart }', policyRoute)),
  webhookCase('path-not-absolute', ['spec.rules[0].matches[0].path.value', '"" does not', ''], matching('path: { value: "" }'), matching('path: {}')),

  regex('look-around', '/(?!admin).*', '/(?:admin).*'),
  regex('back references', '/(a)\\1', '/(a)1'),
  regex('a "(" is not closed', '/(a', '/(a)'),
  regex('a ")" closes no group', '/a)', '/a\\)'),
  regex('a "[" is not closed', '/[a', '/[a]'),
  regex('a "[" is not closed', '/[a-', '/[]a-]'),
  regex('the "*" at 0 repeats nothing', '*.html', '.*html'),
  regex('the "{" at 0 repeats nothing', '{id}', '[{]id}'),
  regex('counts no repetitions', '/a{id}', '/a{2,}'),
  regex('"{3,2}" ends before it begins', '/a{3,2}', '/a{2,3}?'),
  regex('"\\q" is no escape', '/\\q', '/\\-'),
  regex('it ends in a "\\"', '/\\', '/\\\\'),
  regex('"\\p" is not complete', '/\\p', '/\\pL\\p{Greek}'),
  regex('"1a" is no name for a group', '/(?P<1a>x)', '/(?<a1>x)'),
  regex('two groups are called "a"', '(?P<a>x)(?P<a>x)', '(?P<a>x)(?P<b>x)'),
  regex('"(?>" begins no group', '/(?>a)', '/(?i-s:a)'),
  regex('the range "z-a" is the wrong way round', '/[z-a]', '/[a-z&&[^b]]'),
  regex('begins or ends with a class', '/[\\w-z]', '/[\\w\\-z[:alpha:]]'),
  regex('is no character', '/[\\x{110000}]', '/[\\x{41}-\\x{5A}]'),
  regex('nested too deeply', '('.repeat(300) + ')'.repeat(300), '('.repeat(200) + ')'.repeat(200)),
  regex('classes are nested too deeply', '['.repeat(300) + 'a' + ']'.repeat(300), '['.repeat(200) + 'a' + ']'.repeat(200)),
  webhookCase('regex-does-not-compile', ['spec.rules[0].matches[0].headers[0].value', '', ''],
    matching('headers: [{ type: RegularExpression, name: x, value: "(" }]', grpcRoute), matching('headers: [{ type: Exact, name: x, value: "(" }]', grpcRoute)),
  webhookCase('regex-does-not-compile', ['spec.rules[0].matches[0].queryParams[0].value', '', ''],
    matching('queryParams: [{ type: RegularExpression, name: x, value: "(" }]'), matching('queryParams: [{ name: x, value: "(" }]')),

  webhookCase('header-match', ['spec.rules[0].matches[0].headers[0].name', '"a b" is no name of a header', 'letters, digits'],
    matching('headers: [{ name: a b, value: x }]'), matching('headers: [{ name: a-b, value: x }]')),
  webhookCase('header-match', ['spec.rules[0].matches[0].headers[0].value', 'only visible ASCII', 'visible ASCII'],
    matching('headers: [{ name: a, value: "ü" }]'), matching('headers: [{ name: a, value: "u\\t" }]')),
  webhookCase('header-modifier', ['spec.rules[0].filters[0].requestHeaderModifier.set[0].value', '"\\n" cannot stand in a header', ''],
    filtering('requestHeaderModifier: { set: [{ name: a, value: "\\n" }] }'), filtering('requestHeaderModifier: { set: [{ name: a, value: "" }] }')),
  webhookCase('header-modifier', ['spec.rules[0].filters[0].responseHeaderModifier.remove[0]', '"a:" is no name', ''],
    filtering('responseHeaderModifier: { remove: ["a:"] }', grpcRoute), filtering('responseHeaderModifier: { remove: [a] }', grpcRoute)),
  webhookCase('redirect-path', ['spec.rules[0].filters[0].requestRedirect.path.replaceFullPath', '"cart" of the redirect does not begin', '"/cart"'],
    filtering('requestRedirect: { path: { type: ReplaceFullPath, replaceFullPath: cart } }'), filtering('requestRedirect: { path: { type: ReplaceFullPath, replaceFullPath: /cart } }')),
  webhookCase('redirect-path', ['spec.rules[0].filters[0].requestRedirect.path', 'does not say to what', 'replaceFullPath'],
    filtering('requestRedirect: { path: { type: ReplacePrefixMatch } }', policyRoute), filtering('requestRedirect: { hostname: x }', policyRoute)),
  webhookCase('redirect-status', ['spec.rules[0].filters[0].requestRedirect.statusCode', '30 is no HTTP status', '301 or 302'],
    filtering('requestRedirect: { statusCode: 30 }'), filtering('requestRedirect: { statusCode: 301 }')),
  webhookCase('route-timeout', ['spec.rules[0].timeouts.request', '-1s is negative', 'such as 5s'], under(policyRoute, 'timeouts: { request: -1s }'), under(policyRoute, 'timeouts: { request: 1m30s }')),
  webhookCase('route-timeout', ['spec.rules[0].timeouts.backendRequest', 'A try of 2s is longer than the 1500ms', 'at most 1500ms'],
    under(policyRoute, 'timeouts: { request: 1500ms, backendRequest: 2s }'), under(policyRoute, 'timeouts: { request: 2000ms, backendRequest: 2s }')),
  webhookCase('grpc-method-regex', ['spec.rules[0].matches[0].method.type', 'regular expression', 'type: Exact'],
    matching('method: { type: RegularExpression, service: "a.*" }', grpcRoute), matching('method: { type: Exact, service: a }', grpcRoute)),
  webhookCase('grpc-method-empty', ['spec.rules[0].matches[0].method', 'neither a service nor a method', '`service` or `method`'], matching('method: {}', grpcRoute), matching('method: { method: Get }', grpcRoute)),
];
