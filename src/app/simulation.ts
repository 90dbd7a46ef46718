import type { SimulationResult } from '../simulator/result';
import type { Answers } from './simulation-answers';
import type {
  DecidingObject, RoutedBy, SimulatedDestination, SimulatedMessage, SimulatedMirror, SimulatedRedirect, SimulatedRetries, SimulationVerdict, TraceEntry,
} from './simulation-parts';

/** What becomes of one simulated request, and why. */
export class Simulation {
  /** @internal */
  public static _of(answers: Answers): Simulation {
    return new Simulation(answers);
  }

  private readonly answers: Answers;
  private said: Pick<SimulationResult, 'verdict' | 'reason'> | undefined;
  private untraced: SimulationResult | undefined;
  private traced: SimulationResult | undefined;

  private constructor(answers: Answers) {
    this.answers = answers;
    // What prints a simulation, or compares snapshots of it, is to see the result and nothing of how it comes about.
    const own = { enumerable: false, value: (): SimulationResult => this._result };
    Object.defineProperties(this, { answers: { enumerable: false }, toJSON: own, [Symbol.for('nodejs.util.inspect.custom')]: own });
  }

  /** @internal */
  public get _result(): SimulationResult {
    this.traced ??= this.answers.traced();
    return this.traced;
  }

  private get short(): Pick<SimulationResult, 'verdict' | 'reason'> {
    this.said ??= this.answers.verdict();
    return this.said;
  }

  private get result(): SimulationResult {
    this.untraced ??= this.traced ?? this.answers.untraced();
    return this.untraced;
  }

  /** What becomes of the request. */
  public get verdict(): SimulationVerdict {
    return this.short.verdict as SimulationVerdict;
  }

  /** Whether it arrives, whatever share of it goes where. */
  public get isAllowed(): boolean {
    return this.short.verdict === 'allowed';
  }

  /** Status code that the client sees; none where there is no HTTP answer. */
  public get status(): number | undefined {
    return this.result.status ?? undefined;
  }

  /** gRPC status, 0 to 16. */
  public get grpcStatus(): number | undefined {
    return this.result.grpcStatus ?? undefined;
  }

  /** Why, in a sentence. */
  public get reason(): string {
    return this.short.reason;
  }

  /** The objects that decided. */
  public get decidedBy(): DecidingObject[] {
    return this.result.decidedBy.map(({ apiVersion, kind, namespace, name, rule }) => ({ apiVersion, kind, objectName: name, ...(namespace !== null && { namespace }), ...(rule !== null && { rule }) }));
  }

  /** The proxy that decided: "istio-sidecar", "istio-ztunnel", "istio-waypoint", "istio-gateway", "linkerd", "gateway-api" or "none". */
  public get dataPlane(): string {
    return this.result.dataPlane;
  }

  /** "mtls", "tls" or "plaintext", between the last two hops. */
  public get transport(): string | undefined {
    return this.result.transport ?? undefined;
  }

  /** The rule that routed it; none where the plain service decided. */
  public get route(): RoutedBy | undefined {
    const { route } = this.result;
    if (!route) return undefined;
    const { kind, namespace, name, rule, ruleName, match } = route;
    return { kind, objectName: name, rule, ...(namespace !== null && { namespace }), ...(ruleName !== null && { ruleName }), ...(match !== null && { match }) };
  }

  /** Where it goes, with shares that add up to 100; none where a proxy answers. */
  public get destinations(): SimulatedDestination[] {
    return this.result.destinations.map(({ service, port, version, share, verdict }) => ({ service, port, share, verdict: verdict as SimulationVerdict, ...(version !== null && { version }) }));
  }

  /** Where copies of it go. */
  public get mirrors(): SimulatedMirror[] {
    return this.result.mirrors.map(({ service, port, version, percent }) => ({ service, port, percent, ...(version !== null && { version }) }));
  }

  /** The request as the backend sees it; none where it is not HTTP to the proxies. */
  public get request(): SimulatedMessage | undefined {
    const { request } = this.result;
    return request ? { ...request, headers: { ...request.headers } } : undefined;
  }

  /** Headers of the answer that the client gets. */
  public get responseHeaders(): { [name: string]: string } {
    return { ...this.result.response.headers };
  }

  /** Where it is redirected to. */
  public get redirect(): SimulatedRedirect | undefined {
    return this.result.redirect ?? undefined;
  }

  /** Limit for the whole request, as "1m30s". */
  public get timeout(): string | undefined {
    return this.result.timeout ?? undefined;
  }

  /** Retries in force. */
  public get retries(): SimulatedRetries | undefined {
    const { retries } = this.result;
    if (!retries) return undefined;
    const { additional, on, perTryTimeout, from } = retries;
    return { additional, conditions: [...on], byDefault: from === 'default', ...(perTryTimeout !== null && { perTryTimeout }) };
  }

  /** Every object that took part, and why it did or did not match. */
  public get trace(): TraceEntry[] {
    return this._result.trace.map(({ at, object, says }) => ({ at, says, ...(object !== null && { subject: object }) }));
  }

  /** The whole result as JSON, as `cdk8s-mesh simulate --format json` writes it. */
  public get json(): string {
    return JSON.stringify(this._result, null, 2);
  }

  /** The request, its verdict, reason, deciding objects and trace, for messages of tests. */
  public explain(): string {
    const { verdict, status, reason, decidedBy, trace } = this._result;
    return [
      `${this.answers.asked()}:`,
      `${verdict}${status === null ? '' : ` (${status})`}: ${reason}`,
      ...decidedBy.map(({ kind, namespace, name, rule }) => `decided by ${kind} ${namespace === null ? '' : `${namespace}/`}${name}${rule === null ? '' : ` rule ${rule}`}`),
      ...trace.map(({ at, object, says }) => `  ${at}: ${object === null ? '' : `${object}: `}${says}`),
    ].join('\n');
  }
}
