import type { ForeignManifest } from '../../model/data-plane';
import type { WorkloadModel } from '../../model/model';
import { apiGroup, field, list } from '../shared/foreign-json';
import { maySelect } from '../shared/foreign-selectors';
import { workloadPolicy } from './inbound-policy';
import { inboundPolicies, serverName } from './inbound-servers';
import { inboundPorts } from './inbound-ports';
import { EVERYWHERE } from './inbound-authorizations';

const POLICY = 'policy.linkerd.io';

/**
 * Why an object of somebody else puts out of force what is said about who may call the pods, or undefined: of two Servers for one port of one pod
 * the older one counts, with its routes and policies; policies for one Server, route or namespace add up; and one more route on a Server takes
 * requests away from the others.
 */
export function foreignServerProblem(workload: WorkloadModel, object: ForeignManifest): string | undefined {
  if (!workload.enrolled || object.metadata.namespace !== workload.namespace.name) return undefined;
  const group = apiGroup(object.apiVersion);
  if (group === POLICY && object.kind === 'Server') return serverProblem(workload, object);
  if (group === POLICY && ['AuthorizationPolicy', 'ServerAuthorization'].includes(object.kind)) return policyProblem(workload, object);
  const isRoute = ['HTTPRoute', 'GRPCRoute'].includes(object.kind) && [POLICY, 'gateway.networking.k8s.io'].includes(group);
  return isRoute ? routeProblem(workload, object) : undefined;
}

const named = ({ kind, metadata }: ForeignManifest) => `${kind} "${metadata.name}"`;

function serverProblem(workload: WorkloadModel, object: ForeignManifest): string | undefined {
  const { spec } = object;
  if (!maySelect(field(spec, 'podSelector'), workload.policyLabels)) return undefined;
  const port = field(spec, 'port');
  const numbers = typeof port === 'number' ? [port] : workload.ports.filter(p => p.name === port).map(p => p.number);
  // A name that is not known may be that of any port whose own name is not.
  const nameless = numbers.length === 0 ? new Set(workload.ports.filter(p => p.name === undefined).map(p => p.number)) : new Set();
  const ours = inboundPorts(workload).find(i => numbers.includes(i.port) || nameless.has(i.port));
  if (ours) {
    return `${named(object)} is for port ${String(port)} of the pods of "${workload.name}" too, and of two Servers Linkerd takes the older one, with its policies; `
      + 'remove it, and say with ServiceAllowList whom it lets in';
  }
  const wanted = workloadPolicy(workload);
  const theirs = String(field(spec, 'accessPolicy') ?? 'deny');
  const closes = wanted === 'deny' ? theirs === 'deny' : wanted === 'all-authenticated' ? ['deny', 'all-authenticated', 'cluster-authenticated'].includes(theirs) : true;
  return closes ? undefined : `${named(object)} lets everybody in (accessPolicy ${theirs}) to port ${String(port)} of the pods of "${workload.name}", `
    + `where ${wanted === 'deny' ? 'nobody' : 'nobody without an identity'} is to come in; remove it, and use ${wanted === 'deny' ? 'ServiceAllowList' : 'addMtlsException'}`;
}

function policyProblem(workload: WorkloadModel, object: ForeignManifest): string | undefined {
  const servers = inboundPorts(workload).filter(i => i.accessPolicy === 'deny').map(i => serverName(workload, i.port));
  if (servers.length === 0) return undefined;
  const target = field(object.spec, 'targetRef');
  const [kind, name] = [String(field(target, 'kind')).toLowerCase(), field(target, 'name')];
  const server = field(object.spec, 'server');
  const hit = kind === 'server' ? servers.includes(String(name))
    : kind === 'namespace' ? name === workload.namespace.name
      : kind.endsWith('route') ? inboundPolicies(workload, EVERYWHERE).some(r => r.kind.toLowerCase() === kind && r.metadata.name === name)
        : servers.includes(String(field(server, 'name'))) || selectsWithoutLabels(field(server, 'selector'));
  return hit ? `${named(object)} lets others in to the pods of "${workload.name}" beside the callers of their lists, since policies add up; `
    + 'remove it, and say with ServiceAllowList whom it lets in' : undefined;
}

function routeProblem(workload: WorkloadModel, object: ForeignManifest): string | undefined {
  const servers = inboundPorts(workload).map(i => serverName(workload, i.port));
  const parent = list(field(object.spec, 'parentRefs')).find(ref => String(field(ref, 'kind')).toLowerCase() === 'server'
    && [POLICY, undefined].includes(field(ref, 'group') as string | undefined) && servers.includes(String(field(ref, 'name'))));
  return parent === undefined ? undefined : `${named(object)} is a route of Server "${String(field(parent, 'name'))}", which is rendered for "${workload.name}", `
    + 'and takes requests away from the routes that their callers are let in on; remove it, and say with ServiceAllowList who may send what';
}

/** Servers are rendered without labels. */
function selectsWithoutLabels(selector: unknown): boolean {
  return selector !== undefined && Object.keys(field(selector, 'matchLabels') ?? {}).length === 0
    && list(field(selector, 'matchExpressions')).every(e => ['NotIn', 'DoesNotExist'].includes(String(field(e, 'operator'))));
}
