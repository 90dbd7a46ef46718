// Values for the fields of Istio's kinds: `good` ones that webhooks take in most places, and `odd` ones that schemas let pass
// and webhooks may not. A field has the pool of the first pattern that its path matches: `VirtualService.http.match.uri.regex`,
// with `*` for the keys of maps. Where no pattern does, the type decides.

const LONG = 'a'.repeat(64);

const hosts = {
  good: ['cart.shop.svc.cluster.local', 'cart', 'api.example.com', '*.example.com', 'www.google.com'],
  odd: ['*', '', 'cart.', '.cart', 'Cart.Shop', 'a..b', '*cart.example.com', 'x.*.com', '*-api.example.com', 'cart_1', '10.0.0.1', 'example.123',
    '123', `${LONG}.com`, `${'abc.'.repeat(64)}com`, 'shop/cart', 'http://example.com', 'cart:80', '-a.com', 'a-.com', '*.com', '*.', ' cart',
    'fe80::1', 'api.example.com.', 'ü.example.com', '*.*.com', '~'],
};
const scopedHosts = {
  good: ['*/*', './*', 'shop/*', 'shop/cart.shop.svc.cluster.local', '*/api.example.com'],
  odd: [...hosts.odd, 'shop/', '/cart', 'a/b/c', '~/*', '*/*.example.com', './~', 'Shop/cart', 'sh*/cart', '~/cart', '*/', './*.*', '*.com/x'],
};
const ports = { good: [80, 443, 8080, 9090], odd: [0, 1, 65535, 65536, 4294967295, 15021] };
const percents = { good: [0, 1, 50, 100], odd: [-1, 101, 0.00001, 0.0001, 1000, 100.1] };
const counts = { good: [1, 2, 100], odd: [0, -1, 2147483647, -2147483648, 4294967295] };
const labels = { good: ['v1', 'cart', 'true'], odd: ['', '*', 'a*', 'a b', '-a', LONG, 'a/b', 'ä', 'A_b.c'] };
const regexes = {
  good: ['a.*', '/api/v[0-9]+', '^x$'],
  odd: ['', '*', '(', '[a', 'a{2000}', '(?=a)', '\\d+', '(?i)a', '(?P<n>a)', '(?<n>a)', '\\1', 'a{2,1}', '[[:alpha:]]', '\\pN', '\\z', '\\Z', 'a**', 'a++', 'x{0,1001}',
    'a'.repeat(1025), 'a'.repeat(1024), '\\C', '[^]', '[]a]', '(?#c)', 'é+', '\\u0041', '\\x{41}'],
};
const cidrs = {
  good: ['10.0.0.0/8', '192.168.1.1', '2001:db8::/32', '::1'],
  odd: ['', '*', '10.0.0.0/33', '10.0.0', '10.0.0.1/8', '1.2.3.4/', '2001:db8::/129', '::ffff:1.2.3.4', '01.2.3.4', 'fe80::1%eth0', 'a', '10.0.0.0/08', '0.0.0.0/0',
    '1.2.3.4/-1', ' 10.0.0.1', '256.1.1.1', '::1/64', '10.0.0.0/8/8', '1.2.3.4:80'],
};
const durations = {
  good: ['1s', '10s', '1h', '250ms', '1m30s'],
  odd: ['1ms', '1.5ms', '1us', '0s', '1.0001s', '-1s', '', '5', '1d', '24h', '8760h', '1h0m0.0005s', '315576000001s', '0', '+1s', '1ns', '999us', '1000us', '.5s', '1.s',
    '1500us', '2562048h'],
};
const names = {
  good: ['v1', 'cart', 'public', 'http'],
  odd: ['', 'V1', 'a.b', 'a_b', '-a', 'a-', LONG, 'a'.repeat(63), '1', '*', 'a b', 'a/b', 'a'.repeat(257), 'a'.repeat(254)],
};
const namespaces = { good: ['shop', 'istio-system', 'default'], odd: ['', '*', '.', '~', 'Shop', 'a.b', LONG, 'shop*', '-a', 'shop/', 'a_b', '**'] };
const headerNames = {
  good: ['x-a', 'x-user', 'end-user'],
  odd: ['', 'Host', 'host', ':authority', ':method', ':path', 'x a', 'x:a', 'X-A', 'x_a', '@request.auth.claims.sub', '@request.auth.claims', '@request.auth.claims[a][b]',
    '@request.auth', 'withou t', 'ä', ':scheme', 'x-a:', '@request.auth.claims.', '@x', 'x"a', 'x/a', 'x[a]'],
};
const headerValues = {
  good: ['a', 'x, y', '%REQ(x-a)%', '100%%'],
  odd: ['', '%', '100%', '%%', '%%%', '%A', '%REQ(x%', '%REQ()%', '%a%', '\n', 'a\u0000', '\u007f', '%START_TIME(%Y)%', '%START_TIME(%%Y)%', '%REQ(x):5%', '%REQ(x):a%', 'ä',
    '%DYNAMIC_METADATA([a", "b])%', '%DYNAMIC_METADATA(["a", "b"])%', '%UPSTREAM_METADATA(["a","b"])%', '%X(["a" ; "b"])%', '%X(["a"]x)%', '%X(["a\\', '%X(["a\\"b"])%', '%X([ x',
    '%X(["a"] )%', '%X(["a"])x%', '%X(["a",])%', '%X([])%', '%X( ["a"])%', '%X(["a"])%%', '%X(["a',
    '%PER_REQUEST_STATE(a)%', '% %', '%REQ(X?Y)%', '%1A%', '%A_B%', '%REQ(a b)%', '\t', '%%A%', '%A%%', '%REQ(a%b)%'],
};
const paths = {
  good: ['/a', '/api/*', '*', '*/x'],
  odd: ['', 'a', '/a/*/b', '/a/{*}', '/a/{**}', '/{**}/b', '/{*}/{*}', '/{*}/{**}', '/{**}/{**}', '/{**}/{*}', '/{*}a', '/a{*}', '/{a}', '/{*', '/*}', '**', '/a*b', '/{*}/*',
    '*/{*}', '/{**}*', '/a?b', '/a#b', '//', '/%20', '/{***}', '/{}', '/{**}.js', '{*}', '/a/{*}/b/{**}.x', '/a//{*}', '/ä/{*}', '/a b/{*}', '/{*}/**'],
};
const localities = {
  good: ['us/west/a', 'us/west', 'us', 'eu/*', 'us/west/*'],
  odd: ['', '*', '/', 'us/', '/west', 'us//a', '*/west', 'us/*/a', 'us/west/a/b', 'us/west/a/b/c', 'u*', 'us/we*', '**', 'us/*/*', 'us.west', 'Us/West'],
};
const certificates = { good: ['/etc/certs/tls.crt', 'cart-tls'], odd: ['', ' ', 'builtin://', 'file-root:system', 'kubernetes://x', 'configmap://a/b', 'sds://x', '/'] };
const urls = {
  good: ['https://a.example.com/jwks', 'http://a.example.com:8080/x'],
  odd: ['', 'a', 'ftp://a', 'https://', 'http://a:99999/', 'https://a b', 'http://:80', '//a/b', 'https://a.example.com:0', 'http://a.example.com:abc', 'HTTPS://a', 'http://[::1]:80/x',
    'http://%zz', 'https:a', 'a.example.com/jwks', 'https://a.example.com:65536/', 'http://a:', 'https://user@a/'],
};
const jwks = {
  good: ['{"keys":[{"kty":"RSA","n":"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw","e":"AQAB","kid":"a"}]}'],
  odd: ['', '{}', '{"keys":[]}', '[]', 'a', '{"keys":[{}]}', '{"keys":[{"kty":"oct","k":"AAAA"}]}', '{"keys":{}}', '{"keys":[{"kty":"RSA","n":"AQAB","e":"AQAB","d":"AQAB"}]}',
    '{"keys":[{"kty":"RSA"}]}', '{"kty":"RSA","n":"AQAB","e":"AQAB"}', 'null', '{"keys":null}', '{"keys":[{"kty":"EC","crv":"P-256","x":"AA","y":"AA"}]}', '{"keys":[{"kty":"RSA","n":"AQAB","e":"AQAB"}]'],
};
const protocols = { good: ['HTTP', 'HTTPS', 'TCP', 'TLS', 'GRPC', 'HTTP2', 'MONGO'], odd: ['', 'http', 'UDP', 'FOO', 'Tcp', 'GRPC-WEB', 'GRPC-Web', 'HTTP_PROXY', 'HBONE', 'REDIS', 'MySQL', 'CONNECT', 'POST', 'connect', 'HTTP3', 'DOUBLE_HBONE'] };
const whenKeys = {
  good: ['request.headers[x-a]', 'source.ip', 'request.auth.claims[sub]', 'destination.port', 'source.namespace', 'connection.sni'],
  odd: ['', 'request.headers', 'request.headers[]', 'request.headers[x', 'request.headers[x]y', 'source', 'foo', 'source.principal', 'source.labels', 'source.labels[a]', 'remote.ip', 'destination.ip',
    'request.auth.principal', 'request.auth.audiences', 'request.auth.presenter', 'request.auth.claims', 'request.auth.claims[]', 'request.auth.claims[a][b]', 'request.auth.claims[a][', 'source.user',
    'destination.labels[a]', 'destination.labels', 'destination.name', 'destination.namespace', 'destination.user', 'experimental.envoy.filters.a[b]', 'experimental.envoy.filters.a', 'experimental.envoy.filters.[b]',
    'experimental.envoy.filters.a[b', 'connection.sni ', 'source.serviceAccount', 'Source.IP', 'request.headers[:method]', 'source.trustDomain', 'experimental.envoy.filters.a.b[c]'],
};
const whenValues = { good: ['a', '*', 'shop', '10.0.0.0/8', '80', 'b*'], odd: ['', '99999', '10.0.0.0/33', '0', 'spiffe://a', 'a*b', '**', '-1', '65536', 'shop/cart', 'td/ns/shop/sa/cart', ' ', '*a', '10.0.0.1'] };
const principals = { good: ['cluster.local/ns/shop/sa/cart', '*', 'cluster.local/*', '*/sa/cart'], odd: ['', 'a', '**', 'a*b', 'spiffe://cluster.local/ns/shop/sa/cart', 'cluster.local/ns/shop', '*/ns/*/sa/x', ' '] };
const statuses = { good: [200, 404, 503, 301, 302, 307], odd: [0, 199, 600, 99, 100, 599, 299, 308, 399, 400, -1, 601, 305] };
const bindAddresses = { good: ['0.0.0.0', '127.0.0.1', '10.0.0.1', '::'], odd: ['', 'localhost', '10.0.0.0/8', '::/0', 'unix:///a', 'unix:/a', 'unix://@a', 'unix://', '1.2.3', '::1', '127.0.0.1:80', 'unix://a', 'fe80::1%lo'] };
const defaultEndpoints = { good: ['127.0.0.1:8080', '0.0.0.0:80', 'unix:///a.sock'], odd: ['', '127.0.0.1', ':80', 'localhost:80', '10.0.0.1:80', '[::1]:80', '127.0.0.1:0', '127.0.0.1:99999', 'unix://', 'unix:a', '[::]:80', '::1:80', 'unix://@a', '0.0.0.0:a', '127.0.0.1:', '[::2]:80'] };
const addresses = { good: ['10.0.0.1', '2001:db8::1', 'a.example.com', 'unix:///a.sock'], odd: ['', '10.0.0.0/8', '*', 'a..b', 'A.example.com', 'unix://a', 'unix:/a', 'unix://', '1.2.3', 'localhost', '::ffff:1.2.3.4', '*.example.com', 'a_b', 'unix://@a', '10.0.0.01'] };
const sans = { good: ['spiffe://cluster.local/ns/shop/sa/cart', 'api.example.com'], odd: ['', '*', 'a b', 'spiffe://', '*.example.com'] };
const exportTo = { good: ['.', 'shop', 'istio-system'], odd: ['*', '~', '', 'Shop', 'a.b', '**', 'own', 'a/b', '-', '..'] };
const plainText = { good: ['a', 'cart', 'x-a'], odd: ['', ' ', '*', 'ä', '%', 'a'.repeat(300), '/'] };
const plainMethods = { good: ['GET', 'POST', '*', 'P*'], odd: ['', 'get', 'GETS', 'GET ', '**', 'G*T', 'GET,POST', 'CONNECT', 'TRACE', 'PATCH', 'PRI'] };
const retryOn = { good: ['5xx', '5xx,connect-failure', '503', 'gateway-error,reset'], odd: ['', ',', '5xx,', 'foo', '5xx, 503', '600', '99', 'retriable-4xx', '5XX', '5xx foo', '1000', 'cancelled,unavailable', '5xx ,reset', '200', '0503', 'http3-post-connect-failure', 'reset-before-request', 'envoy-ratelimited', 'retriable-headers'] };
const grpcStatus = { good: ['UNAVAILABLE', 'CANCELLED'], odd: ['', '14', 'unavailable', 'FOO', 'OK', 'DEADLINE_EXCEEDED', 'CANCELED', 'UNKNOWN', 'DATA_LOSS', 'UNAUTHENTICATED'] };
const origins = { good: ['https://a.example.com', '*'], odd: ['', 'a', 'a b', 'https://a/'] };
const methods = { good: ['GET', 'POST'], odd: ['', 'get', 'FOO', '*', 'QUERY', 'CONNECT', 'TRACE', 'PATCH', 'HEAD', 'OPTIONS', 'PUT', 'DELETE'] };
const targetKinds = { good: ['Service', 'Gateway'], odd: ['ServiceEntry', 'GatewayClass', 'Pod', 'HTTPRoute', 'service', 'Deployment'] };
const targetGroups = { good: ['', 'gateway.networking.k8s.io'], odd: ['core', 'networking.istio.io', 'apps', 'gateway.networking.k8s.io.'] };
const prefixes = { good: ['/a', '/'], odd: ['', 'a', '/a/', '%', ' '] };

