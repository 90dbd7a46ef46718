import { admit } from '../../src/admission/admit';
import { pathText } from '../../src/manifest/field-path';
import type { KubeBody } from '../../src/manifest/manifest-object';
import { ManifestObject } from '../../src/manifest/manifest-object';
import { ManifestSet } from '../../src/manifest/manifest-set';
import type { ClusterSettings } from '../../src/manifest/settings';
import { manifests } from '../support/manifests';

/** "rule path", the message and the remedy of each remark. */
function told(yaml: string, settings?: Partial<ClusterSettings>): string[][] {
  return admit(manifests(yaml, settings)).map(({ rule, path, message, remedy }) => [`${rule.replace('admission/', '')} ${pathText(path)}`, message, remedy]);
}

const virtualService = (http: string) => `{ apiVersion: networking.istio.io/v1, kind: VirtualService, metadata: { name: cart, namespace: shop }, spec: { hosts: [cart], http: [${http}] } }`;
const httpRoute = (rule: string) => `{ apiVersion: gateway.networking.k8s.io/v1, kind: HTTPRoute, metadata: { name: cart, namespace: shop }, spec: { parentRefs: [{ name: edge }], rules: [${rule}] } }`;
const configMap = (metadata: string) => `{ apiVersion: v1, kind: ConfigMap, metadata: ${metadata} }`;

