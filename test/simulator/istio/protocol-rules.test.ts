import { simulate } from '../support';
import { AMBIENT, authz, shop, SIDECAR } from './access-shop';
import { send } from './shop';

/** Whether rules for HTTP act on a port of a Service: a VirtualService that answers by itself does. */
function acts(port: string, number: number): boolean {
  const service = `apiVersion: v1\nkind: Service\nmetadata: { name: any, namespace: shop }\nspec: { selector: { app: search }, ports: [{ ${port}, port: ${number}, targetPort: 8080 }] }`;
  const rule = 'apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: { name: any, namespace: shop }\nspec: { hosts: [any], http: [{ directResponse: { status: 299 } }] }';
  return send([service, rule], { to: `http://any.shop:${number}/` }).status === 299;
}

describe('2.9: on which ports rules for HTTP act', () => {
  test.each<[string, string, number, boolean]>([
    ['name http', 'name: http', 7100, true],
    ['name up to the first "-"', 'name: http-web', 7100, true],
    ['name grpc', 'name: grpc-api', 7100, true],
    ['name http2', 'name: http2', 7100, true],
    ['name tcp', 'name: tcp-web', 7100, false],
    ['name mongo', 'name: mongo', 7100, false],
    ['name https is TLS', 'name: https', 7100, false],
    ['a name that says nothing: the first bytes', 'name: web', 7100, true],
    ['a name that only begins like one: the first bytes', 'name: httpweb', 7100, true],
    ['appProtocol before the name', 'name: tcp-web, appProtocol: http', 7100, true],
    ['appProtocol tcp before name http', 'name: http, appProtocol: tcp', 7100, false],
    ['appProtocol kubernetes.io/h2c', 'name: tcp, appProtocol: kubernetes.io/h2c', 7100, true],
    ['appProtocol kubernetes.io/ws', 'name: tcp, appProtocol: kubernetes.io/ws', 7100, true],
    ['appProtocol kubernetes.io/wss is TLS', 'name: http, appProtocol: kubernetes.io/wss', 7100, false],
    ['a well-known port of servers that speak first is TCP', 'name: db', 3306, false],
    ['unless it says HTTP', 'name: http', 3306, true],
  ])('%s', (_rule, port, number, expected) => {
    expect(acts(port, number)).toBe(expected);
  });
});

describe('2.9: on which ports policies see HTTP', () => {
  const get = authz('get', '{ rules: [{ to: [{ operation: { methods: ["GET"] } }] }] }');
  const renamed = (port: string, mesh = SIDECAR) => simulate(shop(mesh, get).replace('{ name: http, port: 80, targetPort: 8080 }', `{ ${port}, port: 80, targetPort: 8080 }`), { from: { namespace: 'shop', serviceAccount: 'frontend' }, to: 'http://cart.shop/' }).verdict;
  test.each<[string, string, 'allowed' | 'denied']>([
    ['HTTP by its name', 'name: http', 'allowed'],
    ['HTTP by appProtocol', 'name: tcp, appProtocol: http', 'allowed'],
    ['nothing said', 'name: web', 'allowed'],
    ['TCP by its name', 'name: tcp', 'denied'],
    ['TCP by appProtocol', 'name: http, appProtocol: tcp', 'denied'],
  ])('%s', (_rule, port, verdict) => {
    expect(renamed(port)).toBe(verdict);
  });

  test('ztunnel sees none, whatever the port says', () => {
    expect(renamed('name: http', AMBIENT)).toBe('denied');
  });
});
