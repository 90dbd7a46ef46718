/** A small cluster without a mesh: a frontend, a cart in two versions, and policies that say nothing to anybody there. */
export const SHOP = `
apiVersion: v1
kind: Namespace
metadata: { name: shop }
---
apiVersion: v1
kind: Service
metadata: { name: cart, namespace: shop }
spec:
  selector: { app: cart }
  ports: [{ name: http, port: 7070, targetPort: 8080 }]
---
apiVersion: v1
kind: Service
metadata: { name: idle, namespace: shop }
spec:
  selector: { app: idle }
  ports: [{ name: http, port: 80 }]
---
${['frontend', 'cart'].map(name => `apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name}, namespace: shop }
spec:
  selector: { matchLabels: { app: ${name} } }
  template:
    metadata: { labels: { app: ${name} } }
    spec:
      serviceAccountName: ${name}
      containers: [{ name: main, image: "${name}:1", ports: [{ containerPort: 8080 }] }]
`).join('---\n')}`;
