import type { ContainerPortModel, NamedPortModel, ProbeModel } from '../model/model';
import { Protocol } from '../model/protocol';
import type { StringMap } from '../model/resource';
import type { ContainerJson, ObjectJson, PodMakerSpecJson, ProbeJson } from '../world/object-json';
import { isTcp, podTemplate } from '../world/owner-resources';

/** What the object of a workload (Deployment, StatefulSet, …, Pod) says about its pods. */
export interface PodFacts {
  /** Those that the object selects its pods by. */
  readonly policyLabels: StringMap;
  /** All that its pods carry. */
  readonly labels: StringMap;
  readonly annotations: StringMap;
  readonly hostNetwork: boolean;
  readonly serviceAccount: string;
  /** Those whose names say what they speak. */
  readonly ports: readonly ContainerPortModel[];
  readonly namedPorts: readonly NamedPortModel[];
  readonly probes: readonly ProbeModel[];
  /** Whether Istio may take the probes out of its policies' way. */
  readonly probesRewritten: boolean;
}

export function podFacts(object: ObjectJson<PodMakerSpecJson>): PodFacts {
  const template = podTemplate(object);
  const labels: StringMap = template.metadata?.labels ?? {};
  const containers = [...(template.spec?.containers ?? []), ...(template.spec?.initContainers ?? []).filter(c => c.restartPolicy === 'Always')];
  const ports = containers.flatMap(c => c.ports ?? []).filter(isTcp);
  return {
    policyLabels: object.spec?.selector?.matchLabels ?? labels,
    labels,
    annotations: template.metadata?.annotations ?? {},
    hostNetwork: template.spec?.hostNetwork === true,
    serviceAccount: template.spec?.serviceAccountName ?? 'default',
    ports: ports.flatMap(({ name, containerPort }) => {
      const protocol = protocolOfName(name);
      return protocol ? [{ name: name!, number: containerPort, protocol }] : [];
    }),
    namedPorts: ports.flatMap(({ name, containerPort }) => (name === undefined ? [] : [{ name, number: containerPort }])),
    probes: containers.flatMap(c => [c.readinessProbe, c.livenessProbe, c.startupProbe].flatMap(p => (p ? probe(c, p) : []))),
    probesRewritten: template.metadata?.annotations?.['sidecar.istio.io/rewriteAppHTTPProbers'] !== 'false',
  };
}

function probe(container: ContainerJson, { httpGet, grpc, tcpSocket }: ProbeJson): ProbeModel[] {
  const number = (port: number | string): number => (typeof port === 'number' ? port
    : (container.ports ?? []).find(p => p.name === port)?.containerPort ?? Number(port));
  if (httpGet) return [{ kind: 'http', port: number(httpGet.port), path: httpGet.path ?? '/', https: httpGet.scheme === 'HTTPS' }];
  if (grpc) return [{ kind: 'grpc', port: grpc.port, ...(grpc.service && { service: grpc.service }) }];
  if (tcpSocket) return [{ kind: 'tcp', port: number(tcpSocket.port) }];
  return [];
}

const BY_NAME: Readonly<Record<string, Protocol>> = {
  http: Protocol.HTTP, http2: Protocol.HTTP2, grpc: Protocol.GRPC, https: Protocol.HTTPS, tls: Protocol.TLS, tcp: Protocol.TCP,
  h2c: Protocol.HTTP2, 'kubernetes.io/h2c': Protocol.HTTP2, 'kubernetes.io/ws': Protocol.HTTP, 'kubernetes.io/wss': Protocol.HTTPS,
  redis: Protocol.TCP, mysql: Protocol.TCP, mongo: Protocol.TCP, postgres: Protocol.TCP, postgresql: Protocol.TCP, 'linkerd.io/opaque': Protocol.TCP, 'linkerd.io/tcp': Protocol.TCP,
};

/** What a port name (`http`, `grpc-web`, …) says that the port speaks. */
export function protocolOfName(name: string | undefined): Protocol | undefined {
  return name === undefined ? undefined : known(name) ?? known(name.split('-')[0]!);
}

/** What an appProtocol says that the port speaks. */
export function protocolOfAppProtocol(appProtocol: string | undefined): Protocol | undefined {
  return appProtocol === undefined ? undefined : known(appProtocol.toLowerCase());
}

function known(name: string): Protocol | undefined {
  return Object.hasOwn(BY_NAME, name) ? BY_NAME[name] : undefined;
}
