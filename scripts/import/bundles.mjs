// Where the CustomResourceDefinitions come from: the list in cdk8s.yaml, and the text of each bundle on it.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import yaml from 'js-yaml';

const DOWNLOAD_TIMEOUT_MS = 60_000;

/** The bundles that cdk8s.yaml lists: `{ name, address }`, in its order. */
export function listBundles(root) {
  const { imports } = yaml.load(readFileSync(join(root, 'cdk8s.yaml'), 'utf8'));
  return imports.map((line) => {
    const [name, address] = line.split(':=');
    if (!address) throw new Error(`cdk8s.yaml: imports: '${line}' has no name; write NAME:=ADDRESS.`);
    return { name, address };
  });
}

/**
 * The CustomResourceDefinitions of a bundle, from its file in `folder` if there is one, else from its address.
 * @returns `{ crds }`, or `{ missing }` with the reason when they cannot be had.
 */
export async function readBundle({ name, address }, folder) {
  const file = folder && join(folder, `${name}.yaml`);
  if (file && existsSync(file)) return { crds: parse(readFileSync(file, 'utf8'), file) };
  const absent = folder ? `CRDS_DIR has no ${name}.yaml` : 'CRDS_DIR is not set';
  if (!address.endsWith('.yaml')) {
    const remedy = `render it with \`helm template\` into ${name}.yaml in the folder CRDS_DIR`;
    return { missing: `${absent}, and ${address} is a folder of Helm templates: ${remedy}` };
  }
  let text;
  try {
    const response = await fetch(address, { signal: AbortSignal.timeout(DOWNLOAD_TIMEOUT_MS) });
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    text = await response.text();
  } catch (error) {
    return { missing: `${absent}, and ${address} cannot be downloaded (${error.cause?.message ?? error.message})` };
  }
  return { crds: parse(text, address) };
}

/** The CustomResourceDefinitions in a YAML text; a bundle may hold other objects too. */
function parse(text, origin) {
  const crds = yaml.loadAll(text, undefined, { filename: origin, schema: yaml.CORE_SCHEMA })
    .filter((object) => object?.kind === 'CustomResourceDefinition');
  if (crds.length === 0) throw new Error(`${origin} holds no CustomResourceDefinition.`);
  return crds;
}
