import { Caller, Mesh, MeshReport, ServicePort } from '../../src';
import { MESHES } from '../support/app';
import { shopOn, WEB } from './program';

const BYTES = ServicePort.tcp(81, { targetPort: 8080 });
const GET = { callers: [Caller.namespace('a')], paths: ['/x'] };
const MESSAGE = 'methods, paths or grpcMethods are asked for on container port 8080 of "cart", and port 81 of service "raw" leads there and speaks tcp; '
  + 'let all Service ports of a container port speak HTTP or gRPC, or leave methods, paths and grpcMethods out';
const errors = ({ app }: Pick<ReturnType<typeof shopOn>, 'app'>) => MeshReport.of(app).findings.filter(f => f.severity === 'error').map(f => `[${f.path}] ${f.message}`);

describe('a list that asks for requests on a container port with doors of several protocols', () => {
  const meshes = MESHES.filter(mesh => mesh !== 'gateway-api');

  test.each(meshes)('is refused on %s, whichever door is first', mesh => {
    const s = shopOn(Mesh.fromName(mesh));
    const cart = s.service('cart');
    const raw = s.service('raw', BYTES, { workload: cart.workload });
    expect(() => s.list(cart, [GET])).toThrow(MESSAGE);
    s.list(raw, [{ callers: [Caller.namespace('a')] }]);
    expect(errors(s)).toEqual([]);

    const other = shopOn(Mesh.fromName(mesh));
    const bytes = other.service('raw', BYTES);
    const http = other.service('cart', WEB, { workload: bytes.workload });
    expect(() => other.list(http, [GET])).toThrow(/8080 \(tcp\)|speaks tcp/);
  });

  test('is refused at synth if the door comes later', () => {
    const s = shopOn(Mesh.istioSidecar());
    const cart = s.service('cart');
    s.list(cart, [GET]);
    expect(errors(s)).toEqual([]);
    s.service('raw', BYTES, { workload: cart.workload });
    expect(errors(s)).toEqual([`[shop/shop-list-0] ${MESSAGE}`]);
  });

  test.each([true, false])('is refused if the requests are those of declared calls (HTTP first: %s)', httpFirst => {
    const s = shopOn(Mesh.linkerd());
    const first = httpFirst ? s.service('cart') : s.service('raw', BYTES);
    const second = httpFirst ? s.service('raw', BYTES, { workload: first.workload }) : s.service('cart', WEB, { workload: first.workload });
    const cart = httpFirst ? first : second;
    s.list(cart, undefined, { allowDeclaredCalls: true });
    s.service('web').workload!.calls(cart, { paths: ['/x'] });
    expect(errors(s)).toEqual([expect.stringMatching(/^\[shop\/shop-list-0\] methods, paths or grpcMethods are asked for on container port 8080/)]);
  });
});
