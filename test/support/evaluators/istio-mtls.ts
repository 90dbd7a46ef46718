import type { Manifest } from '../app';
import type { Request } from './types';

/**
 * What the pod's port takes: one policy of the mesh, one of the namespace, one of the workload, each over the one before unless it says nothing;
 * ports are the workload's alone. Of several on one level the oldest counts, which manifests do not tell, so there may be one only.
 */
export function modeFor(objects: readonly Manifest[], to: Request['to'], rootNamespace: string): string {
  const all = objects.filter(o => o.kind === 'PeerAuthentication');
  const bare = (namespace: string) => all.filter(o => o.metadata.namespace === namespace && !o.spec.selector);
  const own = all.filter(o => o.metadata.namespace === to.namespace && to.namespace !== rootNamespace && o.spec.selector
    && Object.entries(o.spec.selector.matchLabels).every(([k, v]) => to.labels[k] === v));
  const levels = [bare(rootNamespace), bare(to.namespace), own].map(list => {
    if (list.length > 1) throw new Error('two PeerAuthentications on one level');
    return list[0]?.spec;
  });
  const mode = levels.map(spec => spec?.mtls?.mode).filter(m => m !== undefined && m !== 'UNSET').pop() ?? 'PERMISSIVE';
  const port = levels[2]?.portLevelMtls?.[String(to.port)]?.mode;
  return port === undefined || port === 'UNSET' ? mode : port;
}
