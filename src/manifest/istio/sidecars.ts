import type { PathStep } from '../field-path';
import type { ManifestObject } from '../manifest-object';
import { list, record, records, text, texts } from '../manifest-object';
import type { ManifestSet } from '../manifest-set';
import { view } from '../manifest-set';
import type { Labels } from '../selectors';
import { matchesLabels } from '../selectors';
import { byAge } from './age';
import { scopedHost } from './gateways';
import { hostsMeet, isUnder } from './hosts';
import type { IstioProtocol } from './protocols';
import { namedProtocol } from './protocols';

/** A Sidecar of Istio: what a proxy knows of the mesh. */
export interface Sidecar {
  readonly object: ManifestObject;
  readonly namespace: string;
  /** Undefined where it is for all workloads of its namespace, or of the mesh if it stands in the root namespace. */
  readonly workloadSelector: Labels | undefined;
  /** Of all egress listeners; undefined where it has none, and everything is known. */
  readonly egressHosts: readonly EgressHost[] | undefined;
  /** In their order; the first for a port is the one that is used. */
  readonly egress: readonly EgressListener[];
}

export interface EgressListener {
  /** Undefined: for all ports that no other listener has. */
  readonly port: number | undefined;
  /** What it takes its port for, whatever Services say of it; undefined where it has none. */
  readonly protocol: IstioProtocol | undefined;
  /** Whether it brings in hosts with its port alone; a proxy for any host does not. */
  readonly isOfPort: boolean;
  /** Where it listens, if not at the addresses of what it imports; undefined also for a socket in the file system. */
  readonly bind: string | undefined;
  /** Whether it takes connections that the pods make without knowing of it. */
  readonly captures: boolean;
  readonly egressHosts: readonly EgressHost[];
}

export interface EgressHost {
  /** "*", a namespace, or "." for the proxy's own. */
  readonly namespace: string;
  readonly host: string;
  /** Taken out of what the others bring in. */
  readonly excluded: boolean;
  readonly written: string;
  readonly path: readonly PathStep[];
}

/** Those with a selector first, then the oldest first. */
export const sidecars = view((set): readonly Sidecar[] => [...set.all('networking.istio.io', 'Sidecar')].sort(byAge).map(sidecarOf)
  .sort((a, b) => Number(a.workloadSelector === undefined) - Number(b.workloadSelector === undefined)));

const byNamespace = view(set => {
  const index = new Map<string, Sidecar[]>();
  for (const sidecar of sidecars(set)) {
    const known = index.get(sidecar.namespace);
    if (known) known.push(sidecar);
    else index.set(sidecar.namespace, [sidecar]);
  }
  return index;
});

export function sidecarsIn(set: ManifestSet, namespace: string): readonly Sidecar[] {
  return byNamespace(set).get(namespace) ?? [];
}

/** The one Sidecar that holds for a workload: the oldest that selects it, else its namespace's, else the root namespace's without a selector. */
export function sidecarFor(set: ManifestSet, { namespace, labels }: { readonly namespace: string; readonly labels: Labels }): Sidecar | undefined {
  const own = sidecarsIn(set, namespace).find(({ workloadSelector }) => !workloadSelector || matchesLabels(workloadSelector, labels));
  return own ?? sidecarsIn(set, set.settings.rootNamespace).find(({ workloadSelector }) => !workloadSelector);
}

/** Whether a listener lets the proxies of a namespace know a Service or a host of a ServiceEntry that stands in another: all of it falls under what is imported. */
export function importsHost(listener: Pick<Sidecar, 'egressHosts'>, clientNamespace: string, host: string, hostNamespace: string): boolean {
  return imports(listener, clientNamespace, host, hostNamespace, isUnder);
}

/** Whether it lets them know a host that it imports by the name of an ExternalName Service too: among the egress hosts that brought it in, its namespace's before those of all, one has to be for that name. */
export function importsAlias({ egressHosts }: Pick<Sidecar, 'egressHosts'>, clientNamespace: string, alias: string, host: string, hostNamespace: string): boolean {
  if (egressHosts === undefined) return true;
  const brought = egressHosts.filter(({ excluded }) => !excluded);
  const own = brought.filter(({ namespace }) => (namespace === '.' ? clientNamespace : namespace) === hostNamespace);
  const relevant = own.some(one => isUnder(host, one.host)) ? own : brought.filter(({ namespace }) => namespace === '*');
  return relevant.some(one => isUnder(alias, one.host));
}

/** Whether it lets them know a VirtualService for a host: one for a wildcard is taken with any name under it. */
export function importsRoutes(listener: Pick<Sidecar, 'egressHosts'>, clientNamespace: string, host: string, hostNamespace: string): boolean {
  return imports(listener, clientNamespace, host, hostNamespace, hostsMeet);
}

function imports({ egressHosts }: Pick<Sidecar, 'egressHosts'>, clientNamespace: string, host: string, hostNamespace: string, meets: (host: string, imported: string) => boolean): boolean {
  if (egressHosts === undefined) return true;
  const relevant = egressHosts.filter(({ namespace }) => {
    const scope = namespace === '.' ? clientNamespace : namespace;
    return scope === '*' || scope === hostNamespace;
  });
  return relevant.some(one => !one.excluded && meets(host, one.host)) && !relevant.some(one => one.excluded && isUnder(host, one.host));
}

function sidecarOf(object: ManifestObject): Sidecar {
  const { workloadSelector, egress } = object.spec as Record<string, unknown>;
  const labels = texts(record(workloadSelector)['labels']);
  const listeners = records(egress).map(([{ hosts, port, captureMode, bind }, index]): EgressListener => {
    const { number, protocol } = record(port);
    const said = typeof number === 'number' ? namedProtocol(protocol) : undefined;
    return {
      port: typeof number === 'number' ? number : undefined, protocol: said, isOfPort: typeof number === 'number' && number !== 0 && said !== 'http_proxy',
      bind: text(bind)?.startsWith('unix://') ? undefined : text(bind) || undefined, captures: captureMode !== 'NONE' && !text(bind)?.startsWith('unix://'),
      egressHosts: list(hosts).flatMap((host, at): EgressHost[] => (typeof host === 'string' ? [egressHost(host, ['spec', 'egress', index, 'hosts', at])] : [])),
    };
  });
  return {
    object, namespace: object.namespace ?? '',
    workloadSelector: workloadSelector === undefined || workloadSelector === null ? undefined : labels,
    egressHosts: listeners.length === 0 ? undefined : listeners.flatMap(({ egressHosts }) => egressHosts),
    egress: listeners,
  };
}

/** "." stays: it means the proxy's own namespace, also in a Sidecar of the root namespace. */
function egressHost(written: string, path: readonly PathStep[]): EgressHost {
  const excluded = written.startsWith('~');
  // "~/*" takes out of all namespaces: beside others, it takes them out too.
  const { namespace, host } = scopedHost(written.startsWith('~/') ? `*${written.slice(1)}` : excluded ? written.slice(1) : written, '.');
  return { namespace, host, excluded, written, path };
}