const POOLS = [
  [/\.(timeout|perTryTimeout|backoff|idleTimeout|interval|connectTimeout|time|maxConnectionDuration|fixedDelay|exponentialDelay|maxAge|ttl|baseEjectionTime|duration|warmupDurationSecs|reportingInterval|drainDuration)$/, durations],
  [/^Sidecar\.egress\.hosts$|^Gateway\.servers\.hosts$/, { good: [...scopedHosts.good, ...hosts.good], odd: scopedHosts.odd }],
  [/^AuthorizationPolicy.*\.(notHosts|hosts)$/, { good: ['a.example.com', '*', '*.com', 'a*'], odd: ['', 'a*b', '**', 'A', 'a:80', ' '] }],
  [/sniHosts$/, { good: ['api.example.com', '*.example.com', 'cart.shop.svc.cluster.local'], odd: hosts.odd }],
  [/\.(hosts|host)$/, hosts],
  [/egressProxy\.host$|targetHost$/, hosts],
  [/\.gateways$/, { good: ['mesh', 'shop/public', 'istio-ingress/public'], odd: ['', 'public', 'a/b/c', '/a', 'a/', 'Shop/public', 'a.b', 'public.shop.svc.cluster.local', '*', 'shop/a.b', 'a_b', '/'] }],
  [/\.exportTo$/, exportTo],
  [/\.(regex)$|uriRegexRewrite\.match$/, regexes],
  [/uriRegexRewrite\.rewrite$/, { good: ['/\\1', '/x'], odd: ['', '\\', '\\9', '/\\0', '\\a'] }],
  [/\.weight$/, { good: [0, 1, 50, 100], odd: [-1, 101, 4294967295, 2147483647] }],
  [/(sourceSubnet|destinationSubnets|[iI]pBlocks)$/, cidrs],
  [/^ServiceEntry\.addresses$/, cidrs],
  [/\.(bind)$/, bindAddresses],
  [/defaultEndpoint$/, defaultEndpoints],
  [/endpoints\.address$|^WorkloadEntry\.address$|template\.address$/, addresses],
  [/localityLbSetting\.(distribute\.(from|to\.\*)|failover\.(from|to))$|\.locality$/, localities],
  [/localityLbSetting\.distribute\.to$/, { good: [100, 50], odd: [0, 101, 1, 99, 4294967295] }],
  [/failoverPriority$/, { good: ['topology.istio.io/network', 'topology.kubernetes.io/region'], odd: ['', 'a', 'a=b', 'a=b=c', '=', 'a=', 'topology.istio.io/network=b', 'a b', '*'] }],
  [/(httpStatus|redirectCode|directResponse\.status)$/, statuses],
  [/grpcStatus$/, grpcStatus],
  [/retryOn$/, retryOn],
  [/(percent|Percent|percentage\.value|mirrorPercentage\.value|randomSamplingPercentage|minimumPercent)$/, percents],
  [/directResponse\.body\.string$/, { good: ['gone'], odd: ['', 'x'.repeat(101 * 1024), 'x'.repeat(1024 * 1024 + 1)] }],
  [/directResponse\.body\.bytes$/, { good: ['Z29uZQ=='], odd: ['', 'eA=='.padStart(8, 'eA==')] }],
  [/tableSize$/, { good: [65537, 2], odd: [0, 1, 4, 5000011, 5000010, 4999999, 100, 65536] }],
  [/minimumRingSize$|priority$|minRetryConcurrency$|attempts$|concurrency$|[cC]onnections$|[rR]equests$|Retries$|Streams$|Errors$|Failures$|[tT]hreshold$|Seconds$|probes$/, counts],
  [/aggression$/, { good: [1, 2.5], odd: [0, 0.5, 1000, 0.001] }],
  [/AuthorizationPolicy.*\.(ports|notPorts)$/, { good: ['80', '8080'], odd: ['', '0', '65536', 'http', '80-90', '-1', '*', '080', ' 80', '99999999999'] }],
  [/(\.port|\.number|Port|\.portNumber|ports\.\*)$/, ports],
  [/redirect\.scheme$/, { good: ['http', 'https'], odd: ['', 'HTTP', 'ftp', 'ws'] }],
  [/corsPolicy\.allowMethods$/, methods],
  [/corsPolicy\.(allowHeaders|exposeHeaders)$/, headerNames],
  [/corsPolicy\.(allowOrigin|allowOrigins\..*)$/, origins],
  [/match\.method\.|match\.scheme\.|match\.authority\.|match\.queryParams\./, { good: ['GET', 'a'], odd: ['', '*', ' ', ':a'] }],
  [/headers\.(request|response)\.remove$|(httpHeaderName|httpQueryParameterName|outputPayloadToHeader|fromHeaders\.name|httpCookie\.name|fromParams|fromCookies|outputClaimToHeaders\.(header|claim))$/, headerNames],
  [/headers\.(request|response)\.(set|add)\.\*$/, headerValues],
  [/(rewrite\.uri|redirect\.uri|\.prefix|\.exact)$/, prefixes],
  [/(redirect|rewrite)\.authority$/, { good: ['a.example.com'], odd: ['', 'a:80', '*', 'a b'] }],
  [/operation\.(notPaths|paths)$/, paths],
  [/operation\.(notMethods|methods)$/, plainMethods],
  [/when\.key$/, whenKeys],
  [/when\.(values|notValues)$/, whenValues],
  [/([pP]rincipals|[tT]rustDomains)$/, principals],
  [/source\.(serviceAccounts|notServiceAccounts)$/, { good: ['shop/cart', 'cart', 'default'], odd: ['', '/', 'a/b/c', '*', 'shop/*', 'shop/', '/cart', 'a'.repeat(254), `${LONG}/a`, `a/${'b'.repeat(254)}`, 'Shop/Cart', 'a*'] }],
  [/source\.(namespaces|notNamespaces)$|sourceNamespace$|delegate\.namespace$|targetRefs?\.namespace$/, namespaces],
  [/jwks_?[uU]ri$/, urls],
  [/jwks$/, jwks],
  [/issuer$/, { good: ['https://a.example.com', 'me'], odd: ['', ' '] }],
  [/(Wasm|wasm).*url$|WasmPlugin\.url$/, { good: ['oci://ghcr.io/a/b:1', 'https://a/b.wasm', 'file:///a.wasm'], odd: ['', 'a', 'ftp://a', 'ghcr.io/a/b', 'oci://', 'https://', 'http://a b', ':', '%zz', 'HTTP://a'] }],
  [/sha256$/, { good: ['0'.repeat(64), ''], odd: ['a'.repeat(63), 'A'.repeat(64), 'g'.repeat(64), 'ab'] }],
  [/verifyCertificate(Hash|Spki)$/, { good: ['A'.repeat(43) + '='], odd: ['', 'a', 'AB:CD'] }],
  [/cipherSuites$/, { good: ['ECDHE-RSA-AES256-GCM-SHA384', 'AES128-SHA'], odd: ['', 'FOO', 'TLS_AES_128_GCM_SHA256', 'aes128-sha', 'ECDHE-ECDSA-AES128-SHA'] }],
  [/(Certificates?|privateKey|[cC]redentialNames?|caCrl)$/, certificates],
  [/subjectAltNames$/, sans],
  [/\.protocol$|(tunnel|match)\.protocol$/, protocols],
  [/targetRefs?\.kind$/, targetKinds],
  [/targetRefs?\.group$/, targetGroups],
  [/(labels|matchLabels|selector|sourceLabels)\.\*$/, labels],
  [/inlineCode$/, { good: ['function envoy_on_request(h) end'], odd: ['', ' ', 'x'.repeat(65537), 'x'.repeat(65536)] }],
  [/filter\.expression$/, { good: ['response.code >= 400', 'true'], odd: ['', '(', 'foo', '1', 'response.code', 'has(request.headers)', 'request.x == 1', '"a"'] }],
  [/(\.name|[sS]ubset|portName|imagePullSecret)$/, names],
];

