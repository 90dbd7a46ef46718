import { FRONTEND, places, PORTAL, send } from './shop';

interface Options { readonly namespace?: string; readonly created?: string; readonly more?: string; readonly resolution?: string }

function entry(host: string, port: string, { namespace = 'web', created, more = '', resolution = 'DNS' }: Options = {}): string {
  return `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: "${host.replaceAll(/\W/g, '-')}", namespace: ${namespace}${created === undefined ? '' : `, creationTimestamp: "${created}"`} }
spec: { hosts: ["${host}"], ports: [${port}], resolution: ${resolution}${more} }
`;
}

function virtualService(host: string, spec: string): string {
  return `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: rules, namespace: shop }
spec: { hosts: ["${host}"], ${spec} }
`;
}

const TCP = '{ number: 3307, name: tcp, protocol: TCP }';
const TLS = '{ number: 3307, name: tls, protocol: TLS }';
const HTTP = '{ number: 3307, name: http, protocol: HTTP }';
const MYSQL = '{ number: 3307, name: mysql, protocol: MYSQL }';
const AUTO = '{ number: 3307, name: other, protocol: "" }';
const [EARLY, LATE] = [{ created: '2026-01-01T00:00:00Z' }, { created: '2026-01-02T00:00:00Z' }];

describe('hosts without an address that share a port', () => {
  test.each<[string, readonly string[], string, string]>([
    ['of TCP: the older is there', [entry('a.net', TCP, LATE), entry('b.net', TCP, EARLY)], 'tcp://a.net:3307', 'b.net:3307 100'],
    ['of one age: the first by host', [entry('b.net', TCP), entry('a.net', TCP)], 'tcp://b.net:3307', 'a.net:3307 100'],
    ['one that is exported to the caller by name, before older ones that all see', [entry('a.net', TCP, EARLY), entry('b.net', TCP, { ...LATE, more: ', exportTo: [shop]' })], 'tcp://a.net:3307', 'b.net:3307 100'],
    ['of TLS and TCP: a server name takes its host’s', [entry('a.net', TLS), entry('b.net', TCP)], 'tls://a.net:3307', 'a.net:3307 100'],
    ['of TLS and TCP: what no server name takes is for TCP', [entry('a.net', TLS), entry('b.net', TCP)], 'tls://c.net:3307', 'b.net:3307 100'],
    ['of TLS and TCP: what is no TLS is for TCP', [entry('a.net', TLS), entry('b.net', TCP)], 'tcp://a.net:3307', 'b.net:3307 100'],
    ['of HTTP and TCP: HTTP is for HTTP', [entry('a.net', HTTP, LATE), entry('b.net', TCP, EARLY)], 'http://a.net:3307/', 'a.net:3307 100'],
    ['of HTTP and TCP: the rest is for TCP', [entry('a.net', HTTP, EARLY), entry('b.net', TCP, LATE)], 'tcp://a.net:3307', 'b.net:3307 100'],
    ['of no protocol and TCP: HTTP goes by its host', [entry('a.net', AUTO, LATE), entry('b.net', TCP, EARLY)], 'http://a.net:3307/', 'a.net:3307 100'],
    ['of no protocol, before TCP: both have it, and the first takes what is no HTTP', [entry('a.net', AUTO, EARLY), entry('b.net', TCP, LATE)], 'tcp://b.net:3307', 'a.net:3307 100'],
    ['where the server speaks first, nobody waits for HTTP', [entry('a.net', MYSQL, EARLY), entry('b.net', HTTP, LATE)], 'http://b.net:3307/', 'a.net:3307 100'],
    ['where HTTP was first, the server that speaks first is left out', [entry('a.net', MYSQL, LATE), entry('b.net', HTTP, EARLY)], 'tcp://a.net:3307', 'passthrough:3307 100'],
    ['of two that speak first, the older', [entry('a.net', MYSQL, LATE), entry('b.net', '{ number: 3307, name: mongo, protocol: MONGO }', EARLY)], 'tcp://a.net:3307', 'b.net:3307 100'],
  ])('%s', (_, documents, to, place) => {
    expect(places(send(documents, { to }))).toEqual([place]);
  });
});

