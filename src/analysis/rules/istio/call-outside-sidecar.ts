import { declaredCalls } from '../../../manifest/declared-calls';
import { enrolment } from '../../../manifest/enrolment';
import { importsHost, sidecarFor } from '../../../manifest/istio/sidecars';
import { record, text } from '../../../manifest/manifest-object';
import { meshSetting } from '../../../manifest/mesh-config';
import { refText } from '../../../manifest/object-ref';
import type { Rule } from '../../rule';

export const callOutsideSidecar: Rule = {
  id: 'call-outside-sidecar',
  severity: 'warning',
  what: 'A workload calls a Service that its Sidecar keeps from its proxy.',
  why: 'To the proxy the Service is an unknown host: routes, retries, policies and mTLS of the mesh do not apply to the call, and where only registered hosts may be called it fails.',
  remedy: 'Add the Service, or its namespace, to `egress[].hosts` of the Sidecar.',
  aliases: [],
  see: ['https://istio.io/latest/docs/reference/config/networking/sidecar/#IstioEgressListener'],
  check(set, report) {
    for (const { callers, to } of declaredCalls(set)) {
      for (const caller of callers) {
        const sidecar = sidecarFor(set, caller);
        if (!sidecar?.egressHosts || importsHost(sidecar, caller.namespace, to.host, to.namespace) || enrolment(set, caller).dataPlane === 'istio-ambient') continue;
        const mode = text(record(sidecar.object.spec['outboundTrafficPolicy'])['mode']) ?? text(meshSetting(set, 'outboundTrafficPolicy', 'mode'));
        report(sidecar.object, ['spec', 'egress'], {
          severity: mode === 'REGISTRY_ONLY' ? 'error' : 'warning',
          message: `${caller.object.kind} ${caller.namespace}/${caller.name} calls Service ${to.namespace}/${to.name}, which no egress host of this Sidecar lets in${mode === 'REGISTRY_ONLY' ? ', so that the call fails' : ''}.`,
          remedy: `Add \`${to.namespace}/${to.host}\` to \`spec.egress[0].hosts\` of ${refText(sidecar.object.ref)}.`,
          related: [caller.object, to.object],
        });
      }
    }
  },
};
