import { conclude } from '../../../src/simulator/conclude';
import type { ServerSide } from '../../../src/simulator/data-planes';
import { PLANES } from '../../../src/simulator/planes';
import { readCall } from '../../../src/simulator/read-call';
import type { SimulatedRequest } from '../../../src/simulator/request';
import type { SimulationResult } from '../../../src/simulator/result';
import { follow } from '../../../src/simulator/simulate';
import type { ClusterSettings } from '../../../src/manifest/settings';
import { setOf } from '../../manifest/istio/set-of';

const pods = (name: string, namespace: string, labels: string) => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name}, namespace: ${namespace} }
spec:
  template:
    metadata: { labels: { ${labels} } }
    spec: { serviceAccountName: ${name}, containers: [{ name: app, ports: [{ containerPort: 8080 }] }] }
`;

/** Namespaces shop and web in the mesh, legacy outside; cart with two versions, each with a Service of its own; callers in shop and web. */
export const SHOP = [
  ...['shop', 'web'].map(name => `
apiVersion: v1
kind: Namespace
metadata: { name: ${name}, labels: { istio-injection: enabled } }
`),
  `
apiVersion: v1
kind: Namespace
metadata: { name: legacy }
`,
  ...['cart', 'cart-v1', 'cart-v2'].map(name => `
apiVersion: v1
kind: Service
metadata: { name: ${name}, namespace: shop }
spec:
  selector: { app: cart${name === 'cart' ? '' : `, version: ${name.slice(5)}`} }
  ports:
    - { name: http, port: 7070, targetPort: 8080 }
    - { name: tcp-raw, port: 9000, targetPort: 9000 }
    - { name: tls, port: 8443, targetPort: 8443 }
    - { name: other, port: 5000, targetPort: 5000 }
`),
  `
apiVersion: v1
kind: Service
metadata: { name: search, namespace: shop }
spec: { selector: { app: search }, ports: [{ name: http, port: 7070, targetPort: 8080 }, { name: http-web, port: 80, targetPort: 8080 }] }
`,
  `
apiVersion: v1
kind: Service
metadata: { name: db, namespace: shop }
spec: { clusterIP: None, selector: { app: db }, ports: [{ name: http, port: 7070, targetPort: 7070 }, { name: tcp, port: 5432, targetPort: 5432 }] }
`,
  pods('cart-v1', 'shop', 'app: cart, version: v1'), pods('cart-v2', 'shop', 'app: cart, version: v2'), pods('search', 'shop', 'app: search'),
  pods('db', 'shop', 'app: db'), pods('frontend', 'shop', 'app: frontend'), pods('portal', 'web', 'app: portal'), pods('job', 'legacy', 'app: job'),
].join('---\n');

export const FRONTEND = { namespace: 'shop', serviceAccount: 'frontend' };
export const PORTAL = { namespace: 'web', serviceAccount: 'portal' };

/** A VirtualService for cart with these `http` rules. */
export function virtualService(rules: string, name = 'cart', host = 'cart'): string {
  return `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: ${name}, namespace: shop }
spec:
  hosts: [${host}]
  http:
${rules.trim().split('\n').map(line => `    ${line}`).join('\n')}
`;
}

/** What is here tests routes: the servers let everything in. */
const open: ServerSide = () => ({ kind: 'allowed', proxy: 'istio-sidecar', reason: 'open', decidedBy: [] });

export function send(documents: string | readonly string[], request: Partial<SimulatedRequest>, settings: Partial<ClusterSettings> = {}): SimulationResult {
  const set = setOf([SHOP, ...[documents].flat()].join('\n---\n'), settings);
  const call = readCall(set, { from: FRONTEND, to: 'http://cart.shop:7070/', ...request });
  return conclude(follow(set, { ...PLANES, server: { ...PLANES.server, 'istio-sidecar': open } }, call, false), undefined);
}

/** "cart-v1.shop:7070 90", the places a request goes to with their shares. */
export function places({ destinations }: SimulationResult): string[] {
  return destinations.map(({ service, port, share, version, verdict }) => `${service}:${port}${version === null ? '' : ` ${version}`} ${share}${verdict === 'allowed' ? '' : ` ${verdict}`}`);
}
