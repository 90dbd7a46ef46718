import { cases, object } from './case';

const telemetry = (spec: object) => object('telemetry.istio.io/v1', 'Telemetry', spec);
const override = (more: object) => telemetry({ metrics: [{ overrides: [more] }] });
const tag = (customTag: object) => telemetry({ tracing: [{ customTags: { a: customTag } }] });
const plugin = (spec: object) => object('extensions.istio.io/v1alpha1', 'WasmPlugin', { url: 'oci://a.com/b', ...spec });
const env = (...variables: object[]) => plugin({ vmConfig: { env: variables } });
const extension = (spec: object) => object('extensions.istio.io/v1alpha1', 'TrafficExtension', spec);
const proxy = (spec: object) => object('networking.istio.io/v1beta1', 'ProxyConfig', spec);
const filter = (patch: object) => object('networking.istio.io/v1alpha3', 'EnvoyFilter', { configPatches: [patch] });

const REMOVE = { operation: 'REMOVE' };
const HCM = 'envoy.filters.network.http_connection_manager';
const filterMatch = (applyTo: string, match: object) => ({ applyTo, match: { listener: { filterChain: { filter: match } } }, patch: REMOVE });
const LISTENER_FILTER = 'spec.configPatches[0].match.listener.filterChain.filter';

export const TELEMETRY_CASES = [
  ...cases(telemetry,
    ['telemetry/provider', { accessLogging: [{ providers: [{ name: '' }] }] }, 'spec.accessLogging[0].providers[0]', 'no name', { accessLogging: [{ providers: [{ name: 'otel' }] }] }],
    ['telemetry/sampling', { tracing: [{ randomSamplingPercentage: 101 }] }, 'spec.tracing[0].randomSamplingPercentage', '101', { tracing: [{ randomSamplingPercentage: 100 }] }],
    ['telemetry/tag', { tracing: [{ customTags: { '': { literal: { value: 'a' } } } }] }, 'spec.tracing[0].customTags[""]', 'no name', { tracing: [{ customTags: { a: { literal: { value: 'a' } } } }] }],
    ['telemetry/filter', { accessLogging: [{ filter: { expression: 'response.code >=' } }] }, 'spec.accessLogging[0].filter.expression', '"response.code >=" is no expression', { accessLogging: [{ filter: { expression: 'response.code >= 400' } }] }],
    ['telemetry/filter', { accessLogging: [{ filter: {} }] }, 'spec.accessLogging[0].filter', 'no expression', { accessLogging: [{}] }],
    ['selector/several-targets', { selector: { matchLabels: { a: 'b' } }, targetRef: { kind: 'Service', name: 'cart' } }, 'spec.targetRef', 'selector and targetRef', { targetRef: { kind: 'Service', name: 'cart' } }]),
  ...cases(tag,
    ['telemetry/tag', { header: { name: '' } }, 'spec.tracing[0].customTags.a.header.name', '"a" has no name', { header: { name: 'b' } }],
    ['telemetry/tag', { literal: { value: '' } }, 'spec.tracing[0].customTags.a.literal.value', '"a" has no value', { literal: { value: 'b' } }]),
  ...cases(override,
    ['telemetry/tag-override', { tagOverrides: { a: {} } }, 'spec.metrics[0].overrides[0].tagOverrides.a', 'has no value', { tagOverrides: { a: { value: 'b' } } }],
    ['telemetry/tag-override', { tagOverrides: { a: { operation: 'REMOVE', value: 'b' } } }, 'spec.metrics[0].overrides[0].tagOverrides.a', 'removed and has a value', { tagOverrides: { a: { operation: 'REMOVE' } } }],
    ['telemetry/custom-metric', { match: { customMetric: '' } }, 'spec.metrics[0].overrides[0].match.customMetric', 'is empty', { match: { customMetric: 'a' } }]),
];

