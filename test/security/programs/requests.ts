import { Caller, GrpcMethod, HttpMethod, MtlsMode } from '../../../src';
import type { AllowEntry , ServicePort } from '../../../src';
import type { Program, Row } from '../program';
import { account, GRPC, NO_REQUESTS, NO_STRICT, shopOn, WEB } from '../program';

const { GET, POST, PUT } = HttpMethod;

/** A list on `cart`, and nothing else. */
function listed(name: string, port: ServicePort, entries: AllowEntry[], table: readonly Row[]): Program {
  return {
    name, table, refusedOn: NO_REQUESTS,
    build: mesh => {
      const { app, service, list } = shopOn(mesh);
      list(service('cart', port), entries);
      return app;
    },
  };
}

/** Methods, paths, gRPC methods. */
export const requestPrograms: readonly Program[] = [
  listed('an exact path', WEB, [{ callers: [account('a')], paths: ['/api'] }], [
    { to: 'cart:8080', is: 'GET /api', allowed: ['shop/a'], refused: ['shop/b', 'plain'] },
    { to: 'cart:8080', is: 'POST /api?x=/api/', allowed: ['shop/a'] },
    { to: 'cart:8080', is: 'GET /api/', refused: ['shop/a'] },
    { to: 'cart:8080', is: 'GET /', refused: ['shop/a', 'plain'] },
    { to: 'cart:8080', is: 'GET /API', refused: ['shop/a'] },
  ]),
  listed('a prefix of paths, which is not the path itself', WEB, [{ callers: [account('a')], paths: ['/api/*'] }], [
    { to: 'cart:8080', is: 'GET /api/', allowed: ['shop/a'], refused: ['shop/b', 'plain'] },
    { to: 'cart:8080', is: 'GET /api/x/y', allowed: ['shop/a'] },
    { to: 'cart:8080', is: 'GET /api', refused: ['shop/a'] },
    { to: 'cart:8080', is: 'GET /apix/', refused: ['shop/a'] },
    { to: 'cart:8080', is: 'GET /x/api/', refused: ['shop/a'] },
  ]),
  listed('a prefix that ends within a segment', WEB, [{ callers: [account('a')], paths: ['/api*'] }], [
    { to: 'cart:8080', is: 'GET /api', allowed: ['shop/a'], refused: ['shop/b'] },
    { to: 'cart:8080', is: 'GET /apix', allowed: ['shop/a'] },
    { to: 'cart:8080', is: 'GET /api/x', allowed: ['shop/a'] },
    { to: 'cart:8080', is: 'GET /ap', refused: ['shop/a'] },
  ]),
  listed('the end of paths', WEB, [{ callers: [account('a')], paths: ['*.json'] }], [
    { to: 'cart:8080', is: 'GET /x/y.json', allowed: ['shop/a'], refused: ['shop/b', 'plain'] },
    { to: 'cart:8080', is: 'GET /x.json?v=1', allowed: ['shop/a'] },
    { to: 'cart:8080', is: 'GET /x.jsonp', refused: ['shop/a'] },
    { to: 'cart:8080', is: 'GET /xjson', refused: ['shop/a'] },
  ]),
  listed('any path, written as a star', WEB, [{ callers: [account('a')], methods: [GET], paths: ['*'] }], [
    { to: 'cart:8080', is: 'GET /x', allowed: ['shop/a'], refused: ['shop/b'] },
    { to: 'cart:8080', is: 'POST /x', refused: ['shop/a'] },
  ]),
  listed('methods', WEB, [{ callers: [account('a')], methods: [GET, PUT] }], [
    { to: 'cart:8080', is: 'GET /x', allowed: ['shop/a'], refused: ['shop/b', 'plain'] },
    { to: 'cart:8080', is: 'PUT /', allowed: ['shop/a'] },
    { to: 'cart:8080', is: 'POST /', refused: ['shop/a'] },
    { to: 'cart:8080', is: 'GETS /', refused: ['shop/a'] },
  ]),
  listed('methods and paths together', WEB, [{ callers: [account('a')], methods: [GET, POST], paths: ['/x', '/y/*'] }], [
    { to: 'cart:8080', is: 'GET /x', allowed: ['shop/a'] },
    { to: 'cart:8080', is: 'POST /y/1', allowed: ['shop/a'] },
    { to: 'cart:8080', is: 'PUT /x', refused: ['shop/a'] },
    { to: 'cart:8080', is: 'GET /y', refused: ['shop/a'] },
  ]),
  listed('two callers with paths that overlap', WEB, [
    { callers: [account('a')], paths: ['/api/*'] }, { callers: [account('b')], paths: ['/api/public/*'] },
  ], [
    { to: 'cart:8080', is: 'GET /api/public/x', allowed: ['shop/a', 'shop/b'], refused: ['shop/c', 'plain'] },
    { to: 'cart:8080', is: 'GET /api/x', allowed: ['shop/a'], refused: ['shop/b', 'plain'] },
    { to: 'cart:8080', is: 'GET /x', refused: ['shop/a', 'shop/b'] },
  ]),
  listed('methods of one caller and paths of another overlap', WEB, [
    { callers: [account('a')], methods: [GET] }, { callers: [account('b')], paths: ['/b/*'] },
  ], [
    { to: 'cart:8080', is: 'GET /b/x', allowed: ['shop/a', 'shop/b'], refused: ['shop/c'] },
    { to: 'cart:8080', is: 'POST /b/x', allowed: ['shop/b'], refused: ['shop/a'] },
    { to: 'cart:8080', is: 'GET /x', allowed: ['shop/a'], refused: ['shop/b'] },
    { to: 'cart:8080', is: 'POST /x', refused: ['shop/a', 'shop/b', 'plain'] },
  ]),
  listed('prefix, end and exact path overlap', WEB, [
    { callers: [account('a')], paths: ['/img/*'] }, { callers: [account('b')], paths: ['*.png'] }, { callers: [account('c')], paths: ['/img/logo.png'] },
  ], [
    { to: 'cart:8080', is: 'GET /img/logo.png', allowed: ['shop/a', 'shop/b', 'shop/c'], refused: ['shop/d', 'plain'] },
    { to: 'cart:8080', is: 'GET /img/x.png', allowed: ['shop/a', 'shop/b'], refused: ['shop/c'] },
    { to: 'cart:8080', is: 'GET /img/x', allowed: ['shop/a'], refused: ['shop/b', 'shop/c'] },
    { to: 'cart:8080', is: 'GET /x.png', allowed: ['shop/b'], refused: ['shop/a', 'shop/c'] },
  ]),
  listed('one caller for everything, another for a path', WEB, [{ callers: [account('a')] }, { callers: [Caller.namespace('batch')], paths: ['/jobs/*'] }], [
    { to: 'cart:8080', is: 'GET /jobs/1', allowed: ['shop/a', 'batch/x'], refused: ['shop/b', 'plain'] },
    { to: 'cart:8080', is: 'GET /', allowed: ['shop/a'], refused: ['batch/x', 'plain'] },
  ]),
  listed('any identity for a path, one for everything', WEB, [{ callers: [Caller.anyMeshIdentity()], paths: ['/public/*'] }, { callers: [account('a')] }], [
    { to: 'cart:8080', is: 'GET /public/x', allowed: ['shop/a', 'other/b'], refused: ['plain'] },
    { to: 'cart:8080', is: 'GET /x', allowed: ['shop/a'], refused: ['other/b', 'plain'] },
  ]),
  {
    name: 'anyone for a path, where mutual TLS is strict',
    build: mesh => {
      const { app, service, list } = shopOn(mesh, { mtls: MtlsMode.STRICT });
      list(service('cart'), [{ callers: [Caller.anyone()], methods: [GET], paths: ['/public/*'] }, { callers: [account('a')] }]);
      return app;
    },
    table: [
      { to: 'cart:8080', is: 'GET /public/x', allowed: ['shop/a', 'other/b'], refused: ['plain'] },
      { to: 'cart:8080', is: 'POST /public/x', allowed: ['shop/a'], refused: ['other/b', 'plain'] },
    ],
    refusedOn: NO_STRICT,
  },
  listed('a gRPC service', GRPC, [{ callers: [account('a')], grpcMethods: [GrpcMethod.of('shop.v1.Cart')] }], [
    { to: 'cart:7070', is: 'POST /shop.v1.Cart/Get', allowed: ['shop/a'], refused: ['shop/b', 'plain'] },
    { to: 'cart:7070', is: 'POST /shop.v1.Cart/Add', allowed: ['shop/a'] },
    { to: 'cart:7070', is: 'POST /shop.v1.CartAdmin/Drop', refused: ['shop/a'] },
    { to: 'cart:7070', is: 'POST /shop.v1.Cart', refused: ['shop/a'] },
  ]),
  listed('gRPC methods', GRPC, [{ callers: [account('a')], grpcMethods: [GrpcMethod.of('Cart', 'Get'), GrpcMethod.of('Cart', 'List')] }], [
    { to: 'cart:7070', is: 'POST /Cart/Get', allowed: ['shop/a'], refused: ['shop/b'] },
    { to: 'cart:7070', is: 'POST /Cart/List', allowed: ['shop/a'] },
    { to: 'cart:7070', is: 'POST /Cart/GetAll', refused: ['shop/a'] },
    { to: 'cart:7070', is: 'POST /x.Cart/Get', refused: ['shop/a'] },
  ]),
  listed('a gRPC service for one, a method of it for another', GRPC, [
    { callers: [account('a')], grpcMethods: [GrpcMethod.of('Cart')] }, { callers: [account('b')], grpcMethods: [GrpcMethod.of('Cart', 'Get')] },
  ], [
    { to: 'cart:7070', is: 'POST /Cart/Get', allowed: ['shop/a', 'shop/b'], refused: ['shop/c'] },
    { to: 'cart:7070', is: 'POST /Cart/Add', allowed: ['shop/a'], refused: ['shop/b', 'plain'] },
  ]),
];
