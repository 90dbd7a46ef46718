import type { PathPattern } from '../../model/security';

/** A set of paths: a single one, or those that begin and end so (either may be empty, and the two may overlap). */
export type PathForm =
  | { readonly kind: 'exact'; readonly value: string }
  | { readonly kind: 'glob'; readonly prefix: string; readonly suffix: string };

export const ANY_PATH: PathForm = { kind: 'glob', prefix: '', suffix: '' };

export function pathForm(path: PathPattern | undefined): PathForm {
  switch (path?.kind) {
    case 'exact': return { kind: 'exact', value: path.value };
    case 'prefix': return { kind: 'glob', prefix: path.value, suffix: '' };
    case 'suffix': return { kind: 'glob', prefix: '', suffix: path.value };
    default: return ANY_PATH;
  }
}

export function isAnyPath(form: PathForm): boolean {
  return form.kind === 'glob' && form.prefix === '' && form.suffix === '';
}

export function formKey(form: PathForm): string {
  return JSON.stringify(form.kind === 'exact' ? [form.value] : [form.prefix, form.suffix]);
}

export function hasPath(form: PathForm, path: string): boolean {
  return form.kind === 'exact' ? path === form.value : path.startsWith(form.prefix) && path.endsWith(form.suffix);
}

/** Whether all paths of `inner` are paths of `outer`. */
export function coversPaths(outer: PathForm, inner: PathForm): boolean {
  if (inner.kind === 'exact') return hasPath(outer, inner.value);
  return outer.kind === 'glob' && inner.prefix.startsWith(outer.prefix) && inner.suffix.endsWith(outer.suffix);
}

/** The paths of both; undefined: none. */
export function commonPaths(a: PathForm, b: PathForm): PathForm | undefined {
  if (a.kind === 'exact') return hasPath(b, a.value) ? a : undefined;
  if (b.kind === 'exact') return hasPath(a, b.value) ? b : undefined;
  const prefix = longer(a.prefix, b.prefix, (long, short) => long.startsWith(short));
  const suffix = longer(a.suffix, b.suffix, (long, short) => long.endsWith(short));
  return prefix === undefined || suffix === undefined ? undefined : { kind: 'glob', prefix, suffix };
}

function longer(a: string, b: string, fits: (long: string, short: string) => boolean): string | undefined {
  return fits(a, b) ? a : fits(b, a) ? b : undefined;
}
