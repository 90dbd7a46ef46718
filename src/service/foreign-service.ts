import { MeshError } from '../model/errors';
import type { Finding } from '../model/errors';
import type { ServiceModel, ServicePortModel } from '../model/model';
import { routeSets } from '../model/routes';
import type { ForeignObject } from '../world/foreign-object';
import type { ServiceSpecJson } from '../world/object-json';
import { adoptService, isTcp } from '../world/owner-resources';
import type { World } from '../world/world';
import { podFacts, protocolOfAppProtocol, protocolOfName } from './pod-template';

/** The ports of a Service that another construct makes, if they say what they speak. */
export function portsOfObject(path: string, foreign: ForeignObject): ServicePortModel[] {
  const ports = foreign.read<ServiceSpecJson>().spec?.ports ?? [];
  return ports.filter(isTcp).map(p => {
    const protocol = protocolOfAppProtocol(p.appProtocol) ?? protocolOfName(p.name);
    if (!protocol) {
      throw new MeshError('invalid-argument', path,
        `port ${p.port} of the Service does not say what it speaks (name ${p.name ?? 'none'}, appProtocol ${p.appProtocol ?? 'none'}); give \`ports\`, for example [ServicePort.http(${p.port})]`);
    }
    return { name: p.name ?? (ports.length === 1 ? protocol : `${protocol}-${p.port}`), port: p.port, targetPort: p.targetPort ?? p.port, protocol };
  });
}

/** Whether the Service, as it will be written, is what was said about it; and takes over what it says itself. */
export function checkForeignService(world: World, model: ServiceModel, foreign: ForeignObject): Finding[] {
  const object = foreign.read<ServiceSpecJson>();
  const finding = (message: string): Finding => ({ id: 'foreign-object-mismatch', severity: 'error', path: model.path, message });
  const ports = (object.spec?.ports ?? []).filter(isTcp);
  const selector = object.spec?.selector ?? {};
  const findings = model.ports.filter(p => !ports.some(q => q.port === p.port))
    .map(p => finding(`Service ${model.name} has no port ${p.port}; it has ${ports.map(q => q.port).join(', ') || 'none'}: correct \`ports\``));
  const unsaid = ports.filter(q => !model.ports.some(p => p.port === q.port)).map(q => q.port);
  if (unsaid.length > 0) {
    findings.push(finding(`Service ${model.name} has ${unsaid.length === 1 ? 'port' : 'ports'} ${unsaid.join(', ')} too, and nothing says what it speaks there; name every port in \`ports\``));
  }
  if (adoptService(model, foreign)) world.touch(model);
  const pods = (model.workload && world.foreignPods.get(model.workload)) ?? [];
  const labels = pods.length > 0 ? pods.map(p => podFacts(p.read()).labels) : [model.workload!.policyLabels];
  const stray = Object.entries(selector).find(([key, value]) => labels.some(l => l[key] !== value));
  if (stray) findings.push(finding(`Service ${model.name} selects pods with ${stray[0]}: ${stray[1]}, which those of workload "${model.workload!.name}" do not carry; hand in the workload that the Service selects`));
  if (Object.keys(selector).length === 0) findings.push(finding(`Service ${model.name} selects no pods; hand in a Service with a selector`));
  const unroutable = object.spec?.type === 'ExternalName' ? 'is of type ExternalName' : object.spec?.clusterIP === 'None' ? 'is headless' : undefined;
  if (unroutable && routeSets(model).length > 0) {
    findings.push(finding(`Service ${model.name} ${unroutable}, so no route can take hold of requests to it; declare the intents on a Service with a cluster IP`));
  }
  return findings;
}
