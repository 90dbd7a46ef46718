/** What istiod's validating webhook would say to a create request. */
export interface WebhookVerdict {
  /** False where the webhook is not asked: it judges Istio's own kinds only. */
  readonly known: boolean;
  /** Empty: the object is admitted. */
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
}

/** A message of one of istioctl's analyzers. */
export interface AnalyzerMessage {
  /** "IST0101". */
  readonly code: string;
  readonly level: 'error' | 'warning' | 'info';
  readonly resource?: { readonly kind: string; readonly namespace?: string; readonly name: string };
  /** The field, as far as the analyzer says it. */
  readonly path?: string;
  readonly text: string;
}

export interface AnalysisAnswer {
  readonly messages: readonly AnalyzerMessage[];
  /** Objects that the analyzers could not take, and why. */
  readonly unread: readonly string[];
}

export interface IstioJudge {
  validate(object: unknown): Promise<WebhookVerdict>;
  /** All objects of one cluster; every workload is taken to run. */
  analyze(objects: readonly unknown[]): Promise<AnalysisAnswer>;
  /** What each caller's sidecar gets: listeners, routes, names of clusters. */
  routes(objects: readonly unknown[], callers: readonly unknown[]): Promise<readonly Readonly<Record<string, readonly unknown[]>>[]>;
  /** Ends the judge once every question is answered. */
  close(): Promise<void>;
}

export declare const istioBinary: string;
export declare function buildIstioJudge(): void;
export declare function startIstioJudge(options?: { readonly ambient?: boolean }): IstioJudge;
