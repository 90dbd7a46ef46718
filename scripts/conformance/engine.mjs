// The library's own modules as `npm run build` leaves them.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** `name` is the path below src/, without the ending. */
export async function engineModule(root, name) {
  const file = join(root, 'lib', 'src', `${name}.js`);
  if (!existsSync(file)) throw new Error(`There is no ${file}: run \`npm run build\` first.`);
  return import(pathToFileURL(file));
}
