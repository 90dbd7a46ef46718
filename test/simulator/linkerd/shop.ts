/** Namespace `shop` with Linkerd: Service `cart` (port 80 to 8080) before versions v1 and v2, each with a Service; caller `web`; `other` with a caller of its own. */
export const SHOP = `
apiVersion: v1
kind: Namespace
metadata: { name: shop, annotations: { linkerd.io/inject: enabled } }
---
apiVersion: v1
kind: Namespace
metadata: { name: other, annotations: { linkerd.io/inject: enabled } }
---
apiVersion: v1
kind: Namespace
metadata: { name: plain }
${pods('web')}${pods('v1', 'cart')}${pods('v2', 'cart')}${pods('caller', 'caller', 'other')}${pods('job', 'job', 'plain')}
${service('cart', '{ app: cart }')}${service('cart-v1', '{ version: v1 }')}${service('cart-v2', '{ version: v2 }')}${service('empty', '{ app: nobody }')}${service('legacy', '{ app: job }', 'plain')}
`;

export const FROM_WEB = { namespace: 'shop', labels: { app: 'web' } };
export const FROM_OTHER = { namespace: 'other', labels: { app: 'caller' } };
export const FROM_PLAIN = { namespace: 'plain', labels: { app: 'job' } };

export function pods(name: string, app = name, namespace = 'shop', more = ''): string {
  return `
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name}, namespace: ${namespace} }
spec:
  selector: { matchLabels: { app: ${app}, version: ${name} } }
  template:
    metadata: { labels: { app: ${app}, version: ${name} }${more} }
    spec: { serviceAccountName: ${app}, containers: [{ name: main, ports: [{ name: web, containerPort: 8080 }] }] }`;
}

export function service(name: string, selector: string, namespace = 'shop', more = '', port = ''): string {
  return `
---
apiVersion: v1
kind: Service
metadata: { name: ${name}, namespace: ${namespace}${more} }
spec: { clusterIP: 10.0.0.1, selector: ${selector}, ports: [{ name: web, port: 80, targetPort: 8080${port} }] }`;
}

/** A route of Service shop/cart, or of another (`of`). */
export function route(name: string, rules: string, more: { readonly kind?: string; readonly namespace?: string; readonly meta?: string; readonly spec?: string; readonly parent?: string; readonly api?: string; readonly of?: string } = {}): string {
  return `
---
apiVersion: ${more.api ?? 'gateway.networking.k8s.io/v1'}
kind: ${more.kind ?? 'HTTPRoute'}
metadata: { name: ${name}, namespace: ${more.namespace ?? 'shop'}${more.meta ?? ''} }
spec:
  parentRefs: [{ group: '', kind: Service, name: ${more.of ?? 'cart'}, namespace: shop${more.parent ?? ''} }]${more.spec ?? ''}
  rules: ${rules}`;
}
