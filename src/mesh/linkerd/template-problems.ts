import type { Problem } from '../../model/data-plane';
import type { WorkloadModel } from '../../model/model';
import { portRules } from '../../model/port-rules';
import { speaksHttp } from '../../model/protocol';
import type { StringMap } from '../../model/resource';
import { bypassProblems, portRanges } from '../shared/bypassed-ports';
import { containerPort, OPAQUE_PORTS } from './opaque-ports';

const SKIP = 'config.linkerd.io/skip-inbound-ports';

/** Annotations of pods, which take them from their namespace unless they have their own, that the proxies would go by. */
export function linkerdTemplateProblems(workload: WorkloadModel, pods: StringMap, namespace: StringMap): Problem[] {
  if (!workload.enrolled) return [];
  const carried = { ...namespace, ...pods };
  const skipped = carried[SKIP];
  return [...(skipped === undefined ? [] : bypassProblems(workload, carried, SKIP, portRanges(skipped))), ...opaqueProblems(workload, carried)];
}

/** Callers wrap what they send to such a port, so that neither their proxies nor those of the pods see any requests. */
function opaqueProblems(workload: WorkloadModel, annotations: StringMap): Problem[] {
  const opaque = portRanges(annotations[OPAQUE_PORTS] ?? '');
  const declared = [
    ...portRules(workload).filter(r => r.rules.some(rule => rule.requests.length > 0)).map(r => ({ port: r.port, paths: r.paths, use: 'an allow-list tells requests apart' })),
    ...workload.services.flatMap(service => service.ports.filter(p => speaksHttp(p.protocol))
      .map(p => ({ port: containerPort(p, workload), paths: [service.path], use: `port ${p.port} of service "${service.name}" speaks ${p.protocol}` }))),
  ].filter(({ port }) => port !== undefined && opaque.some(({ from, to }) => port >= from && port <= to));
  return [...new Map(declared.reverse().map(d => [d.port, d])).values()].map(({ port, paths, use }) => ({
    id: 'foreign-object-mismatch', paths,
    message: `the pods of "${workload.name}" have annotation ${OPAQUE_PORTS}: ${JSON.stringify(annotations[OPAQUE_PORTS])}, so that Linkerd takes port ${port} for bytes, and ${use} there; `
      + `take port ${port} out of the annotation, or declare it as TCP and do without methods and paths`,
  }));
}
