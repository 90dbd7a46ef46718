import { enrolment } from '../../../manifest/enrolment';
import type { Workload } from '../../../manifest/workloads';
import { workloads } from '../../../manifest/workloads';
import type { Rule } from '../../rule';

const EXCLUDED = 'traffic.sidecar.istio.io/excludeInboundPorts';
const INCLUDED = 'traffic.sidecar.istio.io/includeInboundPorts';
const BYPASS = 'ambient.istio.io/bypass-inbound-capture';

export const portBypassesSidecar: Rule = {
  id: 'port-bypasses-sidecar',
  severity: 'warning',
  what: 'An annotation takes declared container ports past Istio\'s proxy.',
  why: 'Connections to such a port reach the application as they come: in plaintext from anybody, whatever PeerAuthentication and AuthorizationPolicies say, and without metrics.',
  remedy: 'Take the port out of the annotation; if it has to be reached without mTLS, make that port PERMISSIVE in a PeerAuthentication instead.',
  aliases: [],
  see: ['https://istio.io/latest/docs/reference/config/annotations/'],
  check(set, report) {
    for (const workload of workloads(set)) {
      if (workload.madeBy) continue;
      const { dataPlane } = enrolment(set, workload);
      const [key, ports] = dataPlane === 'istio-sidecar' ? pastSidecar(workload) : dataPlane === 'istio-ambient' ? pastZtunnel(workload) : ['', []];
      if (ports.length === 0) continue;
      report(workload.object, [...workload.template, 'metadata', 'annotations', key], {
        message: `Port${ports.length > 1 ? 's' : ''} ${ports.join(', ')} of ${workload.id} bypass${ports.length > 1 ? '' : 'es'} the proxy (${key}: ${JSON.stringify(workload.annotations[key])}).`,
        remedy: key === BYPASS ? `Take annotation ${BYPASS} off the pods.` : `Take ${ports.join(', ')} ${key === EXCLUDED ? 'out of' : 'into'} ${key}, and state an mTLS exception in a PeerAuthentication where plaintext callers remain.`,
      });
    }
  },
};

function declared({ ports }: Workload): number[] {
  return [...new Set(ports.filter(({ protocol }) => protocol === 'TCP').map(({ number }) => number))];
}

function pastSidecar(workload: Workload): [key: string, ports: number[]] {
  const { annotations } = workload;
  const listed = (key: string) => annotations[key]!.split(',').map(port => port.trim());
  if (annotations[EXCLUDED] !== undefined) {
    const excluded = listed(EXCLUDED);
    const ports = declared(workload).filter(port => excluded.includes(String(port)));
    if (ports.length > 0) return [EXCLUDED, ports];
  }
  if (annotations[INCLUDED] === undefined || listed(INCLUDED).includes('*')) return [INCLUDED, []];
  const included = listed(INCLUDED);
  return [INCLUDED, declared(workload).filter(port => !included.includes(String(port)))];
}

function pastZtunnel(workload: Workload): [key: string, ports: number[]] {
  return [BYPASS, workload.annotations[BYPASS] === 'true' ? declared(workload) : []];
}