describe('schema', () => {
  test.each([
    ['{ route: [{ destination: { host: cart }, weight: "9" }] }', 'spec.http[0].route[0].weight is "9", and must be a whole number.', 'Write it without quotation marks: 9.'],
    ['{ route: [{ destination: { host: 1 } }] }', 'spec.http[0].route[0].destination.host is 1, and must be text.', 'Put it in quotation marks: "1".'],
    ['{ route: { destination: { host: cart } } }', 'spec.http[0].route is a map, and must be a list.', 'Make it a list: put "- " before what stands there, or [ ] around it.'],
    ['{ route: [cart] }', 'spec.http[0].route[0] is "cart", and must be a map.', 'Write a map, or leave the field out.'],
    ['{ route: [{ destination: { subset: v1 } }] }', 'spec.http[0].route[0].destination.host is required and not there.', 'Add host to spec.http[0].route[0].destination.'],
    ['{ route: [{ destination: { host: null } }] }', 'spec.http[0].route[0].destination.host is required and not there.', 'Add host to spec.http[0].route[0].destination.'],
    ['{ retries: { attempts: 4294967296 }, route: [{ destination: { host: a } }] }', 'spec.http[0].retries.attempts is 4294967296, which is not a whole number from -2147483648 to 2147483647.', 'Write a whole number from -2147483648 to 2147483647, for example 1.'],
    ['{ match: [{ uri: { exact: /a, prefix: /b } }], route: [{ destination: { host: a } }] }', 'spec.http[0].match[0].uri sets exact and prefix, and may set only one of exact, prefix and regex.', 'Keep one of exact and prefix and leave the others out.'],
    ['{ redirect: { redirectCode: 301, port: 80, derivePort: FROM_REQUEST_PORT } }', 'spec.http[0].redirect sets port and derivePort, and may set only one of port and derivePort.', 'Keep one of port and derivePort and leave the others out.'],
    ['{ route: [{ destination: { host: a } }], mirrors: [{ destination: { host: a, port: { number: 99999999999 } } }] }', 'spec.http[0].mirrors[0].destination.port.number is 99999999999, and must be from 0 to 4294967295.', 'Write a number from 0 to 4294967295.'],
  ])('of a VirtualService: %s', (http, message, remedy) => {
    expect(told(virtualService(http)).map(([, ...words]) => words)).toContainEqual([message, remedy]);
  });

  test.each([
    ['{ matches: [{ path: { type: Suffix } }] }', 'spec.rules[0].matches[0].path.type is "Suffix", and must be one of Exact, PathPrefix or RegularExpression.', 'Write Exact, PathPrefix or RegularExpression.'],
    ['{ name: Cart }', 'spec.rules[0].name is "Cart", and must be a DNS name in lower case.', 'Write such a value, for example "cart.example.com".'],
    ['{ backendRefs: [{ name: "", port: 80 }] }', 'spec.rules[0].backendRefs[0].name is empty text.', 'Write a value.'],
    ['{ backendRefs: [{ name: cart, port: 0 }] }', 'spec.rules[0].backendRefs[0].port is 0, and must be from 1 to 65535.', 'Write a number from 1 to 65535.'],
    [`{ matches: [{ path: { value: "/${'x'.repeat(1024)}" } }] }`, 'spec.rules[0].matches[0].path.value has 1025 characters, and may have no more than 1024.', 'Shorten it to 1024 characters.'],
    [`{ filters: [${'{ type: RequestMirror, requestMirror: { backendRef: { name: a, port: 1 } } },'.repeat(17)}] }`, 'spec.rules[0].filters has 17 entries, and may have no more than 16.', 'Leave 1 of them out.'],
    ['{ matches: [{ headers: [{ name: a, value: "1" }, { name: a, value: "2" }] }] }', 'spec.rules[0].matches[0].headers[1] has name "a" like entry 0 of the list.', 'Give it another name, or make one entry of the two.'],
  ])('of an HTTPRoute: %s', (rule, message, remedy) => {
    const settings = { gatewayApiChannel: 'experimental' as const };

    expect(told(httpRoute(rule), settings).map(([, ...words]) => words)).toContainEqual([message, remedy]);
  });

  test.each([
    ['{ spec: { targetRef: { kind: Server, name: a }, requiredAuthenticationRefs: 5 } }', 'spec.requiredAuthenticationRefs is 5, and must be a list.'],
    ['{ }', 'spec is required and not there.'],
  ])('of a policy of Linkerd: %s', (rest, message) => {
    expect(told(`{ apiVersion: policy.linkerd.io/v1alpha1, kind: AuthorizationPolicy, metadata: { name: a, namespace: shop }, ${rest.slice(1)}`).map(([, said]) => said)).toContain(message);
  });

  test('a choice that has to be made says between what', () => {
    const server = '{ apiVersion: policy.linkerd.io/v1beta3, kind: Server, metadata: { name: a, namespace: shop }, spec: { port: 80 } }';

    expect(told(server)).toEqual([['schema spec', 'spec sets none of podSelector and externalWorkloadSelector, and needs exactly one.', 'Set spec.podSelector or spec.externalWorkloadSelector.']]);
  });

  test('an address that fits no alternative says what each of them wants', () => {
    const gateway = '{ apiVersion: gateway.networking.k8s.io/v1, kind: Gateway, metadata: { name: a, namespace: b }, spec: { gatewayClassName: a, addresses: [{ type: IPAddress, value: 10.0.0.300 }], listeners: [{ name: a, port: 80, protocol: HTTP }] } }';

    expect(told(gateway)).toEqual([['schema spec.addresses[0].value',
      'spec.addresses[0].value is "10.0.0.300", which is not an IPv4 address; or spec.addresses[0].value is "10.0.0.300", which is not an IPv6 address.',
      'Write an IPv4 address, for example 10.0.0.1. Or: Write an IPv6 address, for example 2001:db8::1.']]);
  });

  test('of a set, an entry that stands in it twice is refused', () => {
    const grant = httpRoute('{ filters: [{ type: RequestHeaderModifier, requestHeaderModifier: { remove: [x-a, x-b, x-a] } }] }');

    expect(told(grant)).toEqual([['schema spec.rules[0].filters[0].requestHeaderModifier.remove[2]',
      'spec.rules[0].filters[0].requestHeaderModifier.remove[2] is "x-a", which entry 0 of the list is as well.', 'Leave one of the two out.']]);
  });

  test('what stands in a status that the server drops is no matter', () => {
    expect(told(httpRoute('{ }').replace('spec:', 'status: { parents: 5 }, spec:'))).toEqual([]);
  });
});

