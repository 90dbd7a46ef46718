import { cidrProblem, isWithinCidr } from '../model/cidr';
import { crossing } from '../model/crossing';
import { MeshError } from '../model/errors';
import type { WorkloadModel } from '../model/model';
import { labelNameProblem, subdomainProblem } from '../model/names';
import type { CallerModel } from '../model/security';
import { instance, optionalList, options as given, text } from '../model/values';
import { validName, wrong } from '../world/arguments';
import type { World } from '../world/world';
import { MeshService } from './mesh-service';
import { Workload } from './workload';

/** Options of a range of addresses. */
export interface IpRangeOptions {
  /**
   * Ranges inside it that are not let in.
   * @default - none
   */
  readonly excluding?: string[];
}

type Kind =
  | { readonly kind: 'service'; readonly service: MeshService }
  | { readonly kind: 'workload'; readonly workload: Workload }
  | { readonly kind: 'account'; readonly namespace: string; readonly name: string }
  | { readonly kind: 'namespace'; readonly namespace: string }
  | { readonly kind: 'any-identity' | 'anyone' }
  | { readonly kind: 'ip-range'; readonly cidr: string; readonly options: IpRangeOptions | undefined };

/** Who calls. */
export class Caller {
  /** The pods behind a service, by the identity that they run under. */
  public static service(service: MeshService): Caller {
    return new Caller({ kind: 'service', service });
  }

  /** Pods, by the identity that they run under. */
  public static workload(workload: Workload): Caller {
    return new Caller({ kind: 'workload', workload });
  }

  /** All pods that run under a ServiceAccount. */
  public static serviceAccount(namespaceName: string, serviceAccountName: string): Caller {
    return new Caller({ kind: 'account', namespace: namespaceName, name: serviceAccountName });
  }

  /** All pods of a namespace. */
  public static namespace(namespaceName: string): Caller {
    return new Caller({ kind: 'namespace', namespace: namespaceName });
  }

  /** Whoever has an identity in the mesh. */
  public static anyMeshIdentity(): Caller {
    return new Caller({ kind: 'any-identity' });
  }

  /** Everybody. On a port that takes mutual TLS only: whoever has an identity in the mesh. */
  public static anyone(): Caller {
    return new Caller({ kind: 'anyone' });
  }

  /**
   * Whoever connects from an address of the range.
   *
   * @param cidr for example "10.1.0.0/16" or "2001:db8::/32"
   * @param options ranges that are left out
   */
  public static ipRange(cidr: string, options: IpRangeOptions = {}): Caller {
    return new Caller({ kind: 'ip-range', cidr, options });
  }

  private readonly is: Kind;

  private constructor(is: Kind) {
    this.is = is;
  }

  /**
   * The caller as one of a workload's, checked.
   *
   * @internal
   */
  public _model(world: World, path: string, property: string, callee: WorkloadModel): CallerModel {
    const { is } = this;
    switch (is.kind) {
      case 'any-identity':
      case 'anyone':
        return { kind: is.kind };
      case 'ip-range':
        return ipRange(path, property, is.cidr, is.options);
      case 'namespace': {
        const namespace = validName(path, `${property}: namespace`, is.namespace, n => labelNameProblem(n));
        requireIdentity(world, path, property, callee, namespace);
        return { kind: 'namespace', namespace };
      }
      case 'account': {
        const namespace = validName(path, `${property}: namespace`, is.namespace, n => labelNameProblem(n));
        const name = validName(path, `${property}: ServiceAccount`, is.name, subdomainProblem);
        requireIdentity(world, path, property, callee, namespace);
        return { kind: 'account', account: world.account(callee.namespace.cluster, namespace, name) };
      }
      case 'service':
      case 'workload': {
        const model = is.kind === 'workload' ? instance(path, `${property}: workload`, is.workload, Workload)._model : podsBehind(path, property, is.service);
        if (world.namespace(model.namespace.cluster, model.namespace.name) !== model.namespace) wrong(path, `${property}: "${model.name}" belongs to another App; declare both in one`);
        if (model.namespace.cluster !== callee.namespace.cluster) wrong(path, `${property}: "${model.name}" is in cluster "${model.namespace.cluster.name}", these pods in "${callee.namespace.cluster.name}"; let in callers of the same cluster`);
        requireIdentity(world, path, property, callee, model.namespace.name, model);
        return { kind: 'account', account: model.account };
      }
    }
  }
}

function podsBehind(path: string, property: string, service: MeshService): WorkloadModel {
  const { name, workload } = instance(path, `${property}: service`, service, MeshService)._model;
  return workload ?? wrong(path, `${property}: the pods of "${name}" are not known; give podLabels and serviceAccountName to MeshService.fromAttributes`);
}

function ipRange(path: string, property: string, cidr: string, options: IpRangeOptions | undefined): CallerModel {
  const problem = cidrProblem(text(path, `${property}: range`, cidr));
  if (problem) wrong(path, `${property}: range "${cidr}" ${problem}`);
  const except = optionalList(path, `${property}: excluding`, given(path, `${property}: options`, options)?.excluding, 'ranges');
  for (const [index, part] of except.entries()) {
    const partProblem = cidrProblem(text(path, `${property}: excluding[${index}]`, part));
    if (partProblem) wrong(path, `${property}: excluded range "${part}" ${partProblem}`);
    if (!isWithinCidr(part, cidr)) wrong(path, `${property}: excluded range "${part}" must lie inside "${cidr}" and leave something of it`);
  }
  return { kind: 'ip-range', cidr, except: except.sort() };
}

/** Pods let callers of the plain Gateway API in by their labels; all others by an identity, which a call between meshes loses. */
function requireIdentity(world: World, path: string, property: string, callee: WorkloadModel, namespaceName: string, caller?: WorkloadModel): void {
  const from = world.namespace(callee.namespace.cluster, namespaceName)?.dataPlane.name;
  const to = callee.namespace.dataPlane.name;
  if (to === 'gateway-api') return;
  const reason = caller && !caller.enrolled ? `the pods of "${caller.name}" stay out of the mesh`
    : from && !crossing(from, to).identity ? `namespace "${namespaceName}" is on ${from}` : undefined;
  if (reason) {
    throw new MeshError('no-identity', path, `${property}: ${reason}, so a call from there has no identity on ${to}; put both on one mesh, or let it in by Caller.ipRange`);
  }
}
