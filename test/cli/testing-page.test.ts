import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { commandLine } from './command-line';
import { withFolder } from '../manifest/reading/folder';
import { SHOP } from '../simulator/shop';

const PAGE = readFileSync(join(__dirname, '../../docs/testing.md'), 'utf8');
const [, requests] = /^```yaml\n(.*?)^```$/ms.exec(PAGE)!;
const [, shell] = /^```sh\n(.*?)^```$/ms.exec(PAGE)!;

test('the requests of the page are met', () => withFolder({ 'shop.yaml': SHOP, 'requests.yaml': requests! }, async folder => {
  const { code, out, err } = await commandLine(['simulate', 'shop.yaml', '--requests', 'requests.yaml'], { folder });
  expect([code, err]).toEqual([0, '']);
  expect(out).toContain('2 requests: 2 as expected, 0 not.');
}));

test.each(shell!.trim().split('\n'))('%s', line => withFolder({ 'dist/shop.yaml': SHOP, 'main/dist/shop.yaml': SHOP, 'requests.yaml': requests! }, async folder => {
  const argv = [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain!).slice(2);
  const { code, err } = await commandLine(argv, { folder });
  expect([code, err]).toEqual([0, '']);
}));