describe('kinds of Kubernetes', () => {
  const deployment = (container: string) => `{ apiVersion: apps/v1, kind: Deployment, metadata: { name: cart, namespace: shop }, spec: { selector: { matchLabels: { app: cart } }, template: { metadata: { labels: { app: cart }, creationTimestamp: null }, spec: { containers: [{ name: main, image: cart, ${container} }] } } } }`;

  test.each([
    ['ports: [{ containerPort: "80" }]', 'schema spec.template.spec.containers[0].ports[0].containerPort', 'Write it without quotation marks: 80.'],
    ['env: [{ name: A, value: 1 }]', 'schema spec.template.spec.containers[0].env[0].value', 'Put it in quotation marks: "1".'],
    ['env: [{ name: A, value: true }]', 'schema spec.template.spec.containers[0].env[0].value', 'Put it in quotation marks; without them, YAML takes y, yes and on for true.'],
    ['env: [{ name: A, value: false }]', 'schema spec.template.spec.containers[0].env[0].value', 'Put it in quotation marks; without them, YAML takes n, no and off for false.'],
    ['resources: { limits: { memory: 1x } }', 'schema spec.template.spec.containers[0].resources.limits.memory', 'Write a quantity, for example 500m.'],
    ['imagePulPolicy: Always', 'unknown-field spec.template.spec.containers[0].imagePulPolicy', 'Write imagePullPolicy instead of imagePulPolicy.'],
    ['livenessProbe: { httpGet: { path: / } }', 'schema spec.template.spec.containers[0].livenessProbe.httpGet.port', 'Add port to spec.template.spec.containers[0].livenessProbe.httpGet.'],
  ])('are read strictly: %s', (container, place, remedy) => {
    expect(told(deployment(container)).map(([where, , what]) => [where, what])).toEqual([[place, remedy]]);
  });

  test('take null for nothing, numbers for quantities and what is zero when left out', () => {
    expect(told(deployment('resources: { limits: { cpu: 0.5 } }, args: null, livenessProbe: { httpGet: { port: 80, httpHeaders: [{ name: a }] } }'))).toEqual([]);
  });

  test('have their times and bytes read', () => {
    expect(told('{ apiVersion: v1, kind: Secret, metadata: { name: a, creationTimestamp: today }, data: { key: "***" } }').map(([where]) => where))
      .toEqual(['schema metadata.creationTimestamp', 'schema data.key']);
  });
});

describe('unknown fields', () => {
  test.each([
    ['{ rote: [] }', 'spec.http[0].rote', 'Write route instead of rote.'],
    ['{ Route: [] }', 'spec.http[0].Route', 'Write route instead of Route.'],
    ['{ retry: { attempts: 1 } }', 'spec.http[0].retry', 'Write retries instead of retry.'],
    ['{ timeout: 1s, retries: { attempts: 1, whatever: 2 } }', 'spec.http[0].retries.whatever', 'Remove whatever, or move it to where it belongs; the fields here are attempts, backoff, perTryTimeout, retryIgnorePreviousHosts, retryOn, retryRemoteLocalities.'],
  ])('are refused with what was meant: %s', (http, path, remedy) => {
    expect(told(virtualService(http)).filter(([where]) => where!.startsWith('unknown-field'))).toEqual([[`unknown-field ${path}`, `${path} is not a field of VirtualService.`, remedy]]);
  });

  test.each([
    [virtualService('{ gateways: [mesh] }'), 'spec.http[0].gateways', 'Move gateways to spec, where it is a field, or remove it.'],
    [virtualService('{ retries: { status: {} } }'), 'spec.http[0].retries.status', 'Move status to the top of the object, where it is a field, or remove it.'],
    [httpRoute('{ matches: [{ path: { name: a } }] }').replace('spec:', 'status: { x: {} }, spec:'), 'status.x', 'Remove x, or move it to where it belongs; the fields here are parents.'],
  ])('are refused with where they belong: %s', (yaml, path, remedy) => {
    expect(told(yaml).filter(([where]) => where === `unknown-field ${path}`).map(([, , what]) => what)).toEqual([remedy]);
  });

  test('of the experimental channel are refused where the standard one is installed', () => {
    const route = httpRoute('{ retry: { attempts: 2, cods: [500] } }');

    expect(told(route)).toEqual([['unknown-field spec.rules[0].retry',
      'spec.rules[0].retry is a field of HTTPRoute in the experimental channel of the Gateway API only, and the cluster is taken to have the standard one.',
      'Remove retry, or install the experimental channel and check with --schemas experimental.']]);
    expect(told(route, { gatewayApiChannel: 'experimental' }).map(([where, , remedy]) => [where, remedy])).toEqual([['unknown-field spec.rules[0].retry.cods', 'Write codes instead of cods.']]);
  });

  test('are refused in metadata and at the root, and let pass where anything may stand', () => {
    const filter = '{ apiVersion: networking.istio.io/v1alpha3, kind: EnvoyFilter, metadata: { name: a, namespace: b, label: {} }, spek: {}, spec: { configPatches: [{ applyTo: CLUSTER, patch: { operation: MERGE, value: { any: { thing: 1 } } } }] } }';

    expect(told(filter).map(([where, , remedy]) => [where, remedy])).toEqual([
      ['unknown-field metadata.label', 'Write labels instead of label.'], ['unknown-field spek', 'Write spec instead of spek.'],
    ]);
  });
});

