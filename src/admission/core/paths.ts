import type { Field } from './field';
import { shown } from './field';

/** A path without "..". */
export function noStepsUp(path: Field): boolean {
  if (!path.text.split('/').includes('..')) return true;
  path.refuse(`${path.name} is ${shown(path.value)}, which has ".." in it.`, `Write ${path.name} without "..".`);
  return false;
}

/** A path below a folder: neither absolute nor with "..". */
export function relativePath(path: Field): boolean {
  if (!path.text.startsWith('/')) return noStepsUp(path);
  path.refuse(`${path.name} is ${shown(path.value)}, an absolute path.`, `Write ${path.name} as a relative path, without "/" at its beginning.`);
  return false;
}

/** A path in a volume, which must not look like the links that a kubelet makes there. */
export function pathInVolume(path: Field): void {
  if (!relativePath(path) || !path.text.startsWith('..')) return;
  path.refuse(`${path.name} is ${shown(path.value)}, which begins with "..".`, `Write ${path.name} without ".." at its beginning.`);
}
