import { byAge } from '../../manifest/istio/age';
import type { GatewayPods, IstioGateway } from '../../manifest/istio/gateways';
import { deployedGatewayPods, istioGateway, istioGateways } from '../../manifest/istio/gateways';
import type { GatewayListeners } from '../../manifest/gateway-api/gateways';
import { addressesByHand, findListeners, gateways, isIstioClass, isWaypointClass, listenerSetsOf } from '../../manifest/gateway-api/gateways';
import type { ManifestObject } from '../../manifest/manifest-object';
import { list, records, text } from '../../manifest/manifest-object';
import type { ManifestSet } from '../../manifest/manifest-set';
import { view, viewOf } from '../../manifest/manifest-set';
import { matchesLabels } from '../../manifest/selectors';
import type { KubeServicePort, Service } from '../../manifest/services';
import { serviceByHost, servicesOf, targetPortOf } from '../../manifest/services';
import type { Workload } from '../../manifest/workloads';

/** What serves at a gateway's address: its pods, with every Gateway that selects them. */
export interface GatewayPlace {
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly serviceAccount: string;
  readonly gateways: readonly IstioGateway[];
  /** The Gateway of the Gateway API that the pods are deployed for. */
  readonly deployedFor: GatewayListeners | undefined;
  /** All of the Gateway API that the pods serve. */
  readonly apiGateways: readonly GatewayListeners[];
  readonly pods: GatewayPods;
}

/** Container ports of Istio's default installation. */
const DEFAULT_TARGETS: Readonly<Record<number, number>> = { 80: 8080, 443: 8443 };

/** Undefined where no pods are known that the Gateway configures, or they are not Istio's. */
export function gatewayPlace(set: ManifestSet, { namespace, name }: { readonly namespace: string; readonly name: string }): GatewayPlace | undefined {
  const known = places(set);
  const key = `${namespace}/${name}`;
  if (!known.has(key)) known.set(key, findPlace(set, namespace, name));
  return known.get(key);
}

const places = view(() => new Map<string, GatewayPlace | undefined>());

function findPlace(set: ManifestSet, namespace: string, name: string): GatewayPlace | undefined {
  const own = istioGateway(set, `${namespace}/${name}`);
  const listeners = findListeners(set, 'Gateway', namespace, name);
  const pods = own ? own.pods[0] : isIstioClass(listeners?.className) ? podsOf(set, listeners!) : undefined;
  return pods && placeOf(set, pods);
}

function placeOf(set: ManifestSet, pods: GatewayPods): GatewayPlace {
  const deployedFor = pods.deployedFor && findListeners(set, 'Gateway', pods.deployedFor.namespace ?? '', pods.deployedFor.name);
  return {
    namespace: pods.namespace, labels: pods.labels, serviceAccount: accountOf(pods), pods, deployedFor,
    gateways: istioGateways(set).filter(gateway => matchesLabels(gateway.selector, pods.labels)).sort((a, b) => byAge(a.object, b.object)),
    apiGateways: deployedFor ? [deployedFor] : pods.workload ? servedByHand(set, pods.workload) : [],
  };
}

/** The gateway that pods are; undefined for others. Pods are one that Istio injects or starts as such, or that a Gateway names. */
export const placeOfPods = viewOf((set, workload: Workload): GatewayPlace | undefined => {
  const { namespace, labels } = workload;
  const deployedFor = findListeners(set, 'Gateway', namespace, labels['gateway.networking.k8s.io/gateway-name'] ?? '');
  if (deployedFor && isIstioClass(deployedFor.className)) return isWaypointClass(deployedFor.className) ? undefined : gatewayPlace(set, deployedFor);
  const named = istioGateways(set).some(({ selector }) => Object.keys(selector).length > 0 && matchesLabels(selector, labels)) || servedByHand(set, workload).length > 0;
  return named || isGatewayProxy(workload) ? placeOf(set, { namespace, labels, workload, deployedFor: undefined }) : undefined;
});

/** By the template that Istio's injector is told to use, or by what the container is told to be. */
function isGatewayProxy({ annotations, podSpec }: Workload): boolean {
  const templates = (annotations['inject.istio.io/templates'] ?? '').split(',').map(name => name.trim());
  return templates.includes('gateway') || records(podSpec['containers']).some(([{ args }]) => list(args)[0] === 'proxy' && list(args)[1] === 'router');
}

/** The pods that Istio deploys for a Gateway, or those behind the Services that it names. */
function podsOf(set: ManifestSet, { object }: GatewayListeners): GatewayPods | undefined {
  const hosts = addressesByHand(set, object);
  if (!hosts) return deployedGatewayPods(set).find(({ deployedFor }) => deployedFor === object);
  const [workload] = hosts.flatMap(host => serviceByHost(set, host)?.workloads ?? []);
  return workload && { namespace: workload.namespace, labels: workload.labels, workload, deployedFor: undefined };
}

/** Gateways that name a Service of theirs in front of these pods. */
function servedByHand(set: ManifestSet, workload: Workload): readonly GatewayListeners[] {
  return gateways(set).filter(({ className, object }) => isIstioClass(className) && !isWaypointClass(className) && servicesByHand(set, object, workload).length > 0);
}

function servicesByHand(set: ManifestSet, gateway: ManifestObject, workload: Workload): readonly Service[] {
  const hosts = addressesByHand(set, gateway) ?? [];
  return servicesOf(set, workload).filter(({ host, namespace }) => hosts.includes(host.toLowerCase()) && namespace === gateway.namespace);
}

/** The container port that a port of the address leads to; undefined where no Service in front of the pods has it. */
export function containerPort(set: ManifestSet, { pods, deployedFor }: GatewayPlace, port: number): number | undefined {
  // The Service that Istio makes has the ports of all listeners.
  if (deployedFor) return [deployedFor, ...listenerSetsOf(set, deployedFor)].some(({ listeners }) => listeners.some(listener => listener.port === port)) ? port : undefined;
  if (!pods.workload) return DEFAULT_TARGETS[port] ?? port;
  const services = servicesOf(set, pods.workload);
  return services.length === 0 ? port : throughServices(services, pods.workload, port);
}

/** The container port that a server's port is: by way of a Service that has it, else as it stands. That of a Gateway that names its Services is one of theirs. */
export function serverPort(set: ManifestSet, { pods: { workload, deployedFor } }: GatewayPlace, number: number, byHand?: ManifestObject): number | undefined {
  if (!workload) return deployedFor ? number : DEFAULT_TARGETS[number] ?? number;
  return byHand ? throughServices(servicesByHand(set, byHand, workload), workload, number) : throughServices(servicesOf(set, workload), workload, number) ?? number;
}

function throughServices(services: readonly Service[], workload: Workload, number: number): number | undefined {
  const ports: KubeServicePort[] = services.flatMap(({ ports: all }) => all.filter(({ port, protocol }) => port === number && protocol === 'TCP'));
  return ports.map(port => targetPortOf(port, workload)).find(target => target !== undefined);
}

function accountOf({ workload, deployedFor }: GatewayPods): string {
  if (workload) return workload.serviceAccount;
  // The account that Istio's installation makes for its ingress gateway.
  if (!deployedFor) return 'istio-ingressgateway-service-account';
  const named = deployedFor.annotations['gateway.istio.io/service-account'] ?? deployedFor.annotations['gateway.istio.io/name-override'];
  return named ?? `${deployedFor.name}-${text(deployedFor.spec['gatewayClassName']) ?? ''}`;
}
