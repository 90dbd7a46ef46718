import { MeshError } from '../model/errors';
import { options } from '../model/values';

const PATH = 'MeshSimulator';

/** Options of a simulator. Programs without types misspell them, and what they then leave out would change the answer in silence. */
export function knownOptions<T extends object>(property: string, value: T | undefined, known: readonly (keyof T & string)[]): T | undefined {
  const given = options(PATH, property, value);
  const other = Object.keys(given ?? {}).find(key => !known.includes(key as keyof T & string));
  if (other === undefined) return given;
  throw new MeshError('invalid-argument', PATH, `${property} has no "${other}"; there ${known.length === 1 ? 'is' : 'are'} ${known.join(', ')}`);
}
