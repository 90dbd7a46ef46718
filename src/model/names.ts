import { createHash } from 'node:crypto';

/** Longest name of a Service, and of whatever becomes a label value or a host name. */
export const MAX_LABEL = 63;
/** Longest name of other objects. */
export const MAX_SUBDOMAIN = 253;

/** Eight characters that stand for a content. */
export function contentHash(content: readonly string[]): string {
  return createHash('sha256').update(content.join('\n')).digest('hex').slice(0, 8);
}

/**
 * A readable name from parts that are names themselves. Only a name that would be too long is cut, and then carries a hash of the whole,
 * so that two long names never meet.
 */
export function objectName(parts: readonly string[], max: number = MAX_SUBDOMAIN): string {
  const name = parts.join('-').toLowerCase().replace(/[^a-z0-9.-]+/g, '-').replace(/^[^a-z0-9]+|[^a-z0-9]+$/g, '');
  if (name.length <= max) return name;
  return `${name.slice(0, max - 9).replace(/[^a-z0-9]+$/, '')}-${contentHash(parts)}`;
}

const LABEL = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;
const DNS_LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const QUALIFIED = /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;

/** Why Kubernetes would refuse a Service's name, or undefined. */
export function serviceNameProblem(name: string): string | undefined {
  return name.length <= MAX_LABEL && LABEL.test(name) ? undefined
    : 'must be at most 63 lower-case letters, digits and "-", starting with a letter and ending with a letter or digit';
}

/** Why Kubernetes would refuse a namespace's or port's name, or undefined. */
export function labelNameProblem(name: string, max: number = MAX_LABEL): string | undefined {
  return name.length <= max && DNS_LABEL.test(name) ? undefined
    : `must be at most ${max} lower-case letters, digits and "-", starting and ending with a letter or digit`;
}

/** Why Kubernetes would refuse a name such as a ServiceAccount's, or undefined. */
export function subdomainProblem(name: string): string | undefined {
  return name.length <= MAX_SUBDOMAIN && SUBDOMAIN.test(name) ? undefined
    : 'must be at most 253 lower-case letters, digits, "-" and ".", each part starting and ending with a letter or digit';
}

/** Why Kubernetes would refuse the key of a label or annotation, or undefined. */
export function labelKeyProblem(key: string): string | undefined {
  const slash = key.indexOf('/');
  const prefix = slash < 0 ? undefined : key.slice(0, slash);
  const name = key.slice(slash + 1);
  if ((prefix !== undefined && subdomainProblem(prefix)) || name.length > MAX_LABEL || !QUALIFIED.test(name)) {
    return `key "${key}" must be a name of at most 63 letters, digits, "-", "_" and ".", after an optional DNS prefix and "/"`;
  }
  return undefined;
}

/** Why Kubernetes would refuse a label, or undefined. */
export function labelProblem(key: string, value: string): string | undefined {
  const problem = labelKeyProblem(key);
  if (problem) return problem;
  if (value.length > MAX_LABEL || (value !== '' && !QUALIFIED.test(value))) {
    return `value "${value}" of label "${key}" must be at most 63 letters, digits, "-", "_" and ".", starting and ending with a letter or digit`;
  }
  return undefined;
}
