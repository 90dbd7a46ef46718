import type { ClusterModel, NamespaceModel, WorkloadModel } from './model';
import type { DataPlaneName } from './data-plane';

/** Whether pods take plaintext beside mutual TLS. */
export type MtlsModeName = 'strict' | 'permissive';

/** An identity: all that runs under it. `workloads` are those that the App knows, in order of declaration. */
export interface AccountModel {
  readonly cluster: ClusterModel;
  readonly namespace: string;
  readonly name: string;
  readonly workloads: WorkloadModel[];
}

/** Who calls. */
export type CallerModel =
  | { readonly kind: 'account'; readonly account: AccountModel }
  | { readonly kind: 'namespace'; readonly namespace: string }
  | { readonly kind: 'any-identity' }
  | { readonly kind: 'anyone' }
  | { readonly kind: 'ip-range'; readonly cidr: string; readonly except: readonly string[] };

/** Raw texts: `prefix` `/api/` is `/api/` and all that begins so, and not `/api`. */
export interface PathPattern {
  readonly kind: 'exact' | 'prefix' | 'suffix';
  readonly value: string;
}

/** What is asked. No methods: any; no path: any. A gRPC method is a path. */
export interface RequestPattern {
  readonly methods: readonly string[];
  readonly path?: PathPattern;
}

/** An entry of an allow-list, for container ports. No requests: whatever is sent. */
export interface AllowEntryModel {
  readonly path: string;
  readonly callers: readonly CallerModel[];
  readonly ports: readonly number[];
  readonly requests: readonly RequestPattern[];
}

/** A list rules its container ports: nobody but its entries, and those of other lists on the same port, may send there. */
export interface AllowListModel {
  readonly path: string;
  ports: readonly number[];
  entries: readonly AllowEntryModel[];
  /** Whether declared calls are let in too. */
  readonly declaredCalls: boolean;
}

/** A port that takes plaintext although its namespace is strict. */
export interface MtlsExceptionModel {
  readonly path: string;
  readonly ports: readonly number[];
  readonly reason: string;
}

/** What holds for every namespace of a mesh in a cluster. One object for each data plane and cluster, whether anything was declared or not. */
export interface MeshWideModel {
  readonly cluster: ClusterModel;
  readonly dataPlane: DataPlaneName;
  /** Namespaces of the App on that data plane. */
  readonly namespaces: NamespaceModel[];
  defaults?: MeshDefaultsModel;
}

export interface MeshDefaultsModel {
  readonly path: string;
  readonly mtls?: MtlsModeName;
  readonly defaultDeny: boolean;
  /** Namespaces, by name, for which default deny does not hold. */
  readonly exempt: readonly string[];
}
