import type { Field } from './field';
import { shown } from './field';
import { qualifiedName } from './syntax';

const STANDARD = ['kubernetes', 'foregroundDeletion', 'orphan'];

export function namespace(object: Field): void {
  for (const finalizer of object.at('spec', 'finalizers').textItems) {
    const name = finalizer.text;
    if (typeof finalizer.value !== 'string' || (qualifiedName.accepts(name) && (name.includes('/') || STANDARD.includes(name)))) continue;
    finalizer.refuse(`${finalizer.name} is ${shown(name)}, which is not the name of a finalizer.`, `Write ${finalizer.name} with a DNS name before it, such as "example.com/cleanup".`);
  }
}