describe('CEL', () => {
  test('says what rules of a value do not hold, once for each place', () => {
    expect(told(httpRoute('{ matches: [{ path: { type: Exact, value: "a//b" } }], backendRefs: [{ name: cart }] }'))).toEqual([
      ['cel spec.rules[0].matches[0].path',
        'spec.rules[0].matches[0].path breaks a rule of its schema: value must be an absolute path and start with \'/\' when type one of [\'Exact\', \'PathPrefix\']; must not contain \'//\' when type one of [\'Exact\', \'PathPrefix\'].',
        'Change spec.rules[0].matches[0].path so that this holds: value must be an absolute path and start with \'/\' when type one of [\'Exact\', \'PathPrefix\']; must not contain \'//\' when type one of [\'Exact\', \'PathPrefix\'].'],
      ['cel spec.rules[0].backendRefs[0]', 'spec.rules[0].backendRefs[0] breaks a rule of its schema: Must have port for Service reference.', 'Change spec.rules[0].backendRefs[0] so that this holds: Must have port for Service reference.'],
    ]);
  });

  test('names the value where it is one, also where the rule cannot be evaluated', () => {
    const wasm = '{ apiVersion: extensions.istio.io/v1alpha1, kind: WasmPlugin, metadata: { name: a, namespace: b }, spec: { url: "ftp://example.com/a" } }';
    const entry = '{ apiVersion: networking.istio.io/v1, kind: WorkloadEntry, metadata: { name: a, namespace: b }, spec: { address: "unix://" } }';

    expect(told(wasm).map(([, message]) => message)).toEqual(['spec.url, which is "ftp://example.com/a", breaks a rule of its schema: url must have schema one of [http, https, file, oci].']);
    expect(told(entry).map(([, message]) => message)).toEqual(['spec.address, which is "unix://", breaks a rule of its schema: UDS must be an absolute path or abstract socket; UDS may not be a dir.']);
  });

  test('is asked with defaults in place, and not where the schema has failed', () => {
    const path = (value: string) => httpRoute(`{ matches: [{ path: { value: ${value} } }] }`);

    expect(told(path('a')).map(([where]) => where)).toEqual(['cel spec.rules[0].matches[0].path']);
    expect(told(path('5')).map(([where]) => where)).toEqual(['schema spec.rules[0].matches[0].path.value']);
  });
});

