// The generated parts of docs/data-planes.md and docs/zero-trust.md: the crossing matrix, small programs and what they become.
import { readFileSync } from 'node:fs';
import { App, Chart, Yaml } from 'cdk8s';
import { MeshReport } from 'cdk8s-mesh';
import { DATA_PLANES } from './data-planes.mjs';
import { code, table } from './markdown.mjs';

const yesOrNo = (holds) => (holds ? 'yes' : 'no');

/** All pairs of data planes: what is left of a call from one to the other. */
export function crossingMatrix(crossings) {
  const title = (name) => DATA_PLANES.find((plane) => plane.name === name).title;
  const rows = Object.entries(crossings).flatMap(([caller, callees]) => Object.entries(callees).map(([callee, { identity, trafficRules, words }]) => [
    title(caller), title(callee), yesOrNo(identity), yesOrNo(trafficRules), words,
  ]));
  return table(['Caller', 'Callee', 'Identity', 'Rules of the callee', 'In words'], rows);
}

/** A program as its file has it, from the first statement of the function on. */
export function programText(file) {
  const source = readFileSync(new URL(file, import.meta.url), 'utf8');
  const body = source.slice(source.indexOf('{\n', source.indexOf('export function')) + 2, source.lastIndexOf('}'));
  return code('ts', body.replace(/^ {2}/gm, ''));
}

function render(program, { name, make, versions }) {
  const app = new App();
  const chart = new Chart(app, 'shop', { disableResourceNameHashes: true });
  program(chart, make(versions[0]));
  const objects = chart.toJson();
  const omitted = MeshReport.of(app).features.filter((feature) => feature.omitted);
  return { name, objects, omitted };
}

const label = ({ kind, metadata: { name } }) => `${kind} \`${name}\``;

/** Which objects a program becomes, side by side, and what is left out. */
export function objectTable(program) {
  const rendered = DATA_PLANES.map((plane) => render(program, plane));
  const labels = [...new Set(rendered.flatMap(({ objects }) => objects.map(label)))];
  const rows = labels.map((text) => [text, ...rendered.map(({ objects }) => objects.some((o) => label(o) === text) ? '✓' : '')]);
  const left = ['left out', ...rendered.map(({ omitted }) => omitted.map(({ feature }) => feature).join(', '))];
  return table(['Object', ...DATA_PLANES.map(({ title }) => title)], [...rows, ...(left.slice(1).some(Boolean) ? [left] : [])]);
}

/** The manifests of a program but those of some kinds, one data plane after another. */
export function manifests(program, without = []) {
  const shown = (plane) => render(program, plane).objects.filter(({ kind }) => !without.includes(kind));
  return DATA_PLANES.map((plane) => `### ${plane.title}\n\n${code('yaml', Yaml.stringify(...shown(plane)))}`).join('\n\n');
}
