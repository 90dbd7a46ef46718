// Values on both sides of the forms that a server asks for.

/** Names of all sorts: right, nearly right and wrong ones. */
export const NAMES = [
  '', 'a', 'a-b', 'a.b', 'a_b', 'A', 'Name', '-a', 'a-', '.a', 'a.', 'a..b', 'a--b', '1', '1a', '123', 'a b', 'a/b', 'a/b/c', '/a', 'a/', 'example.com/name',
  'Example.com/name', 'kubernetes.io/a', '*', '*.a', 'ä', '..', '.', '../a', 'a\n', ' a', 'x'.repeat(15), 'x'.repeat(16), 'x'.repeat(63), 'x'.repeat(64),
  `${'x'.repeat(63)}.${'x'.repeat(63)}`, 'x'.repeat(253), 'x'.repeat(254), `a/${'x'.repeat(64)}`, 'None', 'null', 'true', 'a=b', 'a:b', 'a%b', '"', '_a', 'a_',
];

export const NUMBERS = [-2147483649, -1, 0, 1, 2, 10, 80, 100, 101, 255, 256, 511, 512, 3600, 3601, 65535, 65536, 86400, 86401, 2147483647, 2147483648, 4294967296, 1e15];

const QUANTITIES = ['0', '1', '100m', '0.5', '1.5Gi', '-1', '1k', '1K', '1Ki', '1ki', '64Mi', '2Mi', '3Mi', '1e3', '1E', '1Ei', '.5', '5.', '', 'a', '1 Gi', '0.0001', '1n', '+1', 1, 0.5, -1];
const ADDRESSES = ['10.0.0.1', '10.0.0.256', '10.0.0', '010.0.0.1', '::1', 'fe80::1', '2001:db8::1', '::ffff:1.2.3.4', '127.0.0.1', '169.254.1.1', '224.0.0.1', '0.0.0.0', '::', 'None', '', 'a', '1:2:3:4:5:6:7:8', '1::2::3', '10.0.0.1/24'];
const RANGES = ['10.0.0.0/8', '10.0.0.0/16', '10.1.0.0/16', '10.0.0.1/8', '10.0.0.0/33', '0.0.0.0/0', '10.0.0.0', '2001:db8::/32', '2001:db8::1/32', '::/0', '010.0.0.0/8', '10.0.0.0/08', ' 10.0.0.0/8', '', 'a/8'];
const SCHEDULES = ['* * * * *', '*/5 * * * *', '0 0 1 1 0', '60 * * * *', '* 24 * * *', '* * 0 * *', '* * * 13 *', '* * * jan mon', '* * * * 7', '* * * *', '* * * * * *', '@daily', '@never', '@every 1h', '@every 1x', 'TZ=UTC * * * * *', '1-5 * * * *', '5-1 * * * *', '1-2-3 * * * *', '*/0 * * * *', '1/2/3 * * * *', ', * * * *', '', '+5 * * * *'];
const DURATIONS = ['1s', '1.5s', '100ms', '1h', '1h30m', '0s', '0', '-1s', '1', 's', '1d', '', '99999h', '1ns', '1us', '10m10m', '1m1h', '100000s'];
const PATHS = ['/', '/a', 'a', '/a/../b', '../a', '..a', 'a/..', '', '/a?b', '/a#b', '/%', '/a//b', '/a/.', '/a/..', 'a\\b', '/a%2F', '/ä'];
const HOSTS = ['*', '*.example.com', 'example.com', 'a.*.com', 'example..com', '-a.com', 'a', '10.0.0.1', '', 'EXAMPLE.com', 'example.com.', './*', '*/*', 'ns/host', '~/*', 'localhost', `${'x'.repeat(64)}.com`];
const TIMES = ['2026-01-01T00:00:00Z', '2026-01-01', '2026-13-01T00:00:00Z', '', 'now', '2026-01-01T00:00:00.5+02:00'];
const BASE64 = ['YQ==', 'YQ', 'YWE=', 'a', '', 'YQ==\n', '!'];

