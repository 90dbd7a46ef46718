import { readRequestFile } from '../../src/simulator/request-file';

const read = (text: string) => readRequestFile('r.yaml', text);
const errors = (text: string): string[] => read(text).errors.map(({ file, line, column, message }) => `${file}:${line}:${column} ${message}`);

const WHOLE = `
requests:
  - name: all that there is
    from: { namespace: shop, serviceAccount: frontend, labels: { app: frontend }, enrolled: false, ip: 10.0.0.1, clientCertificate: { issuer: CN=a, subject: CN=b } }
    to: http://cart.shop:7070/cart/1
    method: PUT
    headers: { x-canary: "1" }
    through: { namespace: edge, name: public }
    directTo: { version: v2 }
    address: 10.1.2.3
    token: { iss: https://issuer.example.com, sub: alice, groups: [admin] }
    tokenState: expired
    tokenIn: { header: x-jwt-token, prefix: "Value ", param: token }
    backend: { status: 503, delay: 2s, headers: { x-from: cart } }
    expect: { verdict: allowed, destinations: [{ service: cart-v1.shop, share: 90 }], route: null, request: { headers: { x-gone: null } } }
  - from: { kubelet: true }
    to: tcp://cart.shop:7070
`;

test('requests with what is expected, and their lines', () => {
  const { requests, errors: none } = read(WHOLE);
  expect(none).toEqual([]);
  expect(requests.map(({ at }) => at([]).line)).toEqual([3, 16]);
  expect(requests[0]!.at(['from', 'ip'])).toMatchObject({ line: 4, column: 104 });
  expect(requests[0]!.request).toMatchObject({ method: 'PUT', token: { groups: ['admin'] }, backend: { status: 503 } });
  expect(requests[0]!.request).not.toHaveProperty('expect');
  expect(requests[0]!.expect).toMatchObject({ verdict: 'allowed', route: null });
  expect(requests[1]).toMatchObject({ request: { from: { kubelet: true } }, expect: undefined });
});

const one = (fields: string): string => `requests:\n  - from: { namespace: shop }\n    to: http://cart.shop/\n    ${fields}\n`;

test.each<[string, string]>([
  ['', 'r.yaml:1:1 It has to be a map, and is nothing.'],
  ['- a\n', 'r.yaml:1:3 It has to be a map, and is a list.'],
  ['request: []\n', 'r.yaml:1:1 There is no field "request" here; there are requests.'],
  ['{}\n', 'r.yaml:1:1 It has no "requests".'],
  ['requests: {}\n', 'r.yaml:1:1 requests: It has to be a list, and is a map.'],
  ['requests: []\n', 'r.yaml:1:1 requests: The list is empty: nothing would be simulated.'],
  ['requests:\n  - 7\n', 'r.yaml:2:5 requests[0]: It has to be a map, and is 7.'],
  ['requests:\n  - to: http://a/\n', 'r.yaml:2:5 requests[0]: It has no "from".'],
  ['requests: [\n', 'r.yaml:1:12 It is not valid YAML: '],
  [one('methd: GET'), 'r.yaml:4:5 requests[0]: There is no field "methd" here; there are name, from, to, method, headers, through, directTo, address, token, tokenState, tokenIn, backend, expect.'],
  [one('to: http://b/'), 'r.yaml:4:5 The key to stands twice in one map.'],
  [one('headers: { x-canary: 1 }'), 'r.yaml:4:26 requests[0].headers.x-canary: It has to be text ("1" in quotes), and is 1.'],
  [one('headers: [a]'), 'requests[0].headers: It has to be a map of texts, and is a list.'],
  [one('tokenState: stale'), 'requests[0].tokenState: It has to be one of valid, expired, badSignature, and is "stale".'],
  [one('token: alice'), 'requests[0].token: It has to be a map of claims, and is "alice".'],
  [one('through: { name: public }'), 'requests[0].through: It has no "namespace".'],
  [one('backend: { status: 42 }'), 'requests[0].backend.status: It has to be a number from 100 to 599, and is 42.'],
  [one('expect: { verdikt: allowed }'), 'r.yaml:4:15 requests[0].expect: There is no field "verdikt" here; there are verdict, status, grpcStatus,'],
  [one('expect: { destinations: [{ weight: 9 }] }'), 'requests[0].expect.destinations[0]: There is no field "weight" here; there are service, port, version, share, verdict, request, responseHeaders.'],
  [one('expect: { verdict: yes please }'), 'requests[0].expect.verdict: It has to be one of allowed, denied, unroutable, partial, indeterminate, and is "yes please".'],
  [one('expect: { timeout: 2 }'), 'requests[0].expect.timeout: It has to be a duration such as "500ms" or "1m30s" or null, and is 2.'],
  [one('expect: { timeout: "5" }'), 'requests[0].expect.timeout: It has to be a duration such as "500ms" or "1m30s" or null, and is "5".'],
  [one('backend: { delay: soon }'), 'requests[0].backend.delay: It has to be a duration such as "500ms" or "1m30s", and is "soon".'],
  [one('address: 300.1.1.1'), 'requests[0].address: It has to be an IP address such as 10.1.2.3 or 2001:db8::1, and is "300.1.1.1".'],
])('%j', (text, message) => {
  const found = errors(text);
  expect(found.length).toBeGreaterThan(0);
  expect(found.join('\n')).toContain(message);
});

test('two documents', () => {
  expect(errors('# requests\n---\nrequests:\n  - { from: {}, to: http://a.example/ }\n---\nrequests: []\n')).toEqual(['r.yaml:5:1 A request file is one document, and a second begins here: put its requests into the list of the first.']);
  expect(errors('---\nrequests:\n  - { from: {}, to: http://a.example/ }\n---\n# nothing\n')).toEqual([]);
});

test('two requests of one name', () => {
  const text = 'requests:\n  - { name: a, from: {}, to: http://x.example/ }\n  - { name: a, from: {}, to: http://y.example/ }\n';
  expect(errors(text)).toEqual(['r.yaml:3:13 requests[1].name: The request in line 2 is called "a" too; give each a name of its own.']);
});

test('a request with an error leaves the others', () => {
  const { requests, errors: found } = read('requests:\n  - { from: {}, to: 1 }\n  - { from: {}, to: http://y.example/ }\n');
  expect(requests.map(({ request }) => request.to)).toEqual(['http://y.example/']);
  expect(found).toHaveLength(1);
});