describe('metadata', () => {
  test.each([
    ['{ name: Shop_1 }', 'metadata.name', 'metadata.name is "Shop_1", and must be lower-case letters, digits, "-" and ".", with a letter or digit at both ends and beside each ".".', 'Write shop-1.'],
    ['{ }', 'metadata.name', 'metadata.name is required and not there.', 'Add a name, for example name: configmap.'],
    [`{ name: ${'x'.repeat(254)} }`, 'metadata.name', 'metadata.name has 254 characters, and may have no more than 253.', 'Shorten it to 253 characters.'],
    ['{ generateName: Cart- }', 'metadata.generateName', 'metadata.generateName is "Cart-", and no name can begin so.', 'Write lower-case letters and digits with "-" at the end, for example "cart-".'],
    ['{ name: a, namespace: shop.eu }', 'metadata.namespace', 'metadata.namespace is "shop.eu", and must be lower-case letters, digits and "-", with a letter or digit at both ends.', 'Write shop-eu.'],
    ['{ name: a, labels: { app: "my cart" } }', 'metadata.labels.app', 'metadata.labels.app is "my cart", and must be letters, digits, "-", "_" and ".", with a letter or digit at both ends.', 'Write "my-cart". An annotation may hold any text.'],
    [`{ name: a, labels: { app: ${'x'.repeat(64)} } }`, 'metadata.labels.app', 'metadata.labels.app has 64 characters, and may have no more than 63.', 'Shorten it to 63 characters.'],
    ['{ name: a, labels: { a/b/c: d } }', 'metadata.labels["a/b/c"]', 'The key "a/b/c" of metadata.labels has 2 "/", and may have one.', 'Write a key like "example.com/name".'],
    ['{ name: a, labels: { /b: d } }', 'metadata.labels["/b"]', 'The key "/b" of metadata.labels has nothing before its "/".', 'Write "b", or a DNS name before the "/".'],
    ['{ name: a, labels: { Example.com/b: d } }', 'metadata.labels["Example.com/b"]', 'The key "Example.com/b" of metadata.labels has the prefix "Example.com", which is no DNS name.', 'Write a key like "example.com/name".'],
    [`{ name: a, annotations: { ${'x'.repeat(64)}: d } }`, `metadata.annotations.${'x'.repeat(64)}`, `The key "${'x'.repeat(64)}" of metadata.annotations has 64 characters, and may have no more than 63.`, 'Shorten it to 63 characters.'],
    ['{ name: a, annotations: { example.com/retry limit: "1" } }', 'metadata.annotations["example.com/retry limit"]', 'The key "example.com/retry limit" of metadata.annotations must be letters, digits, "-", "_" and ".", with a letter or digit at both ends, after its "/".', 'Write "example.com/retry-limit".'],
    [`{ name: a, annotations: { a: ${'x'.repeat(262_144)} } }`, 'metadata.annotations', 'metadata.annotations holds 262145 bytes, and may hold no more than 262144.', 'Move the longest ones to a ConfigMap.'],
    ['{ name: a, ownerReferences: [{ apiVersion: v1, kind: Pod, name: a }] }', 'metadata.ownerReferences[0].uid', 'metadata.ownerReferences[0].uid is required and empty.', 'Leave the owner out: only a cluster knows the uid of an object, and controllers set it.'],
    ['{ name: a, ownerReferences: [{ apiVersion: v1, kind: "", name: a, uid: b }] }', 'metadata.ownerReferences[0].kind', 'metadata.ownerReferences[0].kind is required and empty.', 'Write the kind of the owner.'],
    ['{ name: a, ownerReferences: [{ apiVersion: a/b/c, kind: Pod, name: a, uid: b }] }', 'metadata.ownerReferences[0].apiVersion', 'metadata.ownerReferences[0].apiVersion is "a/b/c", which is no version.', 'Write the version of the owner, for example apps/v1.'],
    ['{ name: a, ownerReferences: [{ apiVersion: v1, kind: Event, name: a, uid: b }] }', 'metadata.ownerReferences[0].kind', 'metadata.ownerReferences[0].kind is Event, and an Event owns nothing.', 'Leave the owner out.'],
    ['{ name: a, ownerReferences: [{ apiVersion: v1, kind: Pod, name: a, uid: a, controller: true }, { apiVersion: v1, kind: Pod, name: b, uid: b, controller: true }] }', 'metadata.ownerReferences[1].controller', 'metadata.ownerReferences[1].controller is true, and entry 0 is the controller already.', 'Let only one owner be the controller.'],
    ['{ name: a, finalizers: [cleanup] }', 'metadata.finalizers[0]', 'metadata.finalizers[0] is "cleanup", and must have a DNS name and "/" before its name.', 'Write the finalizer as its controller knows it, for example "example.com/cleanup".'],
    ['{ name: a, finalizers: [orphan, foregroundDeletion] }', 'metadata.finalizers', 'metadata.finalizers has both orphan and foregroundDeletion.', 'Keep one of the two.'],
    ['{ name: a, generation: -1 }', 'metadata.generation', 'metadata.generation is negative.', 'Leave generation out: the server counts it.'],
    ['{ name: a, managedFields: [{ manager: a }] }', 'metadata.managedFields[0].operation', 'metadata.managedFields[0].operation is nothing, and must be Apply or Update.', 'Leave managedFields out: the server keeps them.'],
    ['{ name: a, managedFields: [{ operation: Apply, fieldsType: x }] }', 'metadata.managedFields[0].fieldsType', 'metadata.managedFields[0].fieldsType is "x", and must be FieldsV1.', 'Leave managedFields out: the server keeps them.'],
  ])('%s', (metadata, path, message, remedy) => {
    expect(told(configMap(metadata)).filter(([where]) => where!.startsWith('metadata'))).toEqual([[`metadata ${path}`, message, remedy]]);
  });

  test.each([
    ['v1', 'Service', 'spec: { ports: [{ port: 80 }] }', { good: ['cart', '1cart'], bad: ['a.b', 'x'.repeat(64)] }],
    ['v1', 'Namespace', '', { good: ['shop-1'], bad: ['a.b', 'Shop'] }],
    ['v1', 'ConfigMap', '', { good: ['a.b', 'x'.repeat(253)], bad: ['a_b', '-a'] }],
    ['rbac.authorization.k8s.io/v1', 'ClusterRole', '', { good: ['system:A_b'], bad: ['a/b', '..', 'a%b'] }],
    ['security.istio.io/v1', 'PeerAuthentication', 'spec: {}', { good: ['a.b'], bad: ['a b'] }],
  ])('names of a %s %s', (apiVersion, kind, rest, { good, bad }) => {
    const refused = (name: string) => told(`{ apiVersion: ${apiVersion}, kind: ${kind}, metadata: { name: "${name}" }, ${rest} }`).length > 0;

    expect([good.filter(refused), bad.filter(name => !refused(name))]).toEqual([[], []]);
  });

  test('a CronJob leaves room for the names of its Jobs', () => {
    const cronJob = (name: string) => `{ apiVersion: batch/v1, kind: CronJob, metadata: { name: ${name} }, spec: { schedule: "0 * * * *", jobTemplate: { spec: { template: { spec: { restartPolicy: Never, containers: [{ name: a, image: b }] } } } } } }`;

    expect(told(cronJob('x'.repeat(52)))).toEqual([]);
    expect(told(cronJob('x'.repeat(53))).map(([, message]) => message)).toEqual(['metadata.name has 53 characters, and may have no more than 52.']);
  });

  test('a namespace on a kind that has none, and a finalizer without a domain on a custom resource, are let pass', () => {
    expect(told('{ apiVersion: gateway.networking.k8s.io/v1, kind: GatewayClass, metadata: { name: a, namespace: A }, spec: { controllerName: a.b/c } }')).toEqual([]);
    expect(told('{ apiVersion: security.istio.io/v1, kind: PeerAuthentication, metadata: { name: a, finalizers: [cleanup] } }')).toEqual([]);
  });
});

