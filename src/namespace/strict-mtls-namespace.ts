import type { Construct } from 'constructs';
import type { Mesh } from '../mesh/mesh';
import { MeshError } from '../model/errors';
import { place } from '../world/intent';
import type { MeshNamespaceAttributes, MeshNamespaceProps } from './mesh-namespace';
import { MeshNamespace } from './mesh-namespace';
import { MtlsMode } from './mtls-mode';

/** How a strict namespace is made. */
export interface StrictMtlsNamespaceProps {
  /** The data plane that its pods take part in. */
  readonly mesh: Mesh;

  /**
   * Name of the Namespace.
   * @default - the construct's id
   */
  readonly name?: string;

  /**
   * Labels of the Namespace besides those that enrol it.
   * @default - none
   */
  readonly labels?: { readonly [key: string]: string };

  /**
   * Whether nothing may be sent to its pods but what a ServiceAllowList lets in. Probes go on working.
   * @default false
   */
  readonly defaultDeny?: boolean;
}

/**
 * A namespace whose pods take mutual TLS only, so that every caller has an identity: a MeshNamespace with `MtlsMode.STRICT`. Refused on the plain
 * Gateway API, which has no identity.
 *
 * @see https://istio.io/latest/docs/reference/config/security/peer_authentication/
 * @see https://linkerd.io/2/reference/authorization-policy/
 */
export class StrictMtlsNamespace extends MeshNamespace {
  /**
   * Not for strict namespaces: what is made elsewhere cannot be made strict here.
   *
   * @param scope the scope
   * @param id the construct's id
   * @param _attrs unused
   * @throws always; use MeshNamespace.fromName
   */
  public static override fromName(scope: Construct, id: string, _attrs: MeshNamespaceAttributes): MeshNamespace {
    const [{ node }] = place('StrictMtlsNamespace', scope, id);
    throw new MeshError('invalid-argument', [node.path, id].filter(part => part !== '').join('/'), 'StrictMtlsNamespace.fromName: a namespace that is made elsewhere cannot be made strict here; use MeshNamespace.fromName, and MeshDefaults for the whole mesh');
  }

  /**
   * @param scope the scope
   * @param id the construct's id
   * @param props the namespace
   * @throws as MeshNamespace does, and if the data plane has no strict mutual TLS
   */
  public constructor(scope: Construct, id: string, props: StrictMtlsNamespaceProps) {
    super(...place('StrictMtlsNamespace', scope, id), strict(props));
  }
}

/** What is no object is refused by the constructor of MeshNamespace. */
function strict(props: StrictMtlsNamespaceProps): MeshNamespaceProps {
  return typeof props === 'object' && props !== null ? { ...props, mtls: MtlsMode.STRICT } : props;
}