describe('two protocols at one port of one host', () => {
  const both = [entry('a.net', TCP, EARLY), entry('a.net', HTTP, { ...LATE, namespace: 'shop' }), virtualService('a.net', 'http: [{ timeout: 3s, route: [{ destination: { host: a.net } }] }]')];
  test('the one of the caller’s own namespace decides', () => {
    expect(send(both, { to: 'http://a.net:3307/' })).toMatchObject({ timeout: '3s' });
    expect(send([...both], { to: 'http://a.net:3307/', from: PORTAL })).toMatchObject({ timeout: null, retries: null });
  });

  test('of others, the one that is exported by name', () => {
    const named = entry('a.net', HTTP, { ...LATE, namespace: 'legacy', more: ', exportTo: [shop]' });
    expect(send([both[0]!, named, both[2]!], { to: 'http://a.net:3307/' })).toMatchObject({ timeout: '3s' });
  });
});

describe('addresses', () => {
  const at = (host: string, address: string, port = TCP) => entry(host, port, { resolution: 'NONE', more: `, addresses: ["${address}"]` });
  test.each<[string, readonly string[], string, string | undefined, string]>([
    ['of two hosts at one address, the first has the listener', [at('a.net', '240.0.0.1'), at('b.net', '240.0.0.1')], 'tcp://b.net:3307', undefined, 'a.net:3307 100'],
    ['a range takes what goes to it', [at('a.net', '240.0.0.0/16'), entry('b.net', TCP)], 'tcp://c.net:3307', '240.0.7.7', 'a.net:3307 100'],
    ['the smaller range takes it from the larger', [at('a.net', '240.0.0.0/16'), at('b.net', '240.0.7.0/24')], 'tcp://c.net:3307', '240.0.7.7', 'b.net:3307 100'],
    ['a range of one address is that address', [at('a.net', '240.0.0.1/32'), entry('b.net', TCP)], 'tcp://a.net:3307', '240.0.0.1', 'a.net:3307 100'],
    ['a host with a range is called by its name', [at('a.net', '240.0.0.0/16'), entry('b.net', TCP)], 'tcp://a.net:3307', undefined, 'a.net:3307 100'],
    ['any other address', [at('a.net', '240.0.0.0/16'), entry('b.net', TCP)], 'tcp://c.net:3307', '240.1.7.7', 'b.net:3307 100'],
    ['of TLS, a range asks for the server name too', [at('a.net', '240.0.0.0/16', TLS)], 'tls://c.net:3307', '240.0.7.7', 'passthrough:3307 100'],
  ])('%s', (_, documents, to, address, place) => {
    expect(places(send(documents, { to, address }))).toEqual([place]);
  });

  test('of NONE with endpoints: their addresses alone', () => {
    const there = entry('a.net', TCP, { resolution: 'NONE', more: ', endpoints: [{ address: 240.0.0.1 }]' });
    expect(places(send([there], { to: 'tcp://a.net:3307', address: '240.0.0.1' }))).toEqual(['a.net:3307 100']);
    expect(places(send([there], { to: 'tcp://a.net:3307', address: '240.0.0.2' }))).toEqual(['passthrough:3307 100']);
  });
});

