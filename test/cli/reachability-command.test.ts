import type { Outcome } from './command-line';
import { commandLine } from './command-line';
import { SHOP } from '../simulator/shop';
import { withFolder } from '../manifest/reading/folder';

const NEXT = SHOP.replaceAll('frontend', 'web');
const run = (...argv: string[]): Promise<Outcome> => withFolder({ 'shop.yaml': SHOP, 'next.yaml': NEXT, 'bad.yaml': 'a: b: c\n' }, folder => commandLine(argv, { folder }));

describe('reachability', () => {
  test('text', async () => {
    expect(await run('reachability', 'shop.yaml')).toEqual({
      code: 0, err: '',
      out: 'cart.shop:7070 (HTTP) to shop/Deployment/cart\n'
        + ['shop/Deployment/frontend', 'shop/Deployment/cart    ', 'shop/*                  ', 'outside                 '].map(caller => `  ${caller}  everything, plaintext\n`).join(''),
    });
  });

  test('json', async () => {
    const { version, workloads, connections } = JSON.parse((await run('reachability', 'shop.yaml', '--format', 'json')).out) as { version: number; workloads: object[]; connections: object[] };
    expect([version, workloads.length, connections.length]).toEqual([1, 2, 4]);
    expect(connections[3]).toMatchObject({ from: 'outside', to: 'shop/Deployment/cart', service: 'cart.shop', port: 7070, protocol: 'HTTP', allowed: 'all', only: [], except: [], transport: 'plaintext' });
  });

  test('csv', async () => {
    const lines = (await run('reachability', 'shop.yaml', '--format', 'csv')).out.split('\n');
    expect(lines.slice(0, 2)).toEqual(['from,to,service,port,protocol,allowed,only,except,transport,indeterminate', 'shop/Deployment/frontend,shop/Deployment/cart,cart.shop,7070,HTTP,all,,,plaintext,false']);
  });

  test('what cannot be read', async () => expect((await run('reachability', 'shop.yaml', 'bad.yaml')).code).toBe(2));
});

describe('graph', () => {
  test('mermaid is what is drawn if nothing is said', async () => {
    const { out, code } = await run('graph', 'shop.yaml');
    expect(code).toBe(0);
    expect(out).toMatch(/^flowchart LR\n {2}subgraph s0 \["shop"\]\n/);
    expect(out).toContain('n0 -->|"cart.shop:7070<br/>plaintext"| n1\n');
  });

  test('dot', async () => {
    const { out } = await run('graph', 'shop.yaml', '--format', 'dot');
    expect(out).toContain('"shop/Deployment/frontend" -> "shop/Deployment/cart" [label="cart.shop:7070", color=red];\n');
  });

  test('json', async () => {
    const { nodes, edges } = JSON.parse((await run('graph', 'shop.yaml', '--format', 'json')).out) as { nodes: object[]; edges: object[] };
    expect(nodes).toContainEqual({ id: 'shop/*', namespace: 'shop', enrolled: null });
    expect(edges).toContainEqual({ from: 'outside', to: 'shop/Deployment/cart', allowed: 'all', encrypted: false, ports: ['cart.shop:7070'] });
  });

  test('who comes in through a Gateway', async () => {
    const way = `${SHOP}---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: public, namespace: shop }
spec: { gatewayClassName: any, listeners: [{ name: http, port: 80, protocol: HTTP }] }
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: cart, namespace: shop }
spec: { parentRefs: [{ name: public }], hostnames: [shop.example.com], rules: [{ backendRefs: [{ name: cart, port: 7070 }] }] }
`;
    const [picture, table] = await withFolder({ 'shop.yaml': way }, async folder => [await commandLine(['graph', 'shop.yaml'], { folder }), await commandLine(['reachability', 'shop.yaml'], { folder })]);
    expect(picture!.out).toContain('["outside through shop/public"]\n');
    expect(picture!.out).toContain('|"shop.example.com:80<br/>plaintext"|');
    expect(table!.out).toContain('shop.example.com:80 (HTTP) to shop/Deployment/cart\n  outside through shop/public  everything, plaintext\n');
  });

  test.each(['html', 'svg'])('%s', async format => {
    const { code, err } = await run('graph', 'shop.yaml', '--format', format);
    expect([code, err]).toEqual([2, expect.stringContaining('Allowed choices are mermaid, dot, json.')]);
  });
});

describe('diff', () => {
  test('text', async () => {
    expect(await run('diff', 'shop.yaml', 'next.yaml')).toEqual({
      code: 1, err: '',
      out: 'Connections opened (1)\n  shop/Deployment/web to cart.shop:7070\n      not there -> allowed 200\n\nConnections closed (1)\n  shop/Deployment/frontend to cart.shop:7070\n      allowed 200 -> not there\n',
    });
  });

  test('markdown', async () => {
    expect((await run('diff', 'shop.yaml', 'next.yaml', '--format', 'markdown')).out).toContain('### Connections opened (1)\n\n- `shop/Deployment/web to cart.shop:7070`: `not there` → `allowed 200`\n');
  });

  test('json', async () => {
    expect(JSON.parse((await run('diff', 'shop.yaml', 'next.yaml', '--format', 'json')).out)).toMatchObject({ version: 1, changes: [{ kind: 'closed' }, { kind: 'opened' }] });
  });

  test.each<[string[], number]>([[['shop.yaml', 'shop.yaml'], 0], [['shop.yaml', 'next.yaml', '--exit-zero'], 0], [['shop.yaml', 'bad.yaml'], 2]])('%j exits with %d', async (argv, code) => expect((await run('diff', ...argv)).code).toBe(code));

  test('nothing changes', async () => expect((await run('diff', 'shop.yaml', 'shop.yaml')).out).toBe('Nothing changes in meaning.\n'));

  test.each<[string[], string]>([
    [['shop.yaml'], 'diff compares two: the manifests of before and those of after, each a file, a folder or a glob in quotes; 1 was given.'],
    [['a', 'b', 'c'], 'diff compares two: the manifests of before and those of after, each a file, a folder or a glob in quotes; 3 were given.'],
    [['-', '-'], 'Standard input can be only one of both.'],
  ])('%j', async (argv, message) => expect(await run('diff', ...argv)).toEqual({ code: 2, out: '', err: `error: ${message}\n` }));
});
