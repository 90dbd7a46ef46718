import type { RequestCaller } from '../../../src/simulator/request';
import { simulate } from '../support';
import { FROM_WEB, service, SHOP } from './shop';

const KUBELET = { kubelet: true };
const LINKERD = 'policy.linkerd.io/v1alpha1';
export const object = (kind: string, name: string, spec: string, more: { readonly api?: string; readonly meta?: string } = {}) => `
---
apiVersion: ${more.api ?? LINKERD}
kind: ${kind}
metadata: { name: ${name}, namespace: shop${more.meta ?? ''} }
spec: ${spec}`;

/** Pods `api` with an HTTP probe at /ready, behind Service api:80. */
const API = `${service('api', '{ app: api }')}
---
apiVersion: v1
kind: Pod
metadata: { name: api, namespace: shop, labels: { app: api }ANNOTATIONS }
spec: { containers: [{ name: main, ports: [{ name: web, containerPort: 8080 }], readinessProbe: { httpGet: { path: "/ready?full", port: web } } }] }`;
export const api = (annotations = '') => API.replace('ANNOTATIONS', annotations && `, annotations: { ${annotations} }`);

export const server = (more = '', name = 'api', meta = '') => object('Server', name, `{ podSelector: { matchLabels: { app: api } }, port: web, proxyProtocol: HTTP/1${more} }`, { api: 'policy.linkerd.io/v1beta3', meta });
export const serverOf = (protocol: string, more = '') => server(more).replace('HTTP/1', protocol);
export const allow = (name: string, refs: string, target = '{ group: policy.linkerd.io, kind: Server, name: api }') => object('AuthorizationPolicy', name, `{ targetRef: ${target}, requiredAuthenticationRefs: [${refs}] }`);
export const WEB_ACCOUNT = '{ kind: ServiceAccount, name: web }';
export const mesh = (spec: string, name = 'callers') => object('MeshTLSAuthentication', name, spec);
export const MESH = '{ group: policy.linkerd.io, kind: MeshTLSAuthentication, name: callers }';
export const nets = (spec: string) => object('NetworkAuthentication', 'nets', spec);
export const NETS = '{ group: policy.linkerd.io, kind: NetworkAuthentication, name: nets }';
export const route = (name: string, rules: string, kind = 'HTTPRoute', parent = '', api_ = 'gateway.networking.k8s.io/v1') =>
  object(kind, name, `{ parentRefs: [{ group: policy.linkerd.io, kind: Server, name: api${parent} }], rules: ${rules} }`, { api: api_ });
export const onRoute = (name: string, kind = 'HTTPRoute', group = 'gateway.networking.k8s.io') => `{ group: ${group}, kind: ${kind}, name: ${name} }`;

export const ask = (more: string, from: RequestCaller = FROM_WEB, to = 'http://api.shop/', request: object = {}) => simulate(SHOP + more, { from, to, ...request });
export const probe = (more: string, to = 'http://api.shop:8080/ready', request: object = {}) => ask(more, KUBELET, to, { directTo: { app: 'api' }, ...request });
