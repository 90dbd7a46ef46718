/** An error of the analysis: rule unknown-enrolment-value. */
export const NAMESPACE = `apiVersion: v1
kind: Namespace
metadata:
  name: shop
  labels:
    istio-injection: enable
`;

/** A warning of the analysis: rule target-port-without-container. */
export const CART = `apiVersion: v1
kind: Service
metadata:
  name: cart
  namespace: shop
spec:
  selector: { app: cart }
  ports:
    - name: http
      port: 80
      targetPort: 8080
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: cart
  namespace: shop
spec:
  selector: { matchLabels: { app: cart } }
  template:
    metadata: { labels: { app: cart } }
    spec:
      containers:
        - name: cart
          image: cart:1
          ports: [{ containerPort: 9090 }]
`;

/** An error of admission: rule admission/unknown-field. */
export const UNKNOWN_FIELD = `apiVersion: v1
kind: Service
metadata:
  name: pay
  namespace: shop
spec:
  selectorr: { app: pay }
  ports: [{ port: 80 }]
`;

/** Nothing is wrong with it. */
export const FINE = 'apiVersion: v1\nkind: ServiceAccount\nmetadata: { name: cart, namespace: shop }\n';

export const accepting = (manifest: string, reasons: string): string => manifest.replace('metadata:\n', `metadata:\n  annotations: { cdk8s-mesh.dev/accept: "${reasons}" }\n`);