describe('duplicates', () => {
  const service = (version: string, namespace?: string) => `{ apiVersion: security.istio.io/${version}, kind: PeerAuthentication, metadata: { name: cart, ${namespace ? `namespace: ${namespace}` : ''} } }\n---\n`;

  test('of a kind, a namespace and a name, the second is refused, whatever its version', () => {
    const remarks = admit(manifests(service('v1', 'default') + service('v1', 'other') + service('v1beta1')));

    expect(remarks.map(({ rule, message, object, related }) => [rule, message, object.source.document, related.map(({ source }) => source.document)])).toEqual([
      ['admission/duplicate', 'PeerAuthentication default/cart stands already in document 1 of test.yaml, and only one of the two can exist in a cluster.', 2, [0]],
    ]);
  });

  test('objects whose names the server makes are none', () => {
    const job = '{ apiVersion: v1, kind: ConfigMap, metadata: { generateName: a- } }\n---\n';

    expect(told(job + job)).toEqual([]);
  });

  test('of kinds that nobody knows, the second is refused as well', () => {
    const other = '{ apiVersion: example.com/v1, kind: Thing, metadata: { name: a } }\n---\n';

    expect(told(other + other).map(([where]) => where)).toEqual(['duplicate metadata.name']);
  });
});

test('progress is told object by object', () => {
  const done: number[] = [];
  admit(manifests(`${configMap('{ name: a }')}\n---\n${configMap('{ name: b }')}`), count => done.push(count));

  expect(done).toEqual([1, 2]);
});

