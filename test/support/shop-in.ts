import { App, Chart } from 'cdk8s';
import type { Mesh, ServicePort } from '../../src';
import { Cluster, GatewayApiChannel, MeshNamespace, MeshService } from '../../src';

export const CHANNELS = ['standard', 'experimental'] as const;
export type Channel = (typeof CHANNELS)[number];

export const clusterOf = (channel: Channel, gatewayApiVersion = '1.5', name: string = channel) => Cluster.of(name, {
  gatewayApiVersion, gatewayApiChannel: channel === 'experimental' ? GatewayApiChannel.EXPERIMENTAL : GatewayApiChannel.STANDARD,
});

/** An App with one chart and one namespace, `shop`, in a cluster with that channel of the Gateway API. */
export function shopIn(mesh: Mesh, channel: Channel = 'experimental', gatewayApiVersion?: string) {
  const app = new App();
  const chart = new Chart(app, 'shop');
  Cluster.assign(chart, clusterOf(channel, gatewayApiVersion));
  const namespace = new MeshNamespace(chart, 'ns', { mesh, name: 'shop' });
  const service = (name: string, ...ports: ServicePort[]) => new MeshService(chart, name, { namespace, ports });
  return { app, chart, namespace, service };
}

export type Shop = ReturnType<typeof shopIn>;