/** Keys of maps, by the path of the map. */
const KEYS = [
  [/headers$|withoutHeaders$|\.(set|add)$/, headerNames],
  [/queryParams$/, { good: ['a', 'b'], odd: ['', ' ', '@x', 'ä'] }],
  [/localityLbSetting\.distribute\.to$/, localities],
  [/(labels|matchLabels|selector|sourceLabels)$/, { good: ['app', 'version', 'istio.io/rev'], odd: ['', '*', 'a*', 'a b', '-a', LONG, 'a/b/c', '/a', 'A.b_c', 'A/b'] }],
  [/\.ports$/, { good: ['http', 'tcp-a'], odd: ['', 'HTTP', 'a_b', '-', LONG, 'a b', '80'] }],
  [/portLevelMtls$/, { good: ['80', '8080'], odd: ['0', '65536', '65535', '1', '080'] }],
];
const byType = { string: plainText, integer: counts, number: percents, boolean: { good: [true, false], odd: [true, false] } };

const poolIn = (pools, path) => pools.find(([pattern]) => pattern.test(path))?.[1];

/** A value for a field that holds one. */
export function valueFor(schema, path, random, oddness) {
  const pool = poolOf(schema, path);
  return random.chance(oddness) ? random.inTurn(lastFields(path), pool.odd) : random.pick(pool.good);
}

export function keyFor(path, random, oddness) {
  const pool = poolIn(KEYS, path) ?? plainText;
  return random.chance(oddness) ? random.inTurn(`keys of ${lastFields(path)}`, pool.odd) : random.pick(pool.good);
}

/** The end of a path: the same message stands in many places, and means the same there. */
export function lastFields(path) {
  return path.split('.').slice(-3).join('.');
}

function poolOf(schema, path) {
  if (schema.enum) return { good: schema.enum, odd: schema.enum };
  const type = schema['x-kubernetes-int-or-string'] ? 'integer' : schema.type;
  const pool = poolIn(POOLS, path);
  const fits = (value) => (type === 'integer' ? Number.isInteger(value) : typeof value === type);
  // A pattern can match fields of several types; those of the other types keep the values of their type.
  return pool && fits(pool.good[0]) ? { good: pool.good.filter(fits), odd: pool.odd.filter(fits) } : byType[type] ?? plainText;
}
