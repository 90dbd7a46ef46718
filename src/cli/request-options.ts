import type { Command } from 'commander';
import { InvalidArgumentError, Option } from 'commander';
import { isIP } from 'node:net';
import type { RequestCaller, SimulatedRequest } from '../simulator/request';
import { collected } from './common-options';
import { CliError } from './cli-error';

/** One request on the command line. */
export interface RequestOptions {
  readonly from?: string;
  readonly label?: readonly string[];
  readonly ip?: string;
  readonly enrolled?: string;
  readonly to?: string;
  readonly method?: string;
  readonly header?: readonly string[];
  readonly through?: string;
  readonly directTo?: readonly string[];
  readonly address?: string;
  readonly token?: string;
}

export function withRequestOptions(command: Command): Command {
  return command
    .option('--from <caller>', 'who calls: NAMESPACE/SERVICE-ACCOUNT, NAMESPACE (with --label), outside, an IP address outside, or kubelet', once)
    .option('--label <key=value>', 'a label of the caller\'s pods; repeatable', collected)
    .option('--ip <address>', 'address of the caller', once)
    .addOption(new Option('--enrolled <yes|no>', 'whether the caller\'s pods are in the mesh (default: what labels and annotations say)').choices(['yes', 'no']))
    .option('--to <url>', 'what is called: http://cart.shop:7070/cart/1, grpc://…/package.Service/Method, https://…, tcp://host:port, tls://…', once)
    .option('--method <method>', 'HTTP method (default: "GET")', once)
    .option('--header <name: value>', 'a header of the request; repeatable', collected)
    .option('--through <namespace/name>', 'the Gateway whose address the caller uses', once)
    .option('--direct-to <key=value>', 'call the pods of the service that hold this label, not the service; repeatable', collected)
    .option('--address <ip>', 'where the connection goes, if not where the host of the URL resolves', once)
    .option('--token <claims>', 'claims of a valid JWT on the request, as JSON', once);
}

/** Of several values, all but one would go unheard. */
function once(value: string, earlier: string | undefined): string {
  if (earlier !== undefined) throw new InvalidArgumentError(`It is given twice, before as '${earlier}'; one request is simulated: write several into a file for --requests.`);
  return value;
}

const OPTIONS: Readonly<Record<keyof RequestOptions, string>> = {
  from: '--from', label: '--label', ip: '--ip', enrolled: '--enrolled', to: '--to', method: '--method', header: '--header', through: '--through',
  directTo: '--direct-to', address: '--address', token: '--token',
};

/** Which options of one request were given. */
export function requestOptionsIn(options: RequestOptions): string[] {
  return (Object.keys(OPTIONS) as (keyof RequestOptions)[]).filter(key => options[key] !== undefined).map(key => OPTIONS[key]);
}

export function requestOf(options: RequestOptions): SimulatedRequest {
  const { from, to, method, header, through, directTo, address, token } = options;
  if (from === undefined) throw new CliError('Say who calls: --from NAMESPACE/SERVICE-ACCOUNT, outside, an IP address or kubelet.');
  if (to === undefined) throw new CliError('Say what is called: --to http://HOST:PORT/PATH.');
  return {
    from: callerOf(from, options),
    to,
    ...(method !== undefined && { method }),
    ...(header && { headers: headersOf(header) }),
    ...(through !== undefined && { through: gatewayOf(through) }),
    ...(directTo && { directTo: pairsOf(directTo, '--direct-to') }),
    ...(address !== undefined && { address }),
    ...(token !== undefined && { token: claimsOf(token) }),
  };
}

function callerOf(from: string, { label, ip, enrolled }: RequestOptions): RequestCaller {
  const more = { ...(ip !== undefined && { ip }), ...(label && { labels: pairsOf(label, '--label') }), ...(enrolled !== undefined && { enrolled: enrolled === 'yes' }) };
  if (from === 'kubelet') return { ...more, kubelet: true };
  if (from === 'outside') return more;
  if (isIP(from) !== 0) {
    if (ip !== undefined) throw new CliError(`--from ${from} and --ip ${ip} both say the caller's address: give one of both.`);
    return { ...more, ip: from };
  }
  if (/^[\d.:]+(?:\/\d+)?$/.test(from)) throw new CliError(`--from: ${JSON.stringify(from)} is no IP address; write one such as 203.0.113.7.`);
  const match = /^([^/\s]+)(?:\/([^/\s]+))?$/.exec(from);
  if (!match) throw new CliError(`--from: ${JSON.stringify(from)} is no caller; write NAMESPACE/SERVICE-ACCOUNT, outside, an IP address or kubelet.`);
  return { ...more, namespace: match[1]!, ...(match[2] !== undefined && { serviceAccount: match[2] }) };
}

function gatewayOf(text: string): { readonly namespace: string; readonly name: string } {
  const [, namespace, name] = /^([^/\s]+)\/([^/\s]+)$/.exec(text) ?? [];
  if (namespace === undefined || name === undefined) throw new CliError(`--through: ${JSON.stringify(text)} is no Gateway; write NAMESPACE/NAME.`);
  return { namespace, name };
}

function headersOf(headers: readonly string[]): Record<string, string> {
  const read: Record<string, string> = {};
  for (const text of headers) {
    const [, name, value] = /^([^:\s]+):\s*(.*)$/s.exec(text) ?? [];
    if (name === undefined || value === undefined) throw new CliError(`--header: ${JSON.stringify(text)} is no header; write 'name: value'.`);
    read[name] = read[name] === undefined ? value : `${read[name]},${value}`;
  }
  return read;
}

function pairsOf(pairs: readonly string[], option: string): Record<string, string> {
  return Object.fromEntries(pairs.map(text => {
    const at = text.indexOf('=');
    if (at < 1) throw new CliError(`${option}: ${JSON.stringify(text)} is no label; write KEY=VALUE.`);
    return [text.slice(0, at), text.slice(at + 1)];
  }));
}

function claimsOf(text: string): Record<string, unknown> {
  try {
    const claims: unknown = JSON.parse(text);
    if (typeof claims === 'object' && claims !== null && !Array.isArray(claims)) return claims as Record<string, unknown>;
  } catch {
    // Said below, as for JSON of another kind.
  }
  throw new CliError(`--token: ${JSON.stringify(text)} is no JSON map of claims; write '{"iss": "https://issuer.example.com", "sub": "alice"}'.`);
}
