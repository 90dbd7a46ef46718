import { enrolment } from '../../../manifest/enrolment';
import type { IstioProtocol } from '../../../manifest/istio/protocols';
import { servicePortProtocol } from '../../../manifest/istio/protocols';
import { refText } from '../../../manifest/object-ref';
import type { KubeServicePort, Service } from '../../../manifest/services';
import { servicesOf, targetPortOf } from '../../../manifest/services';
import type { Workload } from '../../../manifest/workloads';
import { workloads } from '../../../manifest/workloads';
import type { Rule } from '../../rule';

type Exposure = readonly [service: Service, port: KubeServicePort];

export const servicesDisagreeOnProtocol: Rule = {
  id: 'services-disagree-on-protocol',
  severity: 'warning',
  what: 'Two Services in front of the same pods give one port different protocols.',
  why: 'Istio handles a port of a pod in one way: one of the Services decides whether HTTP rules, metrics and retries hold there, and the other is handled against its own words.',
  remedy: 'Give the port the same name prefix or `appProtocol` in both Services.',
  aliases: ['IST0116'],
  see: ['https://istio.io/latest/docs/reference/config/analysis/ist0116/'],
  check(set, report) {
    for (const workload of workloads(set)) {
      const inFront = servicesOf(set, workload);
      if (workload.madeBy || inFront.length < 2 || !enrolment(set, workload).dataPlane.startsWith('istio-')) continue;
      const exposures = inFront.flatMap(service => service.ports.map((port): Exposure => [service, port]));
      for (const [place, exposed] of clashes(exposures, ([, port]) => targetPortOf(port, workload), ([, port]) => transport(servicePortProtocol(port)))) {
        const said = exposed.map(([service, port]) => `${refText(service.object.ref)} ${servicePortProtocol(port)}`);
        report(workload.object, pathOf(workload, place), {
          message: `Port ${place} of ${refText(workload.object.ref)} has different protocols in the Services in front of it: ${said.join(', ')}.`,
          remedy: `Set the same \`appProtocol\` for it in ${exposed.map(([service]) => refText(service.object.ref)).join(' and ')}.`,
          related: exposed.map(([service]) => service.object),
        });
      }
      for (const [place, exposed] of clashes(exposures, ([, { port }]) => port, ([, { protocol }]) => protocol)) {
        report(workload.object, pathOf(workload, undefined), {
          severity: 'info',
          message: `${exposed.map(([service, port]) => `${refText(service.object.ref)} (${port.protocol})`).join(' and ')} in front of ${refText(workload.object.ref)} use port ${place} with different protocols.`,
          remedy: 'Give the ports different numbers, or put both into one Service.', related: exposed.map(([service]) => service.object),
        });
      }
    }
  },
};

/** Ports that different Services describe differently, with one Service of each kind. */
function clashes(exposures: readonly Exposure[], placeOf: (exposure: Exposure) => number | undefined, kindOf: (exposure: Exposure) => string | undefined): [number, Exposure[]][] {
  const places = new Map<number, Map<string, Exposure>>();
  for (const exposure of exposures) {
    const [place, kind] = [placeOf(exposure), kindOf(exposure)];
    if (place === undefined || kind === undefined) continue;
    const kinds = places.get(place) ?? new Map<string, Exposure>();
    places.set(place, kinds);
    if (!kinds.has(kind)) kinds.set(kind, exposure);
  }
  return [...places].map(([place, kinds]): [number, Exposure[]] => [place, [...kinds.values()]])
    .filter(([, exposed]) => new Set(exposed.map(([service]) => service)).size > 1);
}

/** What a proxy tells apart: HTTP, TLS and other bytes. Nothing for ports that say nothing and for datagrams. */
function transport(protocol: IstioProtocol): string | undefined {
  if (protocol === 'auto' || protocol === 'udp') return undefined;
  return ['http', 'http2', 'grpc', 'grpc-web', 'http_proxy'].includes(protocol) ? 'http' : ['tls', 'https'].includes(protocol) ? 'tls' : 'tcp';
}

function pathOf({ ports, template }: Workload, number: number | undefined): readonly (string | number)[] {
  return ports.find(port => port.number === number)?.path ?? [...template, 'spec', 'containers'];
}
