import { analyse } from '../../src/analysis/analyse';
import { manifests } from '../support/manifests';

const service = '{ apiVersion: v1, kind: Service, metadata: { name: cart, namespace: shop }, spec: { selector: { app: cart }, ports: [{ name: http, port: 80 }] } }\n---\n';
const gateway = '{ apiVersion: networking.istio.io/v1, kind: Gateway, metadata: { name: public, namespace: edge }, spec: { selector: { istio: ingress }, servers: [{ port: { number: 80, name: http, protocol: HTTP }, hosts: ["*"] }] } }\n---\n';
const virtualService = (host: string, gateways = '') => `{ apiVersion: networking.istio.io/v1, kind: VirtualService, metadata: { name: a, namespace: shop }, spec: { hosts: [a.example.com], ${gateways} http: [{ route: [{ destination: { host: ${host} } }] }] } }`;
const route = (parent: string, backend: string) => `{ apiVersion: gateway.networking.k8s.io/v1, kind: HTTPRoute, metadata: { name: a, namespace: shop }, spec: { parentRefs: [{ group: "", kind: Service, name: ${parent}, port: 80 }], rules: [{ backendRefs: [{ name: ${backend}, port: 80 }] }] } }`;

describe('a name that is a letter or two away from one that exists is proposed', () => {
  test.each([
    ['route-to-unknown-host', service + virtualService('crat'), 'Write cart.shop.svc.cluster.local, if that is meant'],
    ['route-bound-to-unknown-gateway', service + gateway + virtualService('cart', 'gateways: [edge/pubic],'), 'Write `edge/public`, if that is meant'],
    ['backend-not-found', service + route('cart', 'cartt'), 'Write `name: cart`, if that is meant'],
    ['route-parent-not-found', service + route('crat', 'cart'), 'Write `name: cart`, if that is meant'],
  ])('%s', (rule, yaml, remedy) => {
    expect(analyse(manifests(yaml)).filter(remark => remark.rule === rule).map(remark => remark.remedy)).toEqual([expect.stringContaining(remedy)]);
  });
});
