import { knowsPorts } from '../../../manifest/known-objects';
import { records } from '../../../manifest/manifest-object';
import { services } from '../../../manifest/services';
import type { Rule } from '../../rule';

export const targetPortWithoutContainer: Rule = {
  id: 'target-port-without-container',
  severity: 'warning',
  what: 'A Service port sends to a container port that no container behind the Service declares.',
  why: 'A named port that no container has leaves the Service port without endpoints: every call fails. A number that no container declares works if something listens there all the same, and otherwise every call is refused.',
  remedy: 'Let `targetPort` name a port that the containers declare, or declare it there.',
  aliases: ['KIA0701'],
  see: ['https://kubernetes.io/docs/concepts/services-networking/service/#field-spec-ports'],
  check(set, report) {
    for (const service of services(set)) {
      if (service.madeBy) continue;
      for (const port of service.ports) {
        const { targetPort } = port;
        const pods = service.workloads.filter(({ ports }) => ports.length > 0);
        const declared = pods.flatMap(({ ports }) => ports);
        if (pods.length === 0 || !pods.every(knowsPorts) || declared.some(({ name, number }) => targetPort === (typeof targetPort === 'number' ? number : name))) continue;
        // A gateway of Istio listens where Gateways tell it to.
        if (typeof targetPort === 'number' && pods.some(({ podSpec }) => records(podSpec['containers']).some(([{ name }]) => name === 'istio-proxy'))) continue;
        report(service.object, [...port.path, ...(service.object.spec.ports[port.path[2]!].targetPort === undefined ? ['port'] : ['targetPort'])], {
          severity: typeof targetPort === 'number' ? 'warning' : 'error',
          message: `No container behind Service ${service.namespace}/${service.name} declares the port ${targetPort} that its port ${port.port} sends to (declared: ${[...new Set(declared.map(({ name, number }) => (name === undefined ? `${number}` : `${name} (${number})`)))].join(', ')}).`,
          remedy: `Set \`targetPort\` to one of the declared ports, or add containerPort ${typeof targetPort === 'number' ? targetPort : `with \`name: ${targetPort}\``} to the container that listens there.`,
          related: pods.map(({ object }) => object),
        });
      }
    }
  },
};
