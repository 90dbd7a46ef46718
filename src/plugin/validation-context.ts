import type { ConstructMetadata } from './construct-paths';

/** Of what cdk8s-cli gives a plugin, what this one uses. The library does not depend on cdk8s-cli; a test compares the types. */
export interface ValidationContext {
  /** Paths of files. */
  readonly manifests: readonly string[];
  readonly metadata: ConstructMetadata;
  readonly stdout?: boolean;
  readonly report: {
    addViolation(violation: ValidationViolation): void;
    submit(status: 'success' | 'failure', metadata?: Readonly<Record<string, string>>): void;
  };
  readonly logger: { log(message: string): void };
}

export interface ValidationViolation {
  readonly ruleName: string;
  readonly recommendation: string;
  readonly fix: string;
  readonly violatingResources: readonly { readonly resourceName: string; readonly locations: string[]; readonly manifestPath: string }[];
}
