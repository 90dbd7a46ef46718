import { enrolment } from '../../../manifest/enrolment';
import type { PathStep } from '../../../manifest/field-path';
import type { DestinationRule, Policy } from '../../../manifest/istio/destination-rules';
import { destinationRules } from '../../../manifest/istio/destination-rules';
import { hostsUnder } from '../../../manifest/istio/host-registry';
import type { EffectiveMtls } from '../../../manifest/istio/peer-authentication';
import { workloadMtls } from '../../../manifest/istio/peer-authentication';
import { record, records, text } from '../../../manifest/manifest-object';
import type { ManifestObject } from '../../../manifest/manifest-object';
import type { ManifestSet } from '../../../manifest/manifest-set';
import type { Labels } from '../../../manifest/selectors';
import { matchesLabels } from '../../../manifest/selectors';
import type { Service } from '../../../manifest/services';
import { targetPortOf } from '../../../manifest/services';
import type { Workload } from '../../../manifest/workloads';
import type { Rule } from '../../rule';

export const clientTlsAgainstServer: Rule = {
  id: 'client-tls-against-server',
  severity: 'error',
  what: 'A DestinationRule makes callers speak to pods in a way that the pods refuse.',
  why: 'Pods with mode STRICT reset what is not Istio\'s own mTLS, and pods with mode DISABLE, or outside the mesh, do not understand mTLS: every call fails with 503.',
  remedy: 'Take `tls` out of the DestinationRule: callers with sidecars find out by themselves what the pods take.',
  aliases: ['KIA0205', 'KIA0206', 'KIA0207', 'KIA0208', 'KIA0505', 'KIA0506'],
  see: ['https://istio.io/latest/docs/ops/common-problems/network-issues/#503-errors-after-setting-destination-rule', 'https://istio.io/latest/docs/ops/configuration/traffic-management/tls-configuration/'],
  check(set, report) {
    for (const rule of destinationRules(set)) {
      const settings = tlsSettings(rule);
      if (settings.length === 0) continue;
      const services = hostsUnder(set, rule.host).flatMap(({ service }) => service ?? []);
      for (const setting of settings) {
        const refused = refusedAt(set, services, setting);
        if (!refused) continue;
        const { service, workload, port, server } = refused;
        const { rootNamespace } = set.settings;
        const meshWide = server === undefined ? rule.namespace === rootNamespace : server.decidedBy?.namespace === rootNamespace;
        const isMutual = setting.mode === 'ISTIO_MUTUAL';
        report(setting.object, setting.path, {
          message: server === undefined ? `Callers send mTLS to port ${port} of Service ${service.name}, and the pods of ${workload.name} are in no mesh (${enrolment(set, workload).why}).`
            : `Callers send ${isMutual ? 'mTLS' : setting.mode === 'DISABLE' ? 'plaintext' : 'TLS of their own'} to port ${port} of Service ${service.name}, and the pods of ${workload.name} have mTLS mode ${server.mode}${server.decidedBy ? ` from PeerAuthentication ${server.decidedBy.namespace}/${server.decidedBy.name}` : ''}.`,
          remedy: `Take tls out${isMutual ? '' : ', or write mode: ISTIO_MUTUAL'}.`,
          related: [service.object, workload.object, ...(server?.decidedBy ? [server.decidedBy] : [])],
          aliases: [server === undefined ? (meshWide ? 'KIA0205' : 'KIA0206') : isMutual ? (meshWide ? 'KIA0506' : 'KIA0505') : (meshWide ? 'KIA0208' : 'KIA0207')],
        });
      }
    }
  },
};

interface TlsSetting {
  readonly mode: string;
  readonly object: ManifestObject;
  readonly path: readonly PathStep[];
  /** Undefined: of every port that has no settings of its own. */
  readonly port: number | undefined;
  readonly except: ReadonlySet<number>;
  readonly subset: Labels | undefined;
}

function tlsSettings({ trafficPolicy, subsets }: DestinationRule): TlsSetting[] {
  return [...settingsOf(trafficPolicy, undefined), ...subsets.flatMap(subset => settingsOf(subset.trafficPolicy, subset.labels))];
}

function settingsOf(policy: Policy | undefined, subset: Labels | undefined): TlsSetting[] {
  if (!policy) return [];
  const { object, path, fields } = policy;
  const ports = records(fields['portLevelSettings']).map(([settings, index]) => ({ number: record(settings['port'])['number'] as unknown, mode: text(record(settings['tls'])['mode']), at: [...path, 'portLevelSettings', index, 'tls', 'mode'] }))
    .filter((one): one is typeof one & { number: number } => typeof one.number === 'number');
  const all = text(record(fields['tls'])['mode']);
  return [
    ...(all ? [{ mode: all, object, path: [...path, 'tls', 'mode'], port: undefined, except: new Set(ports.map(({ number }) => number)), subset }] : []),
    ...ports.flatMap(({ number, mode, at }) => (mode ? [{ mode, object, path: at, port: number, except: new Set<number>(), subset }] : [])),
  ];
}

interface Refused {
  readonly service: Service;
  readonly workload: Workload;
  readonly port: number;
  /** Undefined: outside the mesh. */
  readonly server: EffectiveMtls | undefined;
}

function refusedAt(set: ManifestSet, services: readonly Service[], { mode, port, except, subset }: TlsSetting): Refused | undefined {
  for (const service of services) {
    const ports = service.ports.filter(one => (port === undefined ? !except.has(one.port) : one.port === port) && one.protocol === 'TCP');
    for (const workload of service.workloads) {
      if (subset && !matchesLabels(subset, workload.labels)) continue;
      const { dataPlane } = enrolment(set, workload);
      const isOutside = dataPlane === 'none' && set.find('', 'Namespace', null, workload.namespace) !== undefined;
      const first = ports[0];
      if (isOutside && mode === 'ISTIO_MUTUAL' && first) return { service, workload, port: first.port, server: undefined };
      if (dataPlane !== 'istio-sidecar') continue;
      for (const one of ports) {
        const server = workloadMtls(set, workload, targetPortOf(one, workload));
        if (mode === 'ISTIO_MUTUAL' ? server.mode === 'DISABLE' : server.mode === 'STRICT') return { service, workload, port: one.port, server };
      }
    }
  }
  return undefined;
}
