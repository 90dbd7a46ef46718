// The documents of YAML files, as text: Kubernetes' own parser is to read them.
import { readFileSync } from 'node:fs';
import yaml from 'js-yaml';

const separator = /^---\s*(#.*)?$/;

/**
 * The documents of a file, without those that hold comments only: `{ file, line, text, name }`. `line` counts from 1;
 * `name` is `Kind namespace/name` as far as it can be read.
 */
export function readDocuments(file) {
  const documents = [];
  let start = 0;
  const lines = readFileSync(file, 'utf8').split('\n');
  for (let end = 0; end <= lines.length; end += 1) {
    if (end < lines.length && !separator.test(lines[end])) continue;
    const text = lines.slice(start, end).join('\n');
    if (/^\s*[^\s#]/m.test(text)) documents.push({ file, line: start + 1, text, name: nameOf(text) });
    start = end + 1;
  }
  return documents;
}

function nameOf(text) {
  let object;
  try {
    object = yaml.load(text);
  } catch {
    return '(unreadable)'; // the judge says why
  }
  const { namespace, name, generateName } = object?.metadata ?? {};
  return `${object?.kind ?? '(no kind)'} ${namespace ? `${namespace}/` : ''}${name ?? generateName ?? '(no name)'}`;
}

/** The Kubernetes objects of a YAML text. */
export function readObjects(text) {
  return yaml.loadAll(text).filter((object) => object?.kind && object.metadata);
}

/** The values of the comments `# key: value` in a document, in their order. */
export function notes(text, key) {
  return text.split('\n')
    .filter((line) => line.startsWith(`# ${key}: `))
    .map((line) => line.slice(key.length + 4).trim());
}
