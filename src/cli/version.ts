import { readFileSync } from 'node:fs';
import * as path from 'node:path';

/** Of the package that this file is in, compiled or not. */
export function libraryVersion(): string {
  for (let folder = __dirname; folder !== path.dirname(folder); folder = path.dirname(folder)) {
    try {
      const { name, version } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as { name?: string; version?: string };
      if (name === 'cdk8s-mesh') return version ?? '';
    } catch {
      // Not here: it is further up.
    }
  }
  return '';
}
