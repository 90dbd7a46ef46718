// What the data planes gave for one program, as text for a terminal.
import { Cluster, GatewayApiChannel, Mesh, Protocol } from 'cdk8s-mesh';
import { accessLines } from './access.mjs';
import { columns, painter, wrap } from './text.mjs';

const WIDTH = 120;
const STYLES = { '✓': 'green', '~': 'yellow', '–': 'red', '✗': 'red' };
/** From the nearest to what was asked to the farthest. */
const MARKS = Object.keys(STYLES);
const LEGEND = '✓ native   ~ approximated   – left out   ✗ refused to whoever asks   numbers: notes below; several marks: ports differ';

/** `results`: for each data plane `{ mesh, folder, objects, report }`. */
export function summary(results, { colour }) {
  const paint = painter(colour);
  const notes = new Notes();
  const meshes = results.map(({ mesh }) => mesh);
  const kinds = [['Objects', ...meshes], ...kindRows(results)];
  const features = [['Features', ...meshes], ...featureRows(results, notes)];
  const heading = (rows) => columns(rows, { first: 24, rest: 16, paint: (text, row) => (row === 0 ? paint('bold', text) : paintMarks(paint, text)) });
  return [
    '', paint('bold', 'One program, four data planes: the Online Boutique'), `Manifests: ${results.map(({ folder }) => `${folder}/`).join('  ')}`, channels(results),
    '', ...heading(kinds),
    '', ...heading(features), paintMarks(paint, LEGEND),
    '', paint('bold', 'Notes'), ...notes.lines(paint),
    '', `${paint('bold', 'Who may call whom')} (indented: the data planes on which it is otherwise)`, ...accessLines(results, WIDTH).map((text, row) => (row === 0 ? paint('bold', text) : text)),
    ...findings(results, paint), '',
  ].join('\n');
}

function channels(results) {
  const all = results.flatMap(({ report }) => report.clusters.map((c) => `Gateway API ${c.gatewayApiVersion}, ${c.gatewayApiChannel} channel`));
  return [...new Set(all)].join('; ');
}

/** One row for each kind, and the sum. */
function kindRows(results) {
  const kinds = [...new Set(results.flatMap(({ objects }) => objects.map(({ kind }) => kind)))].sort();
  const count = (objects, kind) => objects.filter((object) => object.kind === kind).length;
  const rows = kinds.map((kind) => [kind, ...results.map(({ objects }) => String(count(objects, kind) || '·'))]);
  return [...rows, ['all', ...results.map(({ objects }) => String(objects.length))]];
}

/** One row for each feature that the program asks for on any of the data planes. */
function featureRows(results, notes) {
  const features = [...new Set(results.flatMap(({ report }) => report.features.map(({ feature }) => feature)))];
  const answers = new Map(features.map((feature) => [feature, results.map((result) => answersOf(result, feature))]));
  // What all give comes first, what few give last.
  const distance = (feature) => answers.get(feature).flat().reduce((sum, { mark }) => sum + MARKS.indexOf(mark), 0);
  features.sort((a, b) => distance(a) - distance(b) || (a < b ? -1 : 1));
  return features.map((feature) => [words(feature), ...answers.get(feature).map((list, i) => cell(list, results[i].mesh, feature, notes))]);
}

/** What a data plane said to a feature: more than once if ports differ. */
function answersOf({ mesh, report }, feature) {
  const asked = report.features.filter((entry) => entry.feature === feature);
  if (asked.length > 0) {
    return asked.map(({ level, omitted, difference, alternative }) => ({ mark: omitted ? '–' : level === 'native' ? '✓' : '~', text: difference ?? alternative }));
  }
  // Asked elsewhere: here a feature that it takes was left out, or the program chose another way.
  return refusals(mesh, report.clusters[0], feature);
}

function refusals(mesh, { name, gatewayApiVersion, gatewayApiChannel }, feature) {
  const cluster = Cluster.of(name || 'unnamed', {
    gatewayApiVersion, gatewayApiChannel: gatewayApiChannel === 'experimental' ? GatewayApiChannel.EXPERIMENTAL : GatewayApiChannel.STANDARD,
  });
  const said = [Protocol.GRPC, Protocol.HTTP].map((protocol) => Mesh.fromName(mesh).support(feature, { cluster, protocol }));
  return said.every((support) => support.isUnsupported) ? [{ mark: '✗', text: said[0].alternative }] : [];
}

function cell(answers, mesh, feature, notes) {
  const part = (mark) => {
    const texts = answers.filter((answer) => answer.mark === mark && answer.text).map(({ text }) => text);
    return [mark, ...texts.map((text) => notes.number(mesh, feature, text))].join(' ');
  };
  return MARKS.filter((mark) => answers.some((answer) => answer.mark === mark)).map(part).join('  ') || '·';
}

/** Every text once for each data plane, in the order of the table. */
class Notes {
  #notes = new Map();

  number(mesh, feature, text) {
    const key = `${mesh}\n${text}`;
    if (!this.#notes.has(key)) this.#notes.set(key, { number: this.#notes.size + 1, mesh, text, features: new Set() });
    const note = this.#notes.get(key);
    note.features.add(words(feature));
    return note.number;
  }

  lines(paint) {
    return [...this.#notes.values()].flatMap(({ number, mesh, text, features }) => {
      const head = `${mesh}, ${[...features].join(', ')}:`;
      const [first, ...rest] = wrap(`${head} ${text}.`, WIDTH - 4);
      return [`${String(number).padStart(2)}  ${first.startsWith(head) ? paint('bold', head) + first.slice(head.length) : first}`, ...rest.map((line) => `    ${line}`)];
    });
  }
}

function findings(results, paint) {
  const lines = results.flatMap(({ mesh, report }) => report.findings.flatMap(({ severity, path, message }) => wrap(`${mesh}, ${severity}: [${path}] ${message}`, WIDTH)));
  return lines.length > 0 ? ['', paint('bold', 'Findings'), ...lines] : [];
}

const words = (feature) => feature.replaceAll('-', ' ');
const paintMarks = (paint, text) => text.replace(/[✓~–✗]/g, (mark) => paint(STYLES[mark], mark));
