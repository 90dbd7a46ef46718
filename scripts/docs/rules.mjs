// docs/rules.md: what `check` finds, rule by rule, with the smallest manifests that make each rule speak.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { table } from './markdown.mjs';

const TITLES = {
  'kubernetes': 'Kubernetes', 'enrolment': 'Enrolment', 'security': 'Security', 'releases': 'Releases', 'resilience': 'Resilience',
  'gateway-api': 'Gateway API', 'istio': 'Istio', 'ambient': 'Istio ambient', 'linkerd': 'Linkerd',
};

const introduction = (count) => `# Rules

What \`cdk8s-mesh check\` says about manifests beyond what an API server refuses: ${count} rules. Each is a pure function of the manifests, and where they do
not tell, it says nothing, or says \`info\`. The names of a finding in \`istioctl analyze\` (IST…), in Kiali (KIA…) and as a condition that a Gateway API
controller would set stand with each rule. [How to accept a finding, change its severity or turn a rule off](checking.md).

The rules that begin with \`admission/\` are no choice of this page: they are what an API server, or a webhook of a mesh, answers
([what is asked](checking.md#what-is-refused)).`;

const anchor = (id) => `[\`${id}\`](#${id})`;

/** The example without the comments that its test reads. */
function example(examples, id) {
  const text = readFileSync(join(examples, id, 'fires.yaml'), 'utf8');
  const lines = text.split('\n');
  const first = lines.findIndex((line) => !line.startsWith('#'));
  const places = lines.slice(0, first).filter((line) => line.startsWith('# finds: ')).map((line) => line.slice('# finds: '.length).replace(/ \(\w+\)$/, ''));
  return { yaml: lines.slice(first).join('\n').trim(), places };
}

function section(examples, { id, severity, what, why, remedy, aliases, see = [] }) {
  const { yaml, places } = example(examples, id);
  return [
    `### ${id}`,
    `${what} *${severity}${aliases.length > 0 ? ` · ${aliases.join(', ')}` : ''}*`,
    why,
    `**Remedy:** ${remedy}`,
    `Found at ${places.map((place) => `\`${place}\``).join(' and ')}:`,
    `\`\`\`yaml\n${yaml}\n\`\`\``,
    ...(see.length > 0 ? [`See ${see.map((address) => `<${address}>`).join(', ')}.`] : []),
  ].join('\n\n');
}

export function rules(groups, examples) {
  const known = Object.entries(groups).filter(([, list]) => list.length > 0);
  const count = known.reduce((sum, [, list]) => sum + list.length, 0);
  return `${[
    introduction(count),
    ...known.map(([group, list]) => `## ${TITLES[group]}\n\n${table(['Rule', 'Severity', 'Finds'], list.map(({ id, severity, what }) => [anchor(id), severity, what]))}`),
    ...known.flatMap(([group, list]) => [`## ${TITLES[group]}, rule by rule`, ...list.map((rule) => section(examples, rule))]),
  ].join('\n\n')}\n`;
}
