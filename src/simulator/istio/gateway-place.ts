import { byAge } from '../../manifest/istio/age';
import type { GatewayPods, IstioGateway } from '../../manifest/istio/gateways';
import { deployedGatewayPods, istioGateway, istioGateways } from '../../manifest/istio/gateways';
import type { GatewayListeners } from '../../manifest/gateway-api/gateways';
import { findListeners, isIstioClass, listenerSetsOf } from '../../manifest/gateway-api/gateways';
import { text } from '../../manifest/manifest-object';
import type { ManifestSet } from '../../manifest/manifest-set';
import { matchesLabels } from '../../manifest/selectors';
import type { KubeServicePort } from '../../manifest/services';
import { servicesOf, targetPortOf } from '../../manifest/services';

/** What serves at a gateway's address: its pods, with every Gateway that selects them. */
export interface GatewayPlace {
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly serviceAccount: string;
  readonly gateways: readonly IstioGateway[];
  /** The Gateway of the Gateway API that the pods are deployed for. */
  readonly deployedFor: GatewayListeners | undefined;
  readonly pods: GatewayPods;
}

/** Container ports of Istio's default installation. */
const DEFAULT_TARGETS: Readonly<Record<number, number>> = { 80: 8080, 443: 8443 };

/** Undefined where no pods are known that the Gateway configures, or they are not Istio's. */
export function gatewayPlace(set: ManifestSet, { namespace, name }: { readonly namespace: string; readonly name: string }): GatewayPlace | undefined {
  const own = istioGateway(set, `${namespace}/${name}`);
  const listeners = findListeners(set, 'Gateway', namespace, name);
  const pods = own ? own.pods[0] : isIstioClass(listeners?.className) ? deployedGatewayPods(set).find(({ deployedFor }) => deployedFor === listeners!.object) : undefined;
  if (!pods) return undefined;
  const { deployedFor } = pods;
  return {
    namespace: pods.namespace, labels: pods.labels, serviceAccount: accountOf(pods), pods,
    gateways: istioGateways(set).filter(gateway => matchesLabels(gateway.selector, pods.labels)).sort((a, b) => byAge(a.object, b.object)),
    deployedFor: deployedFor && findListeners(set, 'Gateway', deployedFor.namespace ?? '', deployedFor.name),
  };
}

/** The container port that a port of the address leads to; undefined where no Service in front of the pods has it. */
export function containerPort(set: ManifestSet, { pods, deployedFor }: GatewayPlace, port: number): number | undefined {
  // The Service that Istio makes has the ports of all listeners.
  if (deployedFor) return [deployedFor, ...listenerSetsOf(set, deployedFor)].some(({ listeners }) => listeners.some(listener => listener.port === port)) ? port : undefined;
  if (!pods.workload) return DEFAULT_TARGETS[port] ?? port;
  const services = servicesOf(set, pods.workload);
  return services.length === 0 ? port : throughServices(set, pods, port);
}

/** The container port that a server's `port.number` is: by way of a Service that has it, else as it stands. */
export function serverPort(set: ManifestSet, { pods }: GatewayPlace, number: number): number {
  if (!pods.workload) return pods.deployedFor ? number : DEFAULT_TARGETS[number] ?? number;
  return throughServices(set, pods, number) ?? number;
}

function throughServices(set: ManifestSet, { workload }: GatewayPods, number: number): number | undefined {
  const ports: KubeServicePort[] = servicesOf(set, workload!).flatMap(({ ports: all }) => all.filter(({ port, protocol }) => port === number && protocol === 'TCP'));
  return ports.map(port => targetPortOf(port, workload!)).find(target => target !== undefined);
}

function accountOf({ workload, deployedFor }: GatewayPods): string {
  if (workload) return workload.serviceAccount;
  // The account that Istio's installation makes for its ingress gateway.
  if (!deployedFor) return 'istio-ingressgateway-service-account';
  const named = deployedFor.annotations['gateway.istio.io/service-account'] ?? deployedFor.annotations['gateway.istio.io/name-override'];
  return named ?? `${deployedFor.name}-${text(deployedFor.spec['gatewayClassName']) ?? ''}`;
}
