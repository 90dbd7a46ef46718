import { admit } from '../admission/admit';
import { analyse } from '../analysis/analyse';
import { RULES } from '../analysis/registry';
import type { Rule } from '../analysis/rule';
import { pathText } from '../manifest/field-path';
import type { PathStep } from '../manifest/field-path';
import type { Remark, Severity } from '../manifest/finding';
import type { ManifestObject } from '../manifest/manifest-object';
import type { ManifestSet } from '../manifest/manifest-set';
import { refText } from '../manifest/object-ref';
import { annotationAcceptances } from './acceptance';
import type { Acceptance } from './acceptance';
import { docsOf } from './finding';
import type { Finding, Summary } from './finding';
import { ADMISSION_RULES, isAdmissionRule, isFinal } from './rule-names';

export interface CheckOptions {
  /** Beyond those in annotations of the objects. */
  readonly acceptances?: readonly Acceptance[];
  /** Severities of rules where they are not the rule's own. */
  readonly severities?: ReadonlyMap<string, Severity | 'off'>;
  /** Only these rules, if there are any. */
  readonly only?: readonly string[];
  readonly skip?: readonly string[];
  /** Where a field of an object stands, or its key, for objects that come from files. */
  readonly locate?: (object: ManifestObject, path: readonly PathStep[], atKey: boolean) => { readonly line: number; readonly column: number; readonly endColumn: number } | undefined;
  readonly onProgress?: (share: number) => void;
  /** Default: every rule of the analysis. */
  readonly rules?: readonly Rule[];
}

export interface CheckResult {
  readonly findings: readonly Finding[];
  readonly summary: Summary;
  /** What is wrong with acceptances: sentences for whoever wrote them. */
  readonly complaints: readonly string[];
}

/** A rule gave up: a defect of the rule, whatever the manifests are. */
export class RuleFault extends Error {
  public constructor(public readonly rule: string, object: ManifestObject | undefined, public override readonly cause: unknown) {
    const on = object ? ` on ${refText(object.ref)}` : '';
    super(`Internal error in ${rule}${on}: ${cause instanceof Error ? cause.message : String(cause)}. This is a defect of cdk8s-mesh: please report it.`);
  }
}

/** Of the time that a check takes, what admission takes. */
const ADMISSION_SHARE = 0.6;

/** Admission and analysis of a set, with what was accepted, in the order of files, documents and lines. */
export function check(set: ManifestSet, options: CheckOptions = {}): CheckResult {
  const complaints: string[] = [];
  const rules = options.rules ?? RULES;
  const acceptances = [
    ...options.acceptances ?? [],
    ...set.objects.flatMap(object => annotationAcceptances(object, complaint => complaints.push(complaint), rules)),
  ];
  const runs = (rule: string): boolean => isAsked(rule, options);
  const remarks = [...admission(set, options).filter(({ rule }) => runs(rule)), ...analysis(set, rules.filter(({ id }) => runs(id)), options)];
  const lookup = new AcceptanceLookup(acceptances, rules);
  // Places are looked up object by object: whoever looks reads each document once.
  const order = new Map(set.objects.map((object, index) => [object, index]));
  const findings = remarks
    .sort((a, b) => order.get(a.object)! - order.get(b.object)!)
    .map(remark => findingOf(remark, lookup, options))
    .sort(byPlace);
  complaints.push(...lookup.unused(runs));
  return { findings, summary: summaryOf(findings, set), complaints };
}

function isAsked(rule: string, { only = [], skip = [], severities }: CheckOptions): boolean {
  return (only.length === 0 || only.includes(rule)) && !skip.includes(rule) && severities?.get(rule) !== 'off';
}

function admission(set: ManifestSet, options: CheckOptions): Remark[] {
  if (!ADMISSION_RULES.some(rule => isAsked(rule, options))) return [];
  let done = 0;
  try {
    return admit(set, count => {
      done = count;
      if (count % 100 === 0) options.onProgress?.(ADMISSION_SHARE * count / set.objects.length);
    });
  } catch (cause) {
    throw new RuleFault('admission', set.objects[done], cause);
  }
}

