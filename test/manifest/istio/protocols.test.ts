import { isHttp, isTls, mayBeHttp, namedProtocol, servicePortProtocol } from '../../../src/manifest/istio/protocols';

const port = (name: string | undefined, appProtocol?: string, number = 8080, protocol = 'TCP') => servicePortProtocol({ port: number, name, protocol, appProtocol });

describe('the protocol of a Service port', () => {
  test.each([
    ['http', 'http'], ['http-web', 'http'], ['HTTP-web', 'http'], ['http2-x', 'http2'], ['grpc', 'grpc'], ['grpc-web', 'grpc-web'], ['grpc-web-ui', 'grpc-web'],
    ['grpc-api', 'grpc'], ['https-x', 'https'], ['tls', 'tls'], ['tcp-x', 'tcp'], ['mongo', 'mongo'], ['redis-1', 'redis'], ['mysql', 'mysql'], ['udp-x', 'udp'],
    ['web', 'auto'], ['httpweb', 'auto'], [undefined, 'auto'],
  ])('named %s is %s', (name, protocol) => expect(port(name)).toBe(protocol));

  test.each([
    ['http', 'http'], ['kubernetes.io/h2c', 'http2'], ['kubernetes.io/ws', 'http'], ['kubernetes.io/wss', 'https'], ['grpc-web', 'grpc-web'], ['example.com/own', 'auto'], ['', 'auto'],
  ])('with appProtocol %s is %s, whatever its name', (appProtocol, protocol) => expect(port('tcp-db', appProtocol)).toBe(protocol));

  test('has no Kubernetes protocol by its name', () => expect(port('kubernetes.io/h2c')).toBe('auto'));

  test('is TCP where servers speak first and nothing is said', () => {
    expect([25, 53, 3306, 27017].map(number => port('db', undefined, number))).toEqual(['tcp', 'tcp', 'tcp', 'tcp']);
    expect(port('http', undefined, 3306)).toBe('http');
  });

  test('is UDP by its transport', () => expect(port('http', undefined, 53, 'UDP')).toBe('udp'));
});

test('ports of Istio objects say their protocol in any case', () => {
  expect(['HTTP', 'GRPC-WEB', 'Https', 'HTTP_PROXY', '', 'SPDY', 7].map(namedProtocol)).toEqual(['http', 'grpc-web', 'https', 'http_proxy', 'auto', 'auto', 'auto']);
});

test('what HTTP rules act on', () => {
  expect([isHttp('grpc'), isHttp('auto'), mayBeHttp('auto'), mayBeHttp('tcp'), isHttp('https')]).toEqual([true, false, true, false, false]);
  expect([isTls('https'), isTls('tls'), isTls('http')]).toEqual([true, true, false]);
});
