import type { AllowEntry } from '../../../src';
import { Caller } from '../../../src';
import type { Program, Row } from '../program';
import { account, shopOn } from '../program';

function listed(name: string, entries: AllowEntry[], table: readonly Row[], refusedOn?: Program['refusedOn']): Program {
  return {
    name, table, ...(refusedOn && { refusedOn }),
    build: mesh => {
      const { app, service, list } = shopOn(mesh);
      service('frontend');
      list(service('cart'), entries);
      return app;
    },
  };
}

/** Callers by their address. */
export const addressPrograms: readonly Program[] = [
  listed('a range of addresses', [{ callers: [Caller.ipRange('10.1.0.0/16')] }], [
    { to: 'cart:8080', is: 'GET /', allowed: ['plain@10.1.2.3'], refused: ['plain@10.2.0.1', 'shop/frontend@10.9.0.1'] },
  ]),
  listed('a range with exclusions', [{ callers: [Caller.ipRange('10.1.0.0/16', { excluding: ['10.1.9.0/24', '10.1.10.0/24'] })] }], [
    { to: 'cart:8080', is: 'GET /', allowed: ['plain@10.1.2.3'], refused: ['plain@10.1.9.1', 'plain@10.1.10.1', 'plain@10.2.0.1'] },
  ]),
  listed('a range inside what another excludes', [{ callers: [Caller.ipRange('10.1.0.0/16', { excluding: ['10.1.9.0/24'] }), Caller.ipRange('10.1.9.128/25')] }], [
    { to: 'cart:8080', is: 'GET /', allowed: ['plain@10.1.2.3', 'plain@10.1.9.200'], refused: ['plain@10.1.9.1', 'plain@10.2.0.1'] },
  ]),
  listed('a range beside an account', [{ callers: [Caller.ipRange('10.1.0.0/16', { excluding: ['10.1.9.0/24'] }), account('frontend')] }], [
    { to: 'cart:8080', is: 'GET /', allowed: ['plain@10.1.2.3', 'shop/frontend@10.9.0.1', 'shop/frontend@10.1.9.1'], refused: ['plain@10.1.9.1', 'shop/other@10.9.0.1', 'plain@192.0.2.1'] },
  ]),
  listed('IPv6', [{ callers: [Caller.ipRange('2001:db8::/32', { excluding: ['2001:db8:9::/48'] })] }], [
    { to: 'cart:8080', is: 'GET /', allowed: ['plain@2001:db8:1::1'], refused: ['plain@2001:db8:9::1', 'plain@2001:db9::1', 'plain@10.1.2.3'] },
  ]),
  listed('a range for a path', [{ callers: [Caller.ipRange('10.1.0.0/16')], paths: ['/metrics'] }, { callers: [account('frontend')] }], [
    { to: 'cart:8080', is: 'GET /metrics', allowed: ['plain@10.1.2.3', 'shop/frontend@10.9.0.1'], refused: ['plain@10.2.0.1'] },
    { to: 'cart:8080', is: 'GET /', allowed: ['shop/frontend@10.9.0.1'], refused: ['plain@10.1.2.3'] },
  ], { 'gateway-api': /allow-request/, 'istio-ambient': /range|address/ }),
];
