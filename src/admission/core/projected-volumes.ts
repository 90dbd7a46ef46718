import { inRange, required } from './checks';
import type { Field } from './field';
import { shown } from './field';
import { pathInVolume } from './paths';
import { downwardFile, keyToPath } from './volume-files';

const KINDS = ['secret', 'configMap', 'downwardAPI', 'serviceAccountToken', 'clusterTrustBundle', 'podCertificate'];
/** Behind feature gates that are off: the server drops what stands in them. */
const DROPPED = new Set(['clusterTrustBundle', 'podCertificate']);

/** A volume that takes files from several sources, each at a path of its own. */
export function projectedVolume(volume: Field): void {
  const paths = new Map<string, Field>();
  const takePath = (path: Field) => {
    if (path.text === '') return;
    const first = paths.get(path.text);
    if (first === undefined) paths.set(path.text, path);
    else path.refuse(`${path.name} is ${shown(path.text)}, as is ${first.name}.`, `Set ${path.name} to a path of its own.`);
  };
  for (const source of volume.at('sources').items) {
    const set = KINDS.filter(kind => source.at(kind).isSet && !DROPPED.has(kind));
    if (set.length > 1) source.refuse(`${source.name} has ${String(set.length)} sources: ${set.join(', ')}.`, `Give each of them an entry of its own in ${volume.at('sources').name}.`);
    for (const kind of set) {
      const projection = source.at(kind);
      if (kind === 'serviceAccountToken') serviceAccountToken(projection);
      else if (kind === 'downwardAPI') {
        projection.at('items').items.forEach(downwardFile);
        projection.at('items').items.forEach(file => { takePath(file.at('path')); });
      } else {
        required(projection.at('name'), `the name of the ${kind === 'secret' ? 'Secret' : 'ConfigMap'}`);
        projection.at('items').items.forEach(keyToPath);
        projection.at('items').items.forEach(item => { takePath(item.at('path')); });
      }
    }
  }
}

function serviceAccountToken(projection: Field): void {
  inRange(projection.at('expirationSeconds'), 600, 2 ** 32);
  if (required(projection.at('path'), 'the path of the file in the volume')) pathInVolume(projection.at('path'));
}