export const EXTENSION_CASES = [
  ...cases(plugin,
    ['wasm/url', { url: 'ftp://a.com' }, 'spec.url', 'its scheme is "ftp"', { url: 'a.com/b:v1' }],
    ['wasm/url', { url: '' }, 'spec.url', 'it is empty', { url: 'file:///a' }],
    ['wasm/url', { url: 'https://a.com/%zz' }, 'spec.url', 'no address', { url: 'https://a.com/%20' }],
    ['wasm/url', { url: 'a .com' }, 'spec.url', 'no address', { url: 'a.com' }],
    ['wasm/url', { url: 'a.com:5000/b' }, 'spec.url', 'its scheme is "a.com"', { url: 'oci://a.com:5000/b' }],
    ['wasm/sha256', { sha256: 'A'.repeat(64) }, 'spec.sha256', 'no checksum', { sha256: 'a'.repeat(64) }],
    ['wasm/pull-secret', { imagePullSecret: 'a'.repeat(254) }, 'spec.imagePullSecret', '253', { imagePullSecret: 'a'.repeat(253) }],
    ['wasm/plugin-name', { pluginName: 'a'.repeat(257) }, 'spec.pluginName', '256', { pluginName: 'a'.repeat(256) }],
    ['extension/match-port', { match: [{ ports: [{ number: 0 }] }] }, 'spec.match[0].ports[0].number', '0 is no port', { match: [{ ports: [{ number: 1 }] }] }]),
  ...cases((variables: object[]) => env(...variables),
    ['wasm/environment', [{ name: '' }], 'spec.vmConfig.env[0]', 'no name', [{ name: 'A' }]],
    ['wasm/environment', [{ name: 'A'.repeat(257) }], 'spec.vmConfig.env[0].name', 'longer', [{ name: 'A'.repeat(256) }]],
    ['wasm/environment', [{ name: 'A' }, { name: 'A' }], 'spec.vmConfig.env[1].name', 'two variables "A"', [{ name: 'A' }, { name: 'B' }]],
    ['wasm/environment', [{ name: 'A', valueFrom: 'HOST', value: 'b' }], 'spec.vmConfig.env[0].value', 'valueFrom HOST', [{ name: 'A', valueFrom: 'INLINE', value: 'b' }]]),
  ...cases(extension,
    ['extension/wasm-or-lua', {}, 'spec', 'neither wasm nor lua', { lua: { inlineCode: 'a' } }],
    ['lua/code', { lua: { inlineCode: '' } }, 'spec.lua.inlineCode', 'no inlineCode', { lua: { inlineCode: 'a' } }],
    ['lua/code', { lua: { inlineCode: 'a'.repeat(65537) } }, 'spec.lua.inlineCode', '65537 bytes', { lua: { inlineCode: 'a'.repeat(65536) } }]),
  ...cases(proxy,
    ['proxy-config/concurrency', { concurrency: -1 }, 'spec.concurrency', '-1', { concurrency: 0 }]),
];

export const ENVOY_FILTER_CASES = cases(filter,
  ['envoy-filter/apply-to', { patch: REMOVE }, 'spec.configPatches[0]', 'what it applies to', { applyTo: 'CLUSTER', patch: REMOVE }],
  ['envoy-filter/patch', { applyTo: 'CLUSTER' }, 'spec.configPatches[0]', 'what to do', { applyTo: 'CLUSTER', patch: REMOVE }],
  ['envoy-filter/patch', { applyTo: 'CLUSTER', patch: { operation: 'MERGE' } }, 'spec.configPatches[0].patch', 'MERGE nothing', { applyTo: 'CLUSTER', patch: { operation: 'MERGE', value: {} } }],
  ['envoy-filter/proxy-version', { applyTo: 'CLUSTER', match: { proxy: { proxyVersion: '(' } }, patch: REMOVE }, 'spec.configPatches[0].match.proxy.proxyVersion', '"("', { applyTo: 'CLUSTER', match: { proxy: { proxyVersion: '^1.*' } }, patch: REMOVE }],
  ['envoy-filter/match-kind', { applyTo: 'CLUSTER', match: { listener: {} }, patch: REMOVE }, 'spec.configPatches[0].match.listener', 'CLUSTER is matched by listener', { applyTo: 'CLUSTER', match: { cluster: {} }, patch: REMOVE }],
  ['envoy-filter/match-kind', { applyTo: 'HTTP_ROUTE', match: { cluster: {} }, patch: REMOVE }, 'spec.configPatches[0].match.cluster', 'HTTP_ROUTE', { applyTo: 'HTTP_ROUTE', match: { context: 'WAYPOINT', waypoint: {} }, patch: REMOVE }],
  ['envoy-filter/filter-name', filterMatch('NETWORK_FILTER', {}), LISTENER_FILTER, 'without a name', filterMatch('NETWORK_FILTER', { name: HCM })],
  ['envoy-filter/filter-name', filterMatch('HTTP_FILTER', { name: HCM, subFilter: {} }), `${LISTENER_FILTER}.subFilter`, 'subFilter is matched without', filterMatch('HTTP_FILTER', { name: HCM, subFilter: { name: 'a' } })],
  ['envoy-filter/sub-filter', filterMatch('NETWORK_FILTER', { name: HCM, subFilter: { name: 'a' } }), `${LISTENER_FILTER}.subFilter`, 'NETWORK_FILTER', filterMatch('HTTP_FILTER', { name: HCM, subFilter: { name: 'a' } })],
  ['envoy-filter/sub-filter', filterMatch('HTTP_FILTER', { name: 'b', subFilter: { name: 'a' } }), `${LISTENER_FILTER}.name`, 'the filter is "b"', filterMatch('HTTP_FILTER', { name: 'b' })]);
