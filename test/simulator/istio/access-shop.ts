/** Namespace shop with a cart behind an HTTP, a TCP and an undeclared port, and frontend that calls it; namespace legacy is outside every mesh. */
export function shop(label: string, more = ''): string {
  return `
apiVersion: v1
kind: Namespace
metadata: { name: shop, labels: { ${label} } }
---
apiVersion: v1
kind: Namespace
metadata: { name: other, labels: { ${label} } }
---
apiVersion: v1
kind: Namespace
metadata: { name: legacy }
---
apiVersion: v1
kind: Service
metadata: { name: cart, namespace: shop }
spec:
  selector: { app: cart }
  ports:
    - { name: http, port: 80, targetPort: 8080 }
    - { name: tcp-db, port: 6000, targetPort: 6001 }
    - { name: any, port: 5000, targetPort: 5001 }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: cart, namespace: shop }
spec:
  selector: { matchLabels: { app: cart } }
  template:
    metadata: { labels: { app: cart } }
    spec:
      serviceAccountName: cart
      containers: [{ name: main, image: cart, ports: [{ containerPort: 8080 }] }]
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: frontend, namespace: shop }
spec:
  selector: { matchLabels: { app: frontend } }
  template:
    metadata: { labels: { app: frontend } }
    spec: { serviceAccountName: frontend, containers: [{ name: main, image: frontend }] }
---
${more}`;
}

export const SIDECAR = 'istio-injection: enabled';
export const AMBIENT = 'istio.io/dataplane-mode: ambient';

/** One policy of namespace shop, or of another. */
export function policy(kind: 'AuthorizationPolicy' | 'PeerAuthentication' | 'RequestAuthentication', name: string, spec: string, namespace = 'shop', metadata = ''): string {
  return `apiVersion: security.istio.io/v1\nkind: ${kind}\nmetadata: { name: ${name}, namespace: ${namespace}${metadata} }\nspec: ${spec}\n---\n`;
}

export const authz = (name: string, spec: string, namespace?: string, metadata?: string): string => policy('AuthorizationPolicy', name, spec, namespace, metadata);
