// docs/errors.md: the ids of errors and findings.
import { table } from './markdown.mjs';

const INTRODUCTION = `# Errors and findings

Everything that the library refuses or remarks on has one of these ids, which stay the same from version to version.

- What is wrong in itself, or contradicts an earlier intent, is thrown by the constructor that says it, before anything is kept.
  The error has \`id\`, \`path\` (of the construct) and the message \`[path] what is wrong; what to write instead\`.
- What only the whole App can tell, or an object that another construct makes, is a finding at synth. Findings of severity \`error\` fail the synth,
  before a manifest is written; the others are printed to standard error. All stand in the report (\`MeshReport.of(app).findings\`), the id as \`rule\`.`;

export function errors(ids) {
  return `${INTRODUCTION}\n\n${table(['Id', 'Meaning'], Object.entries(ids).map(([id, meaning]) => [`\`${id}\``, meaning]))}\n`;
}
