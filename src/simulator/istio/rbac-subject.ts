import type { ManifestSet } from '../../manifest/manifest-set';
import { viewOf } from '../../manifest/manifest-set';
import { trustDomain } from '../../manifest/mesh-config';
import type { HttpMessage } from '../call';
import type { Peer } from '../outcome';
import type { Undecided } from '../known';
import { normalizedPath } from './path-normalization';

/** Claims of a token that a proxy took. */
export type Claims = Readonly<Record<string, unknown>>;

/** All that an authorization at one of Istio's proxies can ask about. */
export interface RbacSubject {
  /** "cluster.local/ns/shop/sa/cart"; undefined: the caller has proven none. */
  readonly principal: string | undefined;
  /** Where the connection comes from; null: from inside the proxy, which is in no range. */
  readonly directIp: string | null | Undecided;
  /** The client in front of other proxies. */
  readonly remoteIp: string | Undecided;
  readonly destinationIp: string | Undecided;
  readonly port: number;
  readonly sni: string | Undecided | undefined;
  /** Undefined where the proxy sees a connection only. */
  readonly http: HttpMessage | undefined;
  /** The normalised path of `http`. */
  readonly path: string;
  readonly claims: Claims | undefined;
}

export const CALLER_ADDRESS: Undecided = { unless: "the caller's address (`from.ip`) is known" };

/** An identity as policies name it. */
export function principalOf(set: ManifestSet, peer: Peer | undefined): string | undefined {
  return peer?.mesh === 'istio' ? principalOfPeer(set, peer) : undefined;
}

const principalOfPeer = viewOf((set, { namespace, serviceAccount }: Peer): string => `${trustDomain(set)}/ns/${namespace}/sa/${serviceAccount}`);

/** The last address that X-Forwarded-For ends with is taken for the client where a proxy trusts what its peers say, as those within the mesh do. */
export function remoteAddress(http: HttpMessage | undefined, address: string | Undecided): string | Undecided {
  return http?.headers['x-forwarded-for']?.split(',').at(-1)?.trim() || address;
}

export function pathSeen(set: ManifestSet, http: HttpMessage | undefined): string {
  return http ? normalizedPath(set, http.path) : '';
}
