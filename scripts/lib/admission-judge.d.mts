/** What the API server would say to a create request. */
export interface AdmissionVerdict {
  readonly admitted: boolean;
  readonly errors: readonly string[];
  readonly warnings?: readonly string[];
  /** What would be stored, defaults applied; only of an admitted object. */
  readonly object?: Record<string, unknown>;
}

export interface AdmissionJudge {
  judge(object: unknown): Promise<AdmissionVerdict>;
  /** The text of one YAML document, read by Kubernetes' own parser. */
  judgeYaml(text: string): Promise<AdmissionVerdict>;
  /** Ends the judge once every question is answered. */
  close(): Promise<void>;
}

export declare const judgeBinary: string;
export declare function goInstalled(): boolean;
export declare function buildJudge(): void;
export declare function startJudge(options: { readonly crds: readonly string[] }): AdmissionJudge;