/** Values for fields by their names; the first that matches counts. */
const HINTS = [
  [/^(cpu|memory|storage|ephemeral-storage|hugepages-.*|divisor|sizeLimit|tolerance|averageValue|averageUtilization)$/, QUANTITIES],
  [/^(clusterIP|hostIP|ip|loadBalancerIP|address|addresses|externalIPs|clusterIPs|nameservers|podIP)$/, ADDRESSES],
  [/^(cidr|except|ipBlocks|notIpBlocks|remoteIpBlocks|loadBalancerSourceRanges|networks)$/, RANGES],
  [/^schedule$/, SCHEDULES],
  [/^timeZone$/, ['Etc/UTC', 'Europe/Berlin', 'Nowhere/Land', '', 'Local', 'UTC', '../UTC', 'Europe//Berlin']],
  [/(imeout|nterval|uration|EjectionTime|backoff|elay|maxAge|ttl)s?$/i, DURATIONS],
  [/(path|Path|uri|prefix|subPath|directory|regex)$/, PATHS],
  [/(host|Host|hosts|hostname|hostnames|hostnameOverride|externalName|sni|sniHosts|domain|searches)$/, HOSTS],
  [/(Time|Timestamp)$/, TIMES],
  [/^(protocol)$/, ['TCP', 'UDP', 'SCTP', 'tcp', 'HTTP', 'HTTPS', 'TLS', '']],
  [/^(port|targetPort|hostPort|nodePort|containerPort|number|endPort)$/, [0, 1, 80, 65535, 65536, -1, 'http', 'a--b', 'HTTP', '-a', '80', '', 'toolongportname1', 30080]],
  [/^(maxSurge|maxUnavailable|minAvailable)$/, [0, 1, -1, '0%', '25%', '100%', '101%', '50', 'a', '%', '', '-5%']],
  [/^operator$/, ['In', 'NotIn', 'Exists', 'DoesNotExist', 'Equal', 'Gt', 'Lt', 'in', '']],
  [/^(apiVersion)$/, ['v1', 'apps/v1', 'a/b/c', '/v1', '', 'networking.k8s.io/v1']],
  [/^(restartPolicy)$/, ['Always', 'OnFailure', 'Never', '', 'always', 'RestartContainer', 'NotRequired']],
  [/^fieldPath$/, ['metadata.name', 'metadata.labels', "metadata.labels['app']", "metadata.annotations['A b']", "spec.nodeName['a']", 'spec.host', 'spec.replicas', 'status.podIP', '']],
  [/^resource$/, ['limits.cpu', 'requests.memory', 'limits.hugepages-2Mi', 'cpu', '']],
  [/^(mountPropagation)$/, ['None', 'HostToContainer', 'Bidirectional', '']],
  [/^(succeededIndexes)$/, ['0', '0-1', '0,0', '1-0', 'a', '5', '']],
  [/^(externalTrafficPolicy|internalTrafficPolicy)$/, ['Cluster', 'Local', '', 'Global']],
  [/^(sessionAffinity)$/, ['ClientIP', 'None', '', 'Cookie']],
  [/^ipFamilies$/, ['IPv4', 'IPv6', '', 'IPv5']],
  [/^ipFamilyPolicy$/, ['SingleStack', 'PreferDualStack', 'RequireDualStack', '']],
  [/^trafficDistribution$/, ['PreferClose', 'PreferSameZone', 'PreferSameNode', '', 'Near']],
  [/^policyTypes$/, ['Ingress', 'Egress', '', 'ingress']],
  [/^(effect)$/, ['NoSchedule', 'PreferNoSchedule', 'NoExecute', '', 'Never']],
  [/^accessModes$/, ['ReadWriteOnce', 'ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOncePod', '']],
  [/^(completionMode)$/, ['Indexed', 'NonIndexed', '']],
  [/^(podReplacementPolicy)$/, ['Failed', 'TerminatingOrFailed', '']],
  [/^(concurrencyPolicy)$/, ['Allow', 'Forbid', 'Replace', '', 'allow']],
  [/^(dnsPolicy)$/, ['ClusterFirst', 'ClusterFirstWithHostNet', 'Default', 'None', '']],
  [/^(imagePullPolicy|pullPolicy)$/, ['Always', 'IfNotPresent', 'Never', '', 'always']],
  [/^(scheme)$/, ['HTTP', 'HTTPS', '', 'http']],
  [/^(whenUnsatisfiable)$/, ['DoNotSchedule', 'ScheduleAnyway', '']],
  [/^(type)$/, ['ClusterIP', 'NodePort', 'LoadBalancer', 'ExternalName', 'Recreate', 'RollingUpdate', 'OnDelete', 'Utilization', 'AverageValue', 'Value', 'Resource', 'Pods', 'Object', 'Percent', 'RuntimeDefault', 'Localhost', 'Unconfined', 'kubernetes.io/tls', 'kubernetes.io/basic-auth', 'Directory', '']],
  [/^(action)$/, ['FailJob', 'FailIndex', 'Ignore', 'Count', 'Restart', 'RestartAllContainers', 'ALLOW', 'DENY', '']],
  [/^(reference|image)$/, ['registry.example/a:1', 'a', '', ' a', 'a:latest', 'A@sha256:x']],
  [/^(data|binaryData|stringData)$/, BASE64],
];

/** Values for a field of this name; the steps of its path from the end are asked, so that items of a list have their list's. */
export function hintsFor(path) {
  for (const step of path.slice(-2).reverse().filter((one) => typeof one === 'string')) {
    const hint = HINTS.find(([pattern]) => pattern.test(step));
    if (hint) return hint[1];
    if (typeof path.at(-1) === 'string') break;
  }
  const inMap = path.at(-2);
  return /^(limits|requests|overhead)$/.test(inMap) ? QUANTITIES : /^(data|binaryData)$/.test(inMap) ? BASE64 : [];
}
