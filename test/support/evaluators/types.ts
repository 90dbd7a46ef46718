import type { Manifest } from '../app';

/** A connection, or a request on one, as the pods would see it. */
export interface Request {
  readonly from: {
    readonly namespace: string;
    /** The ServiceAccount whose identity of the mesh the caller shows by mutual TLS. Absent: plaintext, no identity. */
    readonly account?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly ip?: string;
  };
  readonly to: {
    readonly namespace: string;
    readonly labels: Readonly<Record<string, string>>;
    /** Port of the container. */
    readonly port: number;
    /** The Service that the caller asks for. Absent: it goes straight to the pod's address, with its identity if it has one. */
    readonly via?: { readonly service: string; readonly port: number };
  };
  readonly method?: string;
  /** Absent: bytes, no HTTP. */
  readonly path?: string;
  /** Whether it is the kubelet of the pod's node, which asks whether the pod is well, in plaintext. */
  readonly probe?: boolean;
}

export type Verdict = 'allowed' | 'refused';

export interface EvaluatorOptions {
  readonly trustDomain?: string;
  readonly clusterDomain?: string;
  readonly rootNamespace?: string;
}

/**
 * What a data plane would do with a request to a pod, told from the rendered objects of the whole App alone, by the data plane's own rules and
 * not by this library's model.
 */
export type Evaluator = (objects: readonly Manifest[], request: Request, options?: EvaluatorOptions) => Verdict;
