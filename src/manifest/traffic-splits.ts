import type { PathStep } from './field-path';
import { isServiceRef } from './gateway-api/attachments';
import { routes } from './gateway-api/routes';
import { fullHost } from './istio/hosts';
import type { ManifestObject } from './manifest-object';
import { record, records, text } from './manifest-object';
import type { ManifestSet } from './manifest-set';
import { view } from './manifest-set';
import type { Service } from './services';
import { findService, serviceByHost } from './services';

/** A share of what a rule splits. */
export interface Share {
  /** As messages name it: "cart-v2", "cart (v2)". */
  readonly text: string;
  readonly service: Service | undefined;
  readonly subset: string | undefined;
  readonly weight: number;
  /** Whether the manifest says the weight itself. */
  readonly weighted: boolean;
  readonly path: readonly PathStep[];
}

/** A rule that splits its requests among several destinations. */
export interface Split {
  readonly object: ManifestObject;
  readonly shares: readonly Share[];
  /** The list of the destinations. */
  readonly path: readonly PathStep[];
}

/** Rules of routes and of VirtualServices with more than one destination. */
export const splits = view((set): readonly Split[] => [
  ...routes(set).flatMap(({ object, rules }) => rules.map(({ backends, path }): Split => ({
    object, path: [...path, 'backendRefs'],
    shares: backends.map(backend => ({
      text: backend.name, service: isServiceRef(backend) ? findService(set, backend.namespace, backend.name) : undefined, subset: undefined,
      weight: backend.weight, weighted: backend.weighted, path: backend.path,
    })),
  }))),
  ...set.all('networking.istio.io', 'VirtualService').flatMap(object => splitsOf(set, object)),
].filter(({ shares }) => shares.length > 1));

function splitsOf(set: ManifestSet, object: ManifestObject): Split[] {
  return ['http', 'tcp', 'tls'].flatMap(protocol => records(object.spec[protocol]).map(([route, index]): Split => {
    const path = ['spec', protocol, index, 'route'];
    return {
      object, path,
      shares: records(route['route']).map(([{ destination, weight }, at]): Share => {
        const { host, subset } = record(destination);
        const name = text(host) ?? '';
        return {
          text: text(subset) ? `${name} (${text(subset)})` : name, service: serviceByHost(set, fullHost(name, object.namespace ?? '', set)), subset: text(subset) || undefined,
          weight: typeof weight === 'number' ? weight : 0, weighted: typeof weight === 'number', path: [...path, at],
        };
      }),
    };
  }));
}
