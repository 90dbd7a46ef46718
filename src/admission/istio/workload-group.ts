import { Field } from '../../manifest/field';
import { isPort } from '../../manifest/istio/address-syntax';
import type { Complain } from '../../manifest/istio/complain';
import { nameOf } from '../../manifest/istio/complain';
import type { ManifestObject } from '../../manifest/manifest-object';
import { checkLabels } from './labels';

export const WORKLOAD_GROUP_RULES = [
  'workload-group/template', 'probe/negative', 'probe/method', 'probe/port', 'probe/scheme', 'probe/header', 'probe/command',
] as const;

export function checkWorkloadGroup(object: ManifestObject, complain: Complain): void {
  const spec = Field.spec(object);
  if (!spec.at('template').isSet) {
    complain('workload-group/template', spec, 'A WorkloadGroup has no template.', 'Write template, {} at least.');
    return;
  }
  checkLabels(spec.at('metadata', 'labels'), complain);
  checkProbe(spec.at('probe'), complain);
}

function checkProbe(probe: Field, complain: Complain): void {
  if (!probe.isSet) return;
  for (const key of ['periodSeconds', 'initialDelaySeconds', 'timeoutSeconds', 'successThreshold', 'failureThreshold']) {
    const setting = probe.at(key);
    if (setting.number < 0) complain('probe/negative', setting, `\`${key}\` is ${setting.number}, below zero.`, 'Write 0 or more, or take it out for the default.');
  }
  const [http, tcp, exec] = [probe.at('httpGet'), probe.at('tcpSocket'), probe.at('exec')];
  if (!http.isSet && !tcp.isSet && !exec.isSet) {
    complain('probe/method', probe.at('grpc').isSet ? probe.at('grpc') : probe, probe.at('grpc').isSet ? '`grpc` is in the schema, but istiod does not take it.' : 'A probe does not say how to probe.',
      'Write httpGet, tcpSocket or exec.');
  }
  for (const method of [http, tcp]) {
    const port = method.at('port');
    if (method.isSet && !isPort(port.number)) complain('probe/port', port.isSet ? port : method, `\`${nameOf(method)}\` has no port number.`, 'Write port, a number from 1 to 65535.');
  }
  const scheme = http.at('scheme');
  if (!['', 'HTTP', 'HTTPS'].includes(scheme.text)) complain('probe/scheme', scheme, `A probe cannot use scheme "${scheme.text}".`, 'Write HTTP or HTTPS.');
  for (const header of http.at('httpHeaders').items()) {
    const name = header.at('name');
    if (!/^[-A-Za-z0-9]+$/.test(name.text)) complain('probe/header', name.isSet ? name : header, `"${name.text}" is no name of a header of a probe.`, 'Write letters, digits and dashes.');
  }
  if (exec.isSet && exec.at('command').size === 0) complain('probe/command', exec, '`exec` has no command.', 'Write command, such as ["/bin/check"].');
}
