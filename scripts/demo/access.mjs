// Who may call whom, as lines: once where all data planes say the same; below that, what those say that differ.
import { wrap } from './text.mjs';

const PORT = 28;
const CALLERS = 30;
const NOBODY = '(nobody)';
const ANYTHING = 'anything';

/** `results`: for each data plane `{ mesh, report }`. Lines of at most `width` characters, the heading first. */
export function accessLines(results, width) {
  const entries = results.flatMap(({ report }) => report.access);
  const place = placer(new Set(entries.map(({ cluster }) => cluster)).size > 1);
  const places = [...new Set(entries.map(place))].sort();
  return [
    line('Port', 'Callers', 'What they may send'),
    ...places.flatMap((name) => groups(results, name, place).flatMap(({ meshes, rules }, index) => {
      const label = index === 0 ? name : `  ${meshes.join(', ')}`;
      const alone = label.length >= PORT ? [label] : [];
      return [...alone, ...rules.flatMap(([callers, requests], i) => rows(i === 0 && alone.length === 0 ? label : '', callers, requests, width))];
    })),
  ];
}

/** Names of ports, with the cluster where there are several. */
const placer = (clusters) => ({ cluster, workload, port }) => `${clusters ? `${cluster}/` : ''}${workload}:${port}`;

/** The data planes that say the same of a port, the most of them first. */
function groups(results, name, place) {
  const byRules = new Map();
  for (const { mesh, report } of results) {
    const rules = report.access.filter((entry) => place(entry) === name).map((entry) => [callers(entry), requests(entry)]).sort(([a], [b]) => (a < b ? -1 : 1));
    const key = JSON.stringify(rules);
    byRules.set(key, { meshes: [...(byRules.get(key)?.meshes ?? []), mesh], rules: rules.length > 0 ? rules : [['(no list)', '']] });
  }
  return [...byRules.values()].sort((a, b) => b.meshes.length - a.meshes.length);
}

/** Accounts by their names; those of other namespaces with these. */
function callers({ namespace, callers: list }) {
  return list.map((text) => text.replace(`account ${namespace}/`, '').replace('account ', '')).join(', ') || NOBODY;
}

/** Paths below their HTTP methods, gRPC methods behind their service. */
function requests({ callers: { length }, requests: list }) {
  if (length === 0) return '';
  const heads = new Map();
  for (const text of list) {
    const [, head, rest] = /^(\S+ )(.*)$/.exec(text) ?? /^\/([\w.]+\/)(\w+)$/.exec(text) ?? [undefined, '', text];
    heads.set(head, [...(heads.get(head) ?? []), rest]);
  }
  return [...heads].map(([head, rests]) => `${head.replace('/', ': ')}${rests.join(', ')}`).join('; ') || ANYTHING;
}

function rows(name, who, what, width) {
  const [left, right] = [wrap(who, CALLERS - 2), wrap(what, width - PORT - CALLERS)];
  return Array.from({ length: Math.max(left.length, right.length) }, (_, i) => line(i === 0 ? name : '', left[i] ?? '', right[i] ?? ''));
}

function line(port, who, what) {
  return `${port.padEnd(PORT)}${who.padEnd(CALLERS)}${what}`.trimEnd();
}
