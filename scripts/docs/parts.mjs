// The generated parts of docs/data-planes.md: the crossing matrix, the small program and what it becomes.
import { readFileSync } from 'node:fs';
import { App, Chart, Yaml } from 'cdk8s';
import { MeshReport } from 'cdk8s-mesh';
import { DATA_PLANES } from './data-planes.mjs';
import { code, table } from './markdown.mjs';
import { shop } from './small-program.mjs';

const yesOrNo = (holds) => (holds ? 'yes' : 'no');

/** All pairs of data planes: what is left of a call from one to the other. */
export function crossingMatrix(crossings) {
  const title = (name) => DATA_PLANES.find((plane) => plane.name === name).title;
  const rows = Object.entries(crossings).flatMap(([caller, callees]) => Object.entries(callees).map(([callee, { identity, trafficRules, words }]) => [
    title(caller), title(callee), yesOrNo(identity), yesOrNo(trafficRules), words,
  ]));
  return table(['Caller', 'Callee', 'Identity', 'Rules of the callee', 'In words'], rows);
}

/** The program as its file has it, from the first statement of the function on. */
export function programText() {
  const source = readFileSync(new URL('small-program.mjs', import.meta.url), 'utf8');
  const body = source.slice(source.indexOf('{\n', source.indexOf('export function shop')) + 2, source.lastIndexOf('}'));
  return code('ts', body.replace(/^ {2}/gm, ''));
}

function render({ name, make, versions }) {
  const app = new App();
  const chart = new Chart(app, 'shop', { disableResourceNameHashes: true });
  shop(chart, make(versions[0]));
  const objects = chart.toJson();
  const omitted = MeshReport.of(app).features.filter((feature) => feature.omitted);
  return { name, objects, omitted };
}

const label = ({ kind, metadata: { name } }) => `${kind} \`${name}\``;

/** Which objects the program becomes, side by side. */
export function objectTable() {
  const rendered = DATA_PLANES.map(render);
  const labels = [...new Set(rendered.flatMap(({ objects }) => objects.map(label)))];
  const rows = labels.map((text) => [text, ...rendered.map(({ objects }) => objects.some((o) => label(o) === text) ? '✓' : '')]);
  const left = ['left out', ...rendered.map(({ omitted }) => omitted.map(({ feature }) => feature).join(', '))];
  return table(['Object', ...DATA_PLANES.map(({ title }) => title)], [...rows, left]);
}

/** The manifests of the program, one data plane after another. */
export function manifests() {
  return DATA_PLANES.map((plane) => `### ${plane.title}\n\n${code('yaml', Yaml.stringify(...render(plane).objects))}`).join('\n\n');
}
