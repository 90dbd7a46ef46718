import type { IConstruct } from 'constructs';
import { Construct } from 'constructs';
import { appCheck } from '../model/app-check';
import { MeshError } from '../model/errors';
import { refused, shown } from '../model/values';
import { World } from '../world/world';

/** How much a finding matters. */
export enum FindingSeverity {
  /** It will not work, or it is unsafe: the synth fails. */
  ERROR = 'error',
  /** It probably is not what was meant: printed to standard error and reported. */
  WARNING = 'warning',
  /** Worth knowing: printed to standard error and reported. */
  INFO = 'info',
  /** Not looked for. */
  OFF = 'off',
}

/** What was said of findings below one scope. */
export interface ScopeChecks {
  readonly accepted: Map<string, string>;
  readonly severities: Map<string, FindingSeverity>;
  disabled: boolean;
}

/** Loaded when it is asked for: so are all rules. */
const acceptance = () => require('../check/acceptance') as typeof import('../check/acceptance');

const CHECKS = Symbol.for('cdk8s-mesh.MeshChecks');
type Scope = IConstruct & { [CHECKS]?: ScopeChecks };

/**
 * The checks that every synth makes on the manifests of the App: would the API server and the webhooks of the meshes take them (`admission/…`),
 * and do they mean what they seem to (docs/rules.md)? Errors fail the synth; the rest is printed to standard error and stands in
 * `MeshReport`. They see the final manifests: of this library, of other constructs, with patches.
 */
export class MeshChecks {
  /**
   * The checks of everything at and below a construct. In an App without any other construct of this library, they begin with this call.
   *
   * @param scope the App, a Chart or any construct
   */
  public static of(scope: IConstruct): MeshChecks {
    if (!Construct.isConstruct(scope)) refused('MeshChecks.of', 'scope', scope, 'the App, a Chart or another construct');
    World.of(scope);
    return new MeshChecks(scope);
  }

  private constructor(private readonly scope: Scope) {}

  /**
   * Accepts findings of a rule on the objects at and below the scope: they stay in the report, with the reason, and neither fail the synth nor
   * are printed.
   *
   * @param rule id of the rule, as in the finding, or its name elsewhere ("IST0101", "KIA1107"); with `*`, all that match
   * @param reason why this is meant
   * @throws if there is no such rule, the reason is empty, or findings of the rule cannot be accepted: what would be refused, and what would
   * let in more callers than was asked for
   */
  public accept(rule: string, reason: string): this {
    this.assertText('rule', rule);
    this.assertText('reason', reason);
    const problem = acceptance().acceptanceProblem(rule, reason);
    if (problem !== undefined) throw new MeshError('invalid-argument', this.path, problem);
    this.own().accepted.set(rule, reason);
    World.of(this.scope).revision++;
    return this;
  }

  /**
   * Gives a rule another severity for the objects at and below the scope. The nearest scope counts.
   *
   * @param rule id of the rule
   * @param severity the severity
   * @throws if there is no such rule, or it is one of those whose findings cannot be accepted
   */
  public severity(rule: string, severity: FindingSeverity): this {
    this.assertText('rule', rule);
    if (!Object.values(FindingSeverity).includes(severity)) refused(this.path, 'severity', severity, 'a FindingSeverity');
    const { ruleProblem, acceptanceProblem } = acceptance();
    const problem = ruleProblem(rule) ?? (severity === FindingSeverity.ERROR ? undefined : acceptanceProblem(rule, 'of less weight'));
    if (problem !== undefined) throw new MeshError('invalid-argument', this.path, problem);
    this.own().severities.set(rule, severity);
    World.of(this.scope).revision++;
    return this;
  }

  /**
   * Turns the checks off for the objects at and below the scope; on the App, none is made. What the constructs of this library refuse by
   * themselves is not touched.
   */
  public disable(): this {
    this.own().disabled = true;
    World.of(this.scope).revision++;
    return this;
  }

  private get path(): string {
    return this.scope.node.path || 'App';
  }

  private own(): ScopeChecks {
    if (!this.scope[CHECKS]) Object.defineProperty(this.scope, CHECKS, { value: { accepted: new Map(), severities: new Map(), disabled: false } satisfies ScopeChecks });
    return this.scope[CHECKS]!;
  }

  private assertText(name: string, value: unknown): void {
    if (typeof value !== 'string' || value === '') throw new MeshError('invalid-argument', this.path, `${name} ${shown(value)} must be text`);
  }
}

/** What was said of findings on a construct, by itself and everything above it, the nearest first. */
export function checksAbove(construct: IConstruct): readonly ScopeChecks[] {
  return construct.node.scopes.map(checksOf).filter(checks => checks !== undefined).reverse();
}

/** What was said at a scope itself. */
export function checksOf(scope: IConstruct): ScopeChecks | undefined {
  return (scope as Scope)[CHECKS];
}

appCheck.run = root => (require('./synth-findings') as typeof import('./synth-findings')).synthFindings(root as IConstruct);
