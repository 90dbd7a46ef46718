import type { Manifest } from '../app';
import type { Labels } from './words';

/** The Kubernetes Services among the objects, by `namespace/name`. */
export function serviceObjects(objects: readonly Manifest[]): Map<string, Manifest> {
  return new Map(objects.filter(o => o.kind === 'Service').map(o => [`${o.metadata.namespace}/${o.metadata.name}`, o]));
}

/** The labels that the pods behind a Service carry. */
export function podsBehind(objects: readonly Manifest[], service: string): Labels {
  const found = serviceObjects(objects).get(service);
  if (!found) throw new Error(`traffic goes to Service ${service}, which does not exist`);
  return found.spec.selector;
}

/** `cart.shop.svc.cluster.local` as `shop/cart`. */
export function serviceOfHost(host: string): string {
  const [, name, namespace] = /^([^.]+)\.([^.]+)\.svc\.cluster\.local$/.exec(host) ?? [];
  if (!name) throw new Error(`host ${host} is no full name`);
  return `${namespace}/${name}`;
}
