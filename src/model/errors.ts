/**
 * Every mistake that the library reports, by a stable id. Errors are thrown, findings are reported at synth; both carry one of these ids, the
 * construct path, what is wrong and what to write instead.
 */
export const ERROR_IDS = {
  'invalid-argument': 'A property has a value that no data plane or no API server takes.',
  'invalid-name': 'A name or label that Kubernetes refuses.',
  'unknown-port': 'A port that the service or workload does not have.',
  'protocol-mismatch': 'An HTTP intent on a port that does not speak HTTP, or a condition of another protocol.',
  'unsupported-feature': 'The data plane cannot do what was asked; the message names the alternative.',
  'unsupported-version': 'A version of a mesh or of the Gateway API that the library has no facts about.',
  'conflicting-intents': 'Two intents on one service that cannot both hold.',
  'conflicting-declarations': 'Two declarations of one service, namespace, workload or version with different attributes.',
  'ambiguous-rules': 'Two rules tie in precedence, or a data plane orders them otherwise, and they have different effects.',
  'cluster-assigned-late': 'A cluster was assigned to a scope that already holds mesh constructs.',
  'foreign-object-unreadable': 'An object that another construct makes could not be read.',
  'foreign-object-mismatch': 'An object that another construct makes is not what the intent says it is.',
  'not-ours-to-change': 'An object that is not in this App would have to carry a label or annotation.',
  'duplicate-object': 'Two objects of one cluster, group, kind, namespace and name in the App.',
  'overruled': 'An object of another construct that puts what an intent renders out of force, or leads around it.',
  'selector-overlap': 'Services that select overlapping, but not the same pods.',
  'no-identity': 'A caller that has no identity in the mesh of the pods that would let it in.',
  'shared-identity': 'A caller whose identity other pods have too, which are let in with it.',
  'unknown-identity': 'A caller that no pods of the App are known to be.',
  'unprotected-pods': 'Pods that rules do not reach: they stay out of the mesh although their namespace is closed, or stand behind a ruled Service and are of no ruled workload.',
  'version-callers': 'A version of a service that does not let in all callers of the service.',
  'crossing-meshes': 'A call between two data planes that the rules of the callee do not bind.',
  'refused-call': 'A declared call that the rules of the callee turn away.',
  'default-retries-stay': '`Retries.none()` was left out on a data plane that makes retries of its own.',
  'unwritten-calls': 'Declared calls that are written on no ServiceAccount, since the App has none of that name.',
  'broken-patch': 'A patch that does not fit the rendered object.',
} as const;

/** One of the stable ids. */
export type ErrorId = keyof typeof ERROR_IDS;

/** An error that tells where it was made: `[shop/cart/canary] weight 120 must be …`. */
export class MeshError extends Error {
  public declare readonly id: ErrorId;
  public declare readonly path: string;
  public declare readonly problem: string;

  public constructor(id: ErrorId, path: string, problem: string, options?: { readonly cause?: unknown }) {
    super(`[${path}] ${problem}`, options);
    // Not enumerable: Node would print them again below the message.
    for (const [key, value] of Object.entries({ name: 'MeshError', id, path, problem })) Object.defineProperty(this, key, { value });
  }
}

/** What only the whole App, or an object of somebody else, can tell; reported at synth. */
export interface Finding {
  /** An ErrorId, or the rule of a check on the manifests. */
  readonly id: string;
  readonly severity: 'error' | 'warning' | 'info';
  /** Why somebody accepts it: then it is reported, and neither printed nor counted. */
  readonly accepted?: string;
  /** Construct path of the intent or declaration. */
  readonly path: string;
  readonly message: string;
}