test('no shape of an object is too odd or too deep', () => {
  const deep = `${'['.repeat(3_000)}${']'.repeat(3_000)}`;
  const route = '"apiVersion":"gateway.networking.k8s.io/v1","kind":"HTTPRoute"';
  const odd = [
    '{"apiVersion":"constructor/v1","kind":"a"}',
    '{"apiVersion":"apps/v1","kind":"constructor"}',
    '{"apiVersion":"v1","kind":"Pod","metadata":[],"spec":5}',
    `{"apiVersion":"apps/v1","kind":"Deployment","metadata":${deep},"spec":${deep}}`,
    `{${route},"metadata":{"name":"a","labels":${deep},"finalizers":${deep},"ownerReferences":${deep}},"spec":{"hostnames":[${deep},${deep}]}}`,
    `{${route},"metadata":{"name":"a"},"spec":{"rules":[{"filters":[{"type":"CORS","x":${deep}}],"matches":[{"path":{"value":"a","x":${deep}}}]}]}}`,
    `{${route},"metadata":{"name":"a"},"spec":{"rules":[{"filters":[{"type":"RequestHeaderModifier","requestHeaderModifier":{"remove":[${deep},${deep}]}}]}]}}`,
    '{"apiVersion":"networking.istio.io/v1","kind":"VirtualService","metadata":{"name":"__proto__"},"spec":{"__proto__":null,"constructor":4,"http":[null,1,[],{"headers":{"request":{"set":{"__proto__":null}}}}]}}',
  ];

  for (const json of odd) expect(() => admit(new ManifestSet([new ManifestObject(JSON.parse(json) as KubeBody)]))).not.toThrow();
});

describe('webhooks', () => {
  const nothing = (rest = '') => `{ apiVersion: networking.istio.io/v1, kind: Sidecar, metadata: { name: a }${rest} }`;

  test('are asked of what the schema takes', () => {
    expect(told(nothing())).toEqual([['webhook spec', 'A Sidecar says nothing.', expect.any(String)]]);
    expect(told('{ apiVersion: policy.linkerd.io/v1alpha1, kind: NetworkAuthentication, metadata: { name: a }, spec: { networks: [{ cidr: nowhere }] } }').map(([where]) => where)).toEqual(['webhook spec.networks[0].cidr']);
  });

  test('are asked beside unknown fields, and not where the schema has failed', () => {
    expect(told(nothing(', sepc: {}')).map(([where]) => where)).toEqual(['unknown-field sepc', 'webhook spec']);
    expect(told(nothing(', spec: { workloadSelector: 5 }')).map(([where]) => where)).toEqual(['schema spec.workloadSelector']);
  });
});
