// The sets of objects that istioctl and this library are asked about, as both can read them.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { notes, readObjects } from './documents.mjs';

export const objectsIn = (file) => readObjects(readFileSync(file, 'utf8'));

const ENROLMENT = { 'istio-sidecar': { 'istio-injection': 'enabled' }, 'istio-ambient': { 'istio.io/dataplane-mode': 'ambient' } };

/** The namespaces that a set does not hold, as istioctl can read them: in the mesh, since nothing says that they are not. */
export function missingNamespaces(objects, { mesh = 'istio-sidecar' } = {}) {
  const labels = ENROLMENT[mesh] ?? {};
  const held = new Set(objects.filter(({ kind }) => kind === 'Namespace').map(({ metadata }) => metadata.name));
  const missing = new Set(objects.map(({ metadata }) => metadata.namespace).filter((name) => name !== undefined && name !== 'istio-system' && !held.has(name)));
  return [...missing].map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } }));
}

/**
 * Objects as a server stores them, defaults applied; undefined where it would not. Kinds that the judge does not know are let pass. What
 * was asked before is remembered.
 */
export function storing(kubernetes) {
  const known = new WeakMap();
  const store = async (object) => {
    const { admitted, object: stored, errors } = await kubernetes.judge(object);
    if (admitted) return stored;
    return errors.every((error) => error.startsWith('no matches for kind')) ? object : undefined;
  };
  return (object) => {
    if (!known.has(object)) known.set(object, store(object));
    return known.get(object);
  };
}

/** The examples of the rules, with the settings that their comments make. */
export function exampleSets(root) {
  const folder = join(root, 'test', 'analysis', 'examples');
  return readdirSync(folder, { recursive: true }).filter((file) => file.endsWith('.yaml')).sort().map((file) => {
    const text = readFileSync(join(folder, file), 'utf8');
    const [mesh] = notes(text, 'mesh');
    return { name: file, objects: readObjects(text), settings: { mesh } };
  });
}

/** Of a set for another mesh, istioctl says mostly that it is not in its own. */
export const usesIstio = ({ objects, settings }) => settings?.mesh?.startsWith('istio') || objects.some(({ apiVersion, metadata }) => (
  apiVersion.includes('.istio.io/') || Object.keys(metadata.labels ?? {}).some((label) => label.startsWith('istio'))));
