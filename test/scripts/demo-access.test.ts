import { accessLines } from '../../scripts/demo/access.mjs';

describe('who may call whom, for a terminal', () => {
  const cart = (callers: string[], requests: string[] = [], workload = 'cart') => ({ cluster: '', namespace: 'shop', workload, port: 7070, callers, requests });
  const result = (mesh: string, ...access: ReturnType<typeof cart>[]) => ({ mesh, report: { access } });
  const lines = (...results: ReturnType<typeof result>[]) => accessLines(results, 100).slice(1).map(line => line.trim().replace(/ {2,}/g, ' | '));

  test('stands once where all say the same', () => {
    const entry = cart(['account shop/web', 'account edge/gateway'], ['GET /', 'GET /cart', 'POST /cart']);
    expect(lines(result('a', entry), result('b', entry))).toEqual(['cart:7070 | web, edge/gateway | GET /, /cart; POST /cart']);
  });

  test('says below what those say that differ', () => {
    const asked = cart(['account shop/web'], ['/shop.Cart/Get', '/shop.Cart/Add']);
    expect(lines(result('b', cart(['account shop/web'])), result('a', asked), result('c', asked))).toEqual([
      'cart:7070 | web | shop.Cart: Get, Add', 'b | web | anything',
    ]);
  });

  test('says where nobody may call, and where a data plane says nothing', () => {
    expect(lines(result('a', cart([])), result('b', cart([])), result('c'))).toEqual(['cart:7070 | (nobody)', 'c | (no list)']);
  });

  test('keeps to the width', () => {
    const long = cart(Array.from({ length: 9 }, (_, i) => `account elsewhere/caller-${i}`), Array.from({ length: 30 }, (_, i) => `GET /a/path/${i}`), 'a-service-with-quite-a-long-name');
    const all = accessLines([result('a', long)], 100);
    expect(all.length).toBeGreaterThan(5);
    for (const line of all) expect(line.length).toBeLessThanOrEqual(100);
  });
});
