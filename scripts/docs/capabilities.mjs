// docs/capabilities.md: what every data plane answers about every feature.
import { Feature, SupportLevel } from 'cdk8s-mesh';
import { answersOf, PROTOCOLS } from './answers.mjs';
import { DATA_PLANES } from './data-planes.mjs';
import { anchor, table } from './markdown.mjs';

const SIGNS = { [SupportLevel.NATIVE]: '✓', [SupportLevel.APPROXIMATED]: '~', [SupportLevel.UNSUPPORTED]: '–' };

const INTRODUCTION = `# Capabilities

What each data plane does with each feature that an intent can ask for. The answers are the library's own: a program gets the same ones from
\`mesh.support(feature, { cluster, protocol })\`, and \`cdk8s synth\` acts on them.

- **✓** native: exactly as described.
- **~** approximated: with a difference, which stands in the feature's section.
- **–** unsupported: the intent is an error that names the alternative. Traffic and resilience intents may say
  \`whenUnsupported: WhenUnsupported.OMIT\` instead; then it is left out, and listed in the report.

The table is for HTTP ports and clusters whose Gateway API CRDs are of the standard channel, version 1.5, which is the default. What differs on
gRPC ports or in the experimental channel stands beside it. Ports that carry bytes stand in the sections; those with TLS of the application's
own are answered alike or with less. Istio stands for versions 1.30 and 1.31, Linkerd for 2.18 to 2.20.`;

/** Words that stand below so many features are said once, for all. */
const COMMON = 5;

export function capabilities(assembly) {
  const features = Object.entries(Feature).map(([key, feature]) => ({
    key, feature, summary: summary(assembly, key), planes: DATA_PLANES.map((plane) => ({ plane, entries: answersOf(plane, feature) })),
  }));
  const common = commonWords(features);
  return [INTRODUCTION, overview(features), commonNotes(common), ...features.map((feature) => section(feature, common))].join('\n\n').concat('\n');
}

function words({ planes }) {
  return planes.flatMap(({ entries }) => entries.flatMap(({ answers }) => Object.values(answers).flatMap((answer) => answer.words ?? [])));
}

function commonWords(features) {
  const all = features.flatMap((feature) => [...new Set(words(feature))]);
  return [...new Set(all)].filter((text) => all.filter((other) => other === text).length >= COMMON);
}

const letter = (index) => String.fromCharCode('a'.charCodeAt(0) + index);

function commonNotes(common) {
  return ['Notes that many features share:', common.map((text, i) => `- (${letter(i)}) ${sentence(text)}`).join('\n')].join('\n\n');
}

function summary(assembly, key) {
  const member = assembly.types['cdk8s-mesh.Feature'].members.find(({ name }) => name === key);
  return [member.docs.summary, member.docs.remarks].filter(Boolean).join(' ');
}

function overview(features) {
  return table(['Feature', ...DATA_PLANES.map(({ title }) => title)],
    features.map(({ feature, planes }) => [`[${feature}](${anchor(feature)})`, ...planes.map(({ entries }) => cell(entries))]));
}

/** The usual answer first, then what differs from it: on gRPC ports, in the experimental channel. */
function cell(entries) {
  const signs = (channel) => {
    const { answers: { HTTP, gRPC } } = entries.find(({ of }) => of.some((c) => c.api === '1.5' && c.channel === channel));
    return HTTP.level === gRPC.level ? SIGNS[HTTP.level] : `${SIGNS[HTTP.level]} (gRPC: ${SIGNS[gRPC.level]})`;
  };
  const [standard, experimental] = ['standard', 'experimental'].map(signs);
  return standard === experimental ? standard : `${standard} (experimental channel: ${experimental})`;
}

/** A feature: what it is, the signs by data plane and protocol, and the words. */
function section({ feature, key, summary: text, planes }, common) {
  const notes = [];
  const note = (remark) => {
    if (remark === undefined) return '';
    if (common.includes(remark)) return ` (${letter(common.indexOf(remark))})`;
    if (!notes.includes(remark)) notes.push(remark);
    return ` (${notes.indexOf(remark) + 1})`;
  };
  const rows = planes.flatMap(({ plane, entries }) => entries.map(({ condition, answers }) => [
    `${plane.title}${condition && `, ${condition}`}`, ...Object.keys(PROTOCOLS).map((p) => `${SIGNS[answers[p].level]}${note(answers[p].words)}`),
  ]));
  return [
    `## ${feature}`, `${text} (\`Feature.${key}\`)`, table(['Data plane', ...Object.keys(PROTOCOLS)], rows),
    ...(notes.length > 0 ? [notes.map((remark, i) => `${i + 1}. ${sentence(remark)}`).join('\n')] : []),
  ].join('\n\n');
}

function sentence(text) {
  const capital = text.startsWith('gRPC') ? text : `${text[0].toUpperCase()}${text.slice(1)}`;
  return /[.!?]$/.test(text) ? capital : `${capital}.`;
}