describe('rules for connections', () => {
  const rule = (match: string, to: string, kind = 'tcp') => `${kind}: [{ match: [${match}], route: [{ destination: { host: ${to} } }] }]`;
  const [a, b, web] = [entry('a.net', TCP), entry('b.net', TCP), entry('web.net', HTTP)];
  const call = (documents: readonly string[], to: string, address?: string) => send(documents, { to, address });

  test('of a host that shares a port with an older one: those for subnets count', () => {
    const documents = [a, b, virtualService('b.net', rule('{ destinationSubnets: [10.1.0.0/16] }', 'b.net'))];
    expect(places(call(documents, 'tcp://c.net:3307', '10.1.7.7'))).toEqual(['b.net:3307 100']);
    expect(places(call(documents, 'tcp://c.net:3307', '10.2.7.7'))).toEqual(['a.net:3307 100']);
  });

  test('those for subnets take HTTP to there as well', () => {
    const documents = [a, web, virtualService('a.net', rule('{ destinationSubnets: [10.1.0.0/16] }', 'a.net'))];
    expect(places(call(documents, 'http://web.net:3307/', '10.1.7.7'))).toEqual(['a.net:3307 100']);
    expect(places(call(documents, 'http://web.net:3307/', '10.2.7.7'))).toEqual(['web.net:3307 100']);
  });

  test('an address that nobody knows leaves it open', () => {
    expect(call([a, web, virtualService('a.net', rule('{ destinationSubnets: [10.1.0.0/16] }', 'a.net'))], 'http://web.net:3307/'))
      .toMatchObject({ verdict: 'indeterminate', reason: 'VirtualService shop/rules routes by destinationSubnets, and the address of the destination is unknown: give the request an address' });
  });

  test('the smallest subnet that holds the address decides, and the match is named', () => {
    const result = call([a, b, virtualService('a.net', rule('{ destinationSubnets: [10.0.0.0/8] }, { destinationSubnets: [10.1.0.0/16] }', 'b.net'))], 'tcp://c.net:3307', '10.1.7.7');
    expect(result.route).toMatchObject({ name: 'rules', rule: 0, match: 0 });
    expect(places(result)).toEqual(['b.net:3307 100']);
  });

  test('what is passed over is in the trace', () => {
    const spec = 'tcp: [{ match: [{ port: 1 }], route: [{ destination: { host: b.net } }] }, { match: [{ destinationSubnets: [10.1.0.0/16] }], route: [{ destination: { host: b.net } }] }]';
    expect(call([a, b, virtualService('a.net', spec)], 'tcp://c.net:3307', '10.2.7.7').trace).toEqual(expect.arrayContaining([
      { at: 'client sidecar', object: 'VirtualService shop/rules', says: 'tcp rule 0 match 0 is not for this proxy, or not for port 3307' },
      { at: 'client sidecar', object: 'VirtualService shop/rules', says: 'tcp rule 1 does not match: 10.2.7.7 is in none of 10.1.0.0/16' },
    ]));
  });

  test('of TLS, subnets hold for the matches after them that name none', () => {
    const documents = [entry('a.net', TLS), b, virtualService('*.net', rule('{ destinationSubnets: [10.1.0.0/16], sniHosts: [a.net] }, { sniHosts: ["*.a.net"] }', 'b.net', 'tls'))];
    expect(places(call(documents, 'tls://x.a.net:3307', '10.1.7.7'))).toEqual(['b.net:3307 100']);
    expect(places(call([documents[0]!, documents[2]!], 'tls://x.a.net:3307', '10.2.7.7'))).toEqual(['passthrough:3307 100']);
  });

  test('a server name "*" takes every connection', () => {
    expect(places(call([entry('a.net', TLS), b, virtualService('a.net', rule('{ sniHosts: ["*"] }', 'b.net', 'tls'))], 'tls://z.org:3307', '10.1.7.7'))).toEqual(['b.net:3307 100']);
  });
});

describe('a Sidecar with a listener for one port', () => {
  const sidecar = (protocol: string, hosts = '"*/a.net"') => `
apiVersion: networking.istio.io/v1
kind: Sidecar
metadata: { name: default, namespace: shop }
spec: { egress: [{ port: { number: 3307, protocol: ${protocol}, name: p }, hosts: [${hosts}] }, { hosts: ["*/*"] }] }
`;
  const at = (host: string) => entry(host, TCP, { more: ', addresses: [240.0.0.1]' });

  test('what other listeners bring in adds nothing to the listeners that it made', () => {
    const [a, b] = [entry('a.net', TLS), entry('b.net', TCP)];
    expect(places(send([a, b], { to: 'tcp://b.net:3307' }))).toEqual(['b.net:3307 100']);
    expect(places(send([a, b, sidecar('TLS')], { to: 'tcp://b.net:3307' }))).toEqual(['passthrough:3307 100']);
  });

  test('at other addresses, they have theirs, with the rules that come in with them', () => {
    const rules = virtualService('b.net', 'tcp: [{ route: [{ destination: { host: a.net } }] }]');
    expect(places(send([entry('a.net', TCP), at('b.net'), rules, sidecar('TCP')], { to: 'tcp://b.net:3307', from: FRONTEND }))).toEqual(['a.net:3307 100']);
  });
});
