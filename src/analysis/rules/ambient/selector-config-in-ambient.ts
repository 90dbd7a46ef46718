import { enrolment } from '../../../manifest/enrolment';
import { policyTarget } from '../../../manifest/istio/policy-targets';
import { ambientPodsUnder, passedWaypoint } from '../../../manifest/istio/policy-reach';
import { record, texts } from '../../../manifest/manifest-object';
import { servicesOf } from '../../../manifest/services';
import { selectedWorkloads } from '../../../manifest/workloads';
import type { Rule } from '../../rule';

interface Kind {
  readonly group: string;
  readonly kind: string;
  readonly aliases: readonly string[];
  readonly selector: readonly [field: string, labels: string];
  /** Waypoints read those of their namespace that select nothing. */
  readonly wide?: boolean;
}

const KINDS: readonly Kind[] = [
  { group: 'security.istio.io', kind: 'RequestAuthentication', aliases: ['KIA1110', 'KIA1115'], selector: ['selector', 'matchLabels'] },
  { group: 'extensions.istio.io', kind: 'WasmPlugin', aliases: ['KIA1111', 'KIA1116'], selector: ['selector', 'matchLabels'] },
  { group: 'extensions.istio.io', kind: 'TrafficExtension', aliases: [], selector: ['selector', 'matchLabels'] },
  { group: 'telemetry.istio.io', kind: 'Telemetry', aliases: ['KIA1112', 'KIA1117'], selector: ['selector', 'matchLabels'], wide: true },
  { group: 'networking.istio.io', kind: 'EnvoyFilter', aliases: [], selector: ['workloadSelector', 'labels'], wide: true },
];

export const selectorConfigInAmbient: Rule = {
  id: 'selector-config-in-ambient',
  severity: 'error',
  what: 'A RequestAuthentication, WasmPlugin, TrafficExtension, Telemetry or EnvoyFilter is put on pods of ambient mode instead of on a waypoint.',
  why: 'A ztunnel reads none of them, and a waypoint reads only what names it, or what it serves, in `targetRefs`: tokens are not checked, and extensions not run.',
  remedy: 'Write `targetRefs` with the Service, or with the waypoint\'s Gateway, instead of a selector.',
  aliases: ['KIA1110', 'KIA1111', 'KIA1112', 'KIA1115', 'KIA1116', 'KIA1117'],
  see: ['https://istio.io/latest/docs/ambient/usage/l7-features/#targeting-policies'],
  check(set, report) {
    for (const { group, kind, aliases, selector, wide = false } of KINDS) {
      for (const object of set.all(group, kind)) {
        const target = policyTarget(set, object);
        if (target.kind === 'targets') continue;
        const labels = texts(record(object.spec[selector[0]])[selector[1]]);
        const selective = Object.keys(labels).length > 0;
        if (!selective && (wide || target.meshWide)) continue;
        const pods = selector[0] === 'selector' ? ambientPodsUnder(set, object)
          : selectedWorkloads(set, object.namespace!, labels).filter(workload => enrolment(set, workload).dataPlane === 'istio-ambient');
        const pod = pods[0];
        // Policies of a namespace hold for its gateways, and for pods with sidecars.
        if (!pod || (!selective && set.all('gateway.networking.k8s.io', 'Gateway').some(({ namespace, spec }) => namespace === object.namespace && spec['gatewayClassName'] === 'istio'))) continue;
        const service = servicesOf(set, pod)[0];
        const waypoint = service && passedWaypoint(set, service);
        report(object, selective ? ['spec', selector[0]] : ['spec'], {
          severity: kind === 'RequestAuthentication' ? 'error' : 'warning',
          message: `The pods of ${pod.name} are in ambient mode, and nothing reads ${/^[AEIOU]/.test(kind) ? 'an' : 'a'} ${kind} there that ${selective ? 'selects pods' : 'has no targetRefs'}.`,
          remedy: `Write \`targetRefs: [{ group: "", kind: Service, name: ${service?.name ?? '<Service>'} }]\`${selective ? ` instead of ${selector[0]}` : ''}${
            waypoint ? '' : `, and label Service ${service?.name ?? '<Service>'} istio.io/use-waypoint with the name of a waypoint`}.`,
          related: [pod.object], aliases,
        });
      }
    }
  },
};