function analysis(set: ManifestSet, rules: readonly Rule[], { severities, onProgress }: CheckOptions): Remark[] {
  return rules.flatMap((rule, index) => {
    onProgress?.(ADMISSION_SHARE + (1 - ADMISSION_SHARE) * index / rules.length);
    const severity = severities?.get(rule.id) as Severity | undefined;
    try {
      const remarks = analyse(set, [rule]).filter(remark => !isOfTwins(remark));
      return severity === undefined ? remarks : remarks.map(remark => ({ ...remark, severity }));
    } catch (cause) {
      throw new RuleFault(`rule ${rule.id}`, undefined, cause);
    }
  });
}

/** An object that stands twice does not compete with itself: that it stands twice is what is wrong. */
function isOfTwins({ object, related }: Remark): boolean {
  return related.some(other => other !== object && other.key === object.key);
}

/** Of thousands of objects, each may accept something: theirs are kept by object. */
class AcceptanceLookup {
  private readonly byObject = new Map<ManifestObject, Acceptance[]>();
  private readonly general: readonly Acceptance[];
  private readonly used = new Set<Acceptance>();

  public constructor(private readonly acceptances: readonly Acceptance[], private readonly rules: readonly Rule[]) {
    this.general = acceptances.filter(({ object }) => object === undefined);
    for (const acceptance of acceptances) {
      if (!acceptance.object) continue;
      const known = this.byObject.get(acceptance.object);
      if (known) known.push(acceptance);
      else this.byObject.set(acceptance.object, [acceptance]);
    }
  }

  public of(remark: Remark): Finding['accepted'] {
    if (isFinal(remark.rule, this.rules)) return null;
    const candidates = [...this.byObject.get(remark.object) ?? [], ...this.general];
    const found = candidates.filter(acceptance => acceptance.rules.includes(remark.rule) && acceptance.covers(remark));
    for (const acceptance of found) this.used.add(acceptance);
    return found[0] ? { reason: found[0].reason, by: found[0].by } : null;
  }

  public unused(runs: (rule: string) => boolean): string[] {
    // One program serves many meshes, and what it accepts is found on some of them.
    return this.acceptances.filter(acceptance => acceptance.by !== 'code' && !this.used.has(acceptance) && acceptance.rules.some(runs)).map(({ origin }) => `${origin}: nothing is found that it would accept; take it out.`);
  }
}

function findingOf(remark: Remark, lookup: AcceptanceLookup, { locate }: CheckOptions): Finding {
  const { object, path, rule, severity, message, remedy } = remark;
  // Of a field that nobody knows, its name is what is wrong.
  const at = locate?.(object, path, rule === 'admission/unknown-field');
  return {
    rule,
    severity: isAdmissionRule(rule) ? 'error' : severity,
    object: object.ref,
    file: object.source.file ?? null,
    document: object.source.document ?? null,
    line: at?.line ?? null,
    column: at?.column ?? null,
    endColumn: at?.endColumn ?? null,
    path: pathText(path),
    message,
    remedy,
    related: remark.related.map(({ ref }) => ref),
    aliases: remark.aliases,
    docs: docsOf(rule),
    construct: object.source.construct ?? null,
    accepted: lookup.of(remark),
  };
}

function byPlace(a: Finding, b: Finding): number {
  return compare(a.file, b.file) || compare(a.document, b.document) || compare(a.line, b.line) || compare(a.construct, b.construct)
    || compare(a.rule, b.rule) || compare(refText(a.object), refText(b.object)) || compare(a.path, b.path) || compare(a.message, b.message);
}

function compare(a: string | number | null, b: string | number | null): number {
  return a === b ? 0 : a === null ? -1 : b === null ? 1 : a < b ? -1 : 1;
}

function summaryOf(findings: readonly Finding[], set: ManifestSet): Summary {
  const count = (severity: Severity): number => findings.filter(finding => finding.severity === severity && !finding.accepted).length;
  return {
    objects: set.objects.length, errors: count('error'), warnings: count('warning'), infos: count('info'), accepted: findings.filter(({ accepted }) => accepted).length,
  };
}
