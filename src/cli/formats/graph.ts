import type { Connection, Reachability } from '../../simulator/reachability';
import { conditionText } from './condition-text';

/** Who may call whom, as a picture: an edge for all ports between two. */
export interface Graph {
  readonly nodes: readonly { readonly id: string; readonly namespace: string | null; readonly enrolled: string | null }[];
  readonly edges: readonly GraphEdge[];
}

export interface GraphEdge {
  readonly from: string;
  readonly to: string;
  readonly allowed: 'all' | 'some';
  readonly encrypted: boolean;
  /** "cart.shop:7070", with what of it is allowed. */
  readonly ports: readonly string[];
}

/** What may be called, with callers that nobody declared only where they may call something. */
export function graphOf({ workloads, connections }: Reachability): Graph {
  const edges = new Map<string, Connection[]>();
  for (const connection of connections) {
    if (connection.allowed === 'none' || connection.from === connection.to) continue;
    const key = JSON.stringify([connection.from, connection.to]);
    edges.set(key, [...edges.get(key) ?? [], connection]);
  }
  const known = new Set(workloads.map(({ id }) => id));
  const others = new Set([...edges.values()].flatMap(([first]) => [first!.from, first!.to]).filter(id => !known.has(id)));
  return {
    nodes: [
      ...workloads.map(({ id, namespace, enrolled }) => ({ id, namespace, enrolled })),
      ...[...others].map(id => ({ id, namespace: /^([^/ ]+)\/(?:\*|ServiceAccount\/)/.exec(id)?.[1] ?? null, enrolled: null })),
    ],
    edges: [...edges.values()].map((all): GraphEdge => ({
      from: all[0]!.from, to: all[0]!.to,
      allowed: all.every(({ allowed }) => allowed === 'all') ? 'all' : 'some',
      encrypted: all.every(({ transport }) => transport !== 'plaintext'),
      ports: all.map(({ service, port, allowed, only }) => `${service}:${port}${allowed === 'all' || only.length === 0 ? '' : ` ${only.map(conditionText).join('; ')}`}`),
    })),
  };
}

export const GRAPH_FORMATS: Readonly<Record<string, (graph: Graph) => string>> = {
  json: graph => `${JSON.stringify({ version: 1, ...graph }, null, 2)}\n`,
  dot,
  mermaid,
};

function namespacesOf({ nodes }: Graph): Map<string | null, Graph['nodes'][number][]> {
  const groups = new Map<string | null, Graph['nodes'][number][]>();
  for (const node of nodes) groups.set(node.namespace, [...groups.get(node.namespace) ?? [], node]);
  return groups;
}

/** Dashed: some requests only. Red: in plaintext. */
function dot(graph: Graph): string {
  const quoted = (value: string): string => `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;
  const groups = [...namespacesOf(graph)].flatMap(([namespace, nodes]) => {
    const own = nodes.map(({ id }) => `${quoted(id)} [label=${quoted(shortName(id))}];`);
    return namespace === null ? own.map(line => `  ${line}`) : [`  subgraph ${quoted(`cluster_${namespace}`)} {`, `    label=${quoted(namespace)};`, ...own.map(line => `    ${line}`), '  }'];
  });
  const edges = graph.edges.map(({ from, to, allowed, encrypted, ports }) =>
    `  ${quoted(from)} -> ${quoted(to)} [label=${quoted(ports.join('\n'))}${allowed === 'some' ? ', style=dashed' : ''}${encrypted ? '' : ', color=red'}];`);
  return `digraph mesh {\n  rankdir=LR;\n  node [shape=box];\n${[...groups, ...edges].join('\n')}\n}\n`;
}

/** Dotted: some requests only. Labels of plaintext say so. */
function mermaid(graph: Graph): string {
  const names = new Map(graph.nodes.map(({ id }, index) => [id, `n${index}`]));
  const quoted = (value: string): string => `"${value.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('\n', '<br/>')}"`;
  const groups = [...namespacesOf(graph)].flatMap(([namespace, nodes], index) => {
    const own = nodes.map(({ id }) => `${names.get(id)}[${quoted(shortName(id))}]`);
    return namespace === null ? own.map(line => `  ${line}`) : [`  subgraph s${index} [${quoted(namespace)}]`, ...own.map(line => `    ${line}`), '  end'];
  });
  const edges = graph.edges.map(({ from, to, allowed, encrypted, ports }) =>
    `  ${names.get(from)} ${allowed === 'some' ? '-.->' : '-->'}|${quoted([...ports, ...(encrypted ? [] : ['plaintext'])].join('\n'))}| ${names.get(to)}`);
  return `flowchart LR\n${[...groups, ...edges].join('\n')}\n`;
}

/** Within its namespace. */
function shortName(id: string): string {
  const parts = id.split('/');
  return id.endsWith('/*') ? 'any other pod' : parts.length === 3 ? parts.slice(1).join(' ') : id;
}
