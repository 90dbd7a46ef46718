import { goDuration } from './duration';
import { network } from './networks';
import { portList } from './port-list';
import { ACCESS_POLICIES } from './server-values';

/** An annotation that the injector reads on pods. */
export interface ProxyAnnotation {
  /** Whether pods take it from their namespace. */
  readonly fromNamespace: boolean;
  /** What a value has to be, as the end of "… is not", if this one is not; undefined: nothing is wrong with it. */
  problem(value: string): string | undefined;
}

type Check = ProxyAnnotation['problem'];

const anything: Check = () => undefined;
const oneOf = (...values: readonly string[]): Check => value => (values.includes(value) ? undefined : `one of ${values.join(', ')}`);
const bool = oneOf('true', 'false', '1', '0', 't', 'f', 'T', 'F', 'TRUE', 'FALSE', 'True', 'False');
const enabled = oneOf('enabled', 'disabled');
const wholeNumber: Check = value => (/^\d+$/.test(value) ? undefined : 'a whole number');
const port: Check = value => (/^\d+$/.test(value) && Number(value) >= 1 && Number(value) <= 65_535 ? undefined : 'a port from 1 to 65535');
const ports: Check = value => (portList(value).others.length === 0 ? undefined : 'a list of ports and ranges, such as 25,3000-3010');
const portsOrNames: Check = value => (portList(value).others.every(name => /^(?=.*[a-z])[a-z0-9-]{1,15}$/.test(name)) ? undefined : 'a list of ports, ranges and names of container ports, such as 25,3000-3010');
const quantity: Check = value => (/^\+?(\d+\.?\d*|\.\d+)(m|[kKMGTPE]i?|[eE][-+]?\d+)?$/.test(value) ? undefined : 'a quantity, such as 100m or 64Mi');
const duration: Check = value => ((goDuration(value) ?? -1) >= 0 ? undefined : 'a duration, such as 1s or 500ms');
const ratio: Check = value => (/^(0?\.\d+|[01](\.0*)?|0\.\d+)$/.test(value) ? undefined : 'a number from 0.0 to 1.0');
const subnets: Check = value => (value.split(',').every(item => network(item.trim())) ? undefined : 'a list of ranges of addresses, such as 10.0.0.0/8');
const json: Check = value => {
  try {
    return Array.isArray(JSON.parse(value)) ? undefined : 'a JSON list of variables';
  } catch {
    return 'a JSON list of variables, such as [{"name":"A","value":"b"}]';
  }
};

const config = (checks: Readonly<Record<string, Check>>, fromNamespace: boolean) => Object.entries(checks)
  .map(([name, problem]) => [`config.linkerd.io/${name}`, { fromNamespace, problem }] as const);

/** By name. */
export const PROXY_ANNOTATIONS: ReadonlyMap<string, ProxyAnnotation> = new Map<string, ProxyAnnotation>([
  ['linkerd.io/inject', { fromNamespace: true, problem: oneOf('enabled', 'disabled', 'ingress') }],
  ...config({
    'default-inbound-policy': oneOf(...ACCESS_POLICIES),
    'proxy-require-identity-inbound-ports': ports, 'opaque-ports': portsOrNames, 'skip-inbound-ports': ports, 'skip-outbound-ports': ports,
    'skip-subnets': subnets, 'pod-inbound-ports': ports,
    'proxy-cpu-request': quantity, 'proxy-cpu-limit': quantity, 'proxy-memory-request': quantity, 'proxy-memory-limit': quantity,
    'proxy-ephemeral-storage-request': quantity, 'proxy-ephemeral-storage-limit': quantity,
    'proxy-image': anything, 'proxy-version': anything, 'image-pull-policy': oneOf('Always', 'IfNotPresent', 'Never'),
    'init-image': anything, 'init-image-version': anything,
    'proxy-uid': wholeNumber, 'proxy-gid': wholeNumber, 'proxy-log-level': anything, 'proxy-log-format': oneOf('plain', 'json'),
    'proxy-log-http-headers': oneOf('off', 'insecure'), 'access-log': oneOf('apache', 'json', ''), 'proxy-admin-shutdown': enabled,
    'control-port': port, 'inbound-port': port, 'outbound-port': port, 'admin-port': port,
    'enable-external-profiles': bool, 'proxy-metrics-hostname-labels': bool,
    'proxy-outbound-connect-timeout': duration, 'proxy-inbound-connect-timeout': duration,
    'proxy-outbound-discovery-cache-unused-timeout': duration, 'proxy-inbound-discovery-cache-unused-timeout': duration,
    'proxy-disable-outbound-protocol-detect-timeout': bool, 'proxy-disable-inbound-protocol-detect-timeout': bool,
    'shutdown-grace-period': duration, 'enable-debug-sidecar': bool, 'proxy-await': enabled, 'proxy-enable-native-sidecar': bool, 'proxy-additional-env': json,
  }, true),
  ...config({ 'proxy-cpu-ratio-limit': ratio, 'enable-gateway': bool, 'close-wait-timeout': duration, 'debug-image': anything, 'debug-image-version': anything, 'debug-image-pull-policy': anything }, false),
  ['config.alpha.linkerd.io/proxy-wait-before-exit-seconds', { fromNamespace: true, problem: wholeNumber }],
  ['config.alpha.linkerd.io/proxy-enable-native-sidecar', { fromNamespace: true, problem: bool }],
  ['config.beta.linkerd.io/proxy-enable-native-sidecar', { fromNamespace: false, problem: bool }],
  ['viz.linkerd.io/disable-tap', { fromNamespace: true, problem: bool }],
  ['viz.linkerd.io/external-prometheus', { fromNamespace: true, problem: anything }],
  ['viz.linkerd.io/tap-enabled', { fromNamespace: true, problem: anything }],
]);
