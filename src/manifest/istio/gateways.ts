import type { PathStep } from '../field-path';
import { addressesByHand } from '../gateway-api/gateways';
import type { Json, ManifestObject } from '../manifest-object';
import { list, record, records, text, texts } from '../manifest-object';
import type { ManifestSet } from '../manifest-set';
import { view } from '../manifest-set';
import type { Labels } from '../selectors';
import { matchesLabels } from '../selectors';
import type { Workload } from '../workloads';
import { selectedEverywhere } from '../workloads';
import { byAge } from './age';
import { isVisibleIn } from './export';
import { hostsMeet } from './hosts';
import type { IstioProtocol } from './protocols';
import { namedProtocol } from './protocols';
import type { NamedHost, VirtualService } from './virtual-services';
import { virtualServicesAt } from './virtual-services';

/** A Gateway of Istio's own API (`networking.istio.io`). */
export interface IstioGateway {
  readonly object: ManifestObject;
  readonly namespace: string;
  /** "namespace/name", as VirtualServices name it. */
  readonly key: string;
  readonly selector: Labels;
  /** Pods of any namespace that it configures. */
  readonly pods: readonly GatewayPods[];
  readonly servers: readonly GatewayServer[];
}

/** Pods that proxy for Gateways. */
export interface GatewayPods {
  readonly namespace: string;
  readonly labels: Labels;
  /** What declares them: a workload, or the Gateway of the Gateway API that istiod deploys them for. Neither: Istio's default installation. */
  readonly workload: Workload | undefined;
  readonly deployedFor: ManifestObject | undefined;
}

export interface GatewayServer {
  readonly index: number;
  readonly path: readonly PathStep[];
  readonly port: number | undefined;
  readonly protocol: IstioProtocol;
  readonly bind: string;
  readonly hosts: readonly GatewayHost[];
  readonly tls: Readonly<Record<string, Json>> | undefined;
}

export interface GatewayHost {
  /** "*": VirtualServices of all namespaces. */
  readonly namespace: string;
  /** In lower case. */
  readonly host: string;
  readonly path: readonly PathStep[];
}

/** The oldest first. */
export const istioGateways = view((set): readonly IstioGateway[] => {
  const known = new Map<string, readonly GatewayPods[]>();
  const podsOf = (selector: Labels): readonly GatewayPods[] => {
    const key = JSON.stringify(selector);
    const pods = known.get(key) ?? selectedPods(set, selector);
    known.set(key, pods);
    return pods;
  };
  return [...set.all('networking.istio.io', 'Gateway')].sort(byAge).map((object): IstioGateway => {
    const namespace = object.namespace ?? '';
    const selector = texts(object.spec['selector']);
    return { object, namespace, key: `${namespace}/${object.name}`, selector, pods: podsOf(selector), servers: serversOf(object) };
  });
});

const byKey = view(set => new Map(istioGateways(set).map(gateway => [gateway.key, gateway] as const)));

/** By "namespace/name". */
export function istioGateway(set: ManifestSet, key: string): IstioGateway | undefined {
  return byKey(set).get(key);
}

/** What istiod deploys for Gateways of the Gateway API, and so can be selected by the labels that it puts on the pods. */
export const deployedGatewayPods = view((set): readonly GatewayPods[] =>
  set.all('gateway.networking.k8s.io', 'Gateway').filter(object => /^istio/.test(text(object.spec['gatewayClassName']) ?? '') && !addressesByHand(set, object)).map(object => ({
    namespace: object.namespace ?? '', workload: undefined, deployedFor: object,
    labels: {
      ...texts(record(object.spec['infrastructure'])['labels']),
      'gateway.networking.k8s.io/gateway-name': object.name, 'gateway.networking.k8s.io/gateway-class-name': text(object.spec['gatewayClassName']) ?? '',
      'istio.io/gateway-name': object.name,
    },
  })));

/** Hosts of a VirtualService that a server of a Gateway serves. */
export function servedHosts(server: GatewayServer, { hosts, namespace }: VirtualService): readonly NamedHost[] {
  return hosts.filter(({ host }) => server.hosts.some(one => (one.namespace === '*' || one.namespace === namespace) && hostsMeet(one.host, host)));
}

/** VirtualServices that name the Gateway, are seen by its pods and share a host with one of its servers; their routes are joined, the oldest first. */
export function boundVirtualServices(set: ManifestSet, gateway: IstioGateway): readonly VirtualService[] {
  const seenFrom = new Set(gateway.pods.map(({ namespace }) => namespace));
  return virtualServicesAt(set, gateway.key).filter(one => gateway.servers.some(server => servedHosts(server, one).length > 0)
    && (seenFrom.size === 0 || [...seenFrom].some(namespace => isVisibleIn(one.visibility, namespace))));
}

/** A host of a server or of a Sidecar: "namespace/host", "./host", "host". */
export function scopedHost(value: string, namespace: string): { readonly namespace: string; readonly host: string } {
  const slash = value.indexOf('/');
  const scope = slash < 0 ? '*' : value.slice(0, slash);
  return { namespace: scope === '.' ? namespace : scope, host: value.slice(slash + 1).toLowerCase() };
}

/** Pods of Istio's default installation, which manifests need not hold. */
function defaultPods(set: ManifestSet, selector: Labels): GatewayPods[] {
  const labels = { istio: 'ingressgateway', app: 'istio-ingressgateway' };
  return matchesLabels(selector, labels) ? [{ namespace: set.settings.rootNamespace, workload: undefined, deployedFor: undefined, labels }] : [];
}

/** An empty selector is for every gateway. */
function selectedPods(set: ManifestSet, selector: Labels): readonly GatewayPods[] {
  if (Object.keys(selector).length === 0) return deployedGatewayPods(set);
  const declared = selectedEverywhere(set, selector)
    .map((workload): GatewayPods => ({ namespace: workload.namespace, labels: workload.labels, workload, deployedFor: undefined }));
  const deployed = deployedGatewayPods(set).filter(({ labels }) => matchesLabels(selector, labels));
  return declared.length + deployed.length > 0 ? [...declared, ...deployed] : defaultPods(set, selector);
}

function serversOf(object: ManifestObject): GatewayServer[] {
  const namespace = object.namespace ?? '';
  return records(object.spec['servers']).map(([{ port, bind, hosts, tls }, index]): GatewayServer => {
    const { number, protocol } = record(port);
    return {
      index, path: ['spec', 'servers', index], port: typeof number === 'number' ? number : undefined, protocol: namedProtocol(protocol), bind: text(bind) ?? '',
      hosts: list(hosts).flatMap((host, at): GatewayHost[] =>
        (typeof host === 'string' ? [{ ...scopedHost(host, namespace), path: ['spec', 'servers', index, 'hosts', at] }] : [])),
      tls: typeof tls === 'object' && tls !== null ? record(tls) : undefined,
    };
  });
}
