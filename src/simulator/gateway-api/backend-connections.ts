import { backendTls, backendTlsOf } from '../../manifest/gateway-api/backend-tls';
import type { ManifestSet } from '../../manifest/manifest-set';
import type { RouteOutcome, Target } from '../outcome';
import type { Trace } from '../trace';

/** What a Gateway sends on, with TLS of its own towards backends where a BackendTLSPolicy asks for it. */
export function overTls(set: ManifestSet, outcome: RouteOutcome, at: string, trace: Trace): RouteOutcome {
  if (outcome.kind !== 'forward' || backendTls(set).length === 0) return outcome;
  const { http } = outcome;
  return { ...outcome, targets: outcome.targets.map(target => secured(set, target, http === undefined ? null : 503, at, trace)) };
}

function secured(set: ManifestSet, target: Target, status: number | null, at: string, trace: Trace): Target {
  const { service, unusable } = target;
  const port = service?.ports.find(candidate => candidate.port === target.port);
  const policy = service && port && !unusable ? backendTlsOf(set, service, port) : undefined;
  if (!policy) return target;
  const { object, hostname, broken } = policy;
  trace.add(at, object, () => `TLS to ${target.name}, whose certificate has to be for ${hostname ?? 'a host that the policy does not name'}`);
  trace.use(object, null);
  // What other kinds of authorities mean is up to the controller.
  const cut = broken && !broken.kind && { unusable: { status, reason: `BackendTLSPolicy ${object.namespace ?? ''}/${object.name} is for ${target.name}, and ${broken.reason}: no connection comes about` } };
  return { ...target, connection: 'tls', ...cut };
}
