import type { Rule } from '../analysis/rule';
import { pathText } from '../manifest/field-path';
import type { Remark } from '../manifest/finding';
import type { ManifestObject } from '../manifest/manifest-object';
import { refText } from '../manifest/object-ref';
import type { Accepted } from './finding';
import { isFinal, knownNames, matchesWildcard, nearMatches, rulesNamed } from './rule-names';

/** Says of findings that they are known and meant. */
export interface Acceptance extends Accepted {
  /** The rules that it accepts findings of. */
  readonly rules: readonly string[];
  /** How one names it to whoever wrote it. */
  readonly origin: string;
  /** The only object that it is about, if there is one. */
  readonly object?: ManifestObject;
  covers(remark: Remark): boolean;
}

/** Which findings an acceptance of a configuration file means; in all of these but `rule` and `reason`, `*` stands for anything. */
export interface AcceptanceEntry {
  readonly rule: string;
  readonly reason: string;
  readonly kind?: string;
  readonly namespace?: string;
  readonly name?: string;
  /** A field, with all that is below it. */
  readonly path?: string;
  readonly file?: string;
}

export const ACCEPT_ANNOTATION = 'cdk8s-mesh.dev/accept';

export function configAcceptance(entry: AcceptanceEntry, origin: string, known?: readonly Rule[]): Acceptance {
  const { kind, namespace, name, path, file } = entry;
  const fits = (pattern: string | undefined, value: string | null | undefined): boolean => pattern === undefined || matchesWildcard(value ?? '', pattern);
  return {
    rules: rulesNamed(entry.rule, known),
    reason: entry.reason,
    by: 'config',
    origin,
    covers: ({ object, path: steps }) => fits(kind, object.kind) && fits(namespace, object.namespace) && fits(name, object.name)
      && fits(file, object.source.file) && (path === undefined || isAtOrBelow(pathText(steps), path)),
  };
}

function isAtOrBelow(field: string, path: string): boolean {
  return matchesWildcard(field, path) || matchesWildcard(field, `${path}.*`) || matchesWildcard(field, `${path}[*`);
}

/** What an object's annotation accepts: "rule=reason; rule2=reason". What is wrong with it is told through `complain`. */
export function annotationAcceptances(object: ManifestObject, complain: (complaint: string) => void, known?: readonly Rule[]): Acceptance[] {
  const annotation = object.annotations[ACCEPT_ANNOTATION];
  if (annotation === undefined) return [];
  const origin = `Annotation ${ACCEPT_ANNOTATION} of ${refText(object.ref)}`;
  return annotation.split(';').map(part => part.trim()).filter(part => part !== '').flatMap(part => {
    const equals = part.indexOf('=');
    const rule = (equals === -1 ? part : part.slice(0, equals)).trim();
    const reason = equals === -1 ? '' : part.slice(equals + 1).trim();
    const problem = acceptanceProblem(rule, reason, known);
    if (problem !== undefined) {
      complain(`${origin}: ${problem}`);
      return [];
    }
    return [{ rules: rulesNamed(rule, known), reason, by: 'annotation' as const, origin: `${origin}, "${rule}"`, object, covers: () => true }];
  });
}

/** Why a rule cannot be accepted for this reason. */
export function acceptanceProblem(rule: string, reason: string, known?: readonly Rule[]): string | undefined {
  const problem = ruleProblem(rule, known);
  if (problem !== undefined) return problem;
  if (reason.trim() === '') return `"${rule}" is accepted without a reason: write "${rule}=why this is meant".`;
  const final = rulesNamed(rule, known).find(id => isFinal(id, known));
  if (final === undefined) return undefined;
  return final.startsWith('admission/')
    ? `"${final}" cannot be accepted: the object would be refused.`
    : `"${final}" cannot be accepted: access could be wider than was asked for.`;
}

export function ruleProblem(rule: string, known?: readonly Rule[]): string | undefined {
  return rulesNamed(rule, known).length > 0 ? undefined : `There is no rule "${rule}".${nearMatches(rule, knownNames(known))}`;
}
