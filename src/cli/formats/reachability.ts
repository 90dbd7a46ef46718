import type { InputError } from '../../manifest/reading/input-error';
import type { Connection, Reachability } from '../../simulator/reachability';
import { conditionText } from './condition-text';
import { visible } from './text';

type Format = (reachability: Reachability, inputErrors: readonly InputError[]) => string;

export const REACHABILITY_FORMATS: Readonly<Record<string, Format>> = {
  json: ({ workloads, connections }, inputErrors) => `${JSON.stringify({ version: 1, workloads, connections, inputErrors }, null, 2)}\n`,
  csv: ({ connections }) => `${[HEADER, ...connections.map(row)].map(cells => cells.map(cell).join(',')).join('\n')}\n`,
  text,
};

const HEADER = ['from', 'to', 'service', 'port', 'protocol', 'allowed', 'only', 'except', 'transport', 'indeterminate'];

function row({ from, to, service, port, protocol, allowed, only, except, transport, indeterminate }: Connection): string[] {
  return [from, to, service, String(port), protocol, allowed, only.map(conditionText).join('; '), except.map(conditionText).join('; '), transport ?? '', String(indeterminate)];
}

/** Spreadsheets take a cell that begins with one of these for a formula. */
function cell(value: string): string {
  const plain = /^[=+@\t\r-]/.test(value) ? `'${value}` : value;
  return /[",\n\r]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}

/** By port: who may, and how many may not. */
function text({ connections }: Reachability): string {
  const ports = new Map<string, Connection[]>();
  for (const connection of connections) {
    const { service, port, protocol, to } = connection;
    const title = `${service}:${port} (${protocol}) to ${to}`;
    ports.set(title, [...ports.get(title) ?? [], connection]);
  }
  const lines = [...ports].flatMap(([title, all]) => {
    const open = all.filter(({ allowed }) => allowed !== 'none');
    const width = Math.max(0, ...open.map(({ from }) => from.length));
    const closed = all.length - open.length;
    return [title, ...open.map(connection => `  ${connection.from.padEnd(width)}  ${how(connection)}`), ...(closed > 0 ? [`  ${open.length === 0 ? 'nobody' : `not for ${closed} other ${closed === 1 ? 'caller' : 'callers'}`}`] : [])];
  });
  return `${lines.map(visible).join('\n')}\n`;
}

function how({ allowed, only, except, transport, indeterminate }: Connection): string {
  const requests = allowed === 'all' ? 'everything' : only.length > 0 ? `only ${only.map(conditionText).join('; ')}` : except.length > 0 ? `all but ${except.map(conditionText).join('; ')}` : 'some requests';
  return [requests, ...(transport === null ? [] : [transport]), ...(indeterminate ? ['depends on what the manifests do not say'] : [])].join(', ');
}
