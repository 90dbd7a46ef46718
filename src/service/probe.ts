import type { ProbeModel } from '../model/model';
import { instances, text } from '../model/values';
import { wholeNumber, wrong } from '../world/arguments';

/**
 * How the kubelet asks whether a pod is well. Named here for pods whose object is not in the App; `Workload.fromApiObject` reads them.
 *
 * @see https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/
 */
export class Probe {
  /** A GET request on a container port. */
  public static http(port: number, path: string = '/'): Probe {
    return new Probe({ kind: 'http', port, path, https: false });
  }

  /** A GET request inside TLS. */
  public static https(port: number, path: string = '/'): Probe {
    return new Probe({ kind: 'http', port, path, https: true });
  }

  /** The gRPC health check on a container port. */
  public static grpc(port: number): Probe {
    return new Probe({ kind: 'grpc', port });
  }

  /** A connection to a container port. */
  public static tcp(port: number): Probe {
    return new Probe({ kind: 'tcp', port });
  }

  /** @internal */
  public readonly _model: ProbeModel;

  private constructor(model: ProbeModel) {
    this._model = model;
  }
}

/** The probes of a workload, checked. */
export function probeModels(path: string, probes: readonly Probe[] | undefined): ProbeModel[] {
  return instances(path, 'probes', probes, Probe).map(({ _model: probe }, index) => {
    wholeNumber(path, `probes[${index}].port`, probe.port, 1, 65535);
    if (probe.kind === 'http' && !text(path, `probes[${index}].path`, probe.path).startsWith('/')) wrong(path, `probes[${index}].path "${probe.path}" must start with "/"`);
    return probe;
  });
}
