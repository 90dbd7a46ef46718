import type { Problem } from '../../model/data-plane';
import type { ErrorId } from '../../model/errors';
import type { ServiceModel, SplitIntent, VersionModel } from '../../model/model';
import { speaksHttp } from '../../model/protocol';

/** What Istio would take and not serve: a route to a port that the Service of a version does not have answers every request with 503. */
export function istioProblems(service: ServiceModel): Problem[] {
  return service.splits.flatMap(split => split.shares.flatMap(({ version }) => (version.kind === 'service'
    ? split.ports.flatMap(number => portProblems(service, split, version, number)) : [])));
}

type ServiceVersion = VersionModel & { readonly kind: 'service' };

function portProblems(service: ServiceModel, split: SplitIntent, version: ServiceVersion, number: number): Problem[] {
  const asked = service.ports.find(p => p.port === number);
  const found = version.service.ports.find(p => p.port === number);
  const problem = (id: ErrorId, message: string): Problem[] => [{ id, message: `version "${version.name}": ${message}`, paths: [split.path] }];
  if (!found) {
    return problem('unknown-port', `Service "${version.service.name}" has no port ${number}, so its share of the requests would fail; `
      + `give it port ${number}, or leave that port out of the split`);
  }
  if (!asked || speaksHttp(asked.protocol) === speaksHttp(found.protocol)) return [];
  return problem('protocol-mismatch', `port ${number} speaks ${asked.protocol} on "${service.name}" and ${found.protocol} on `
    + `"${version.service.name}"; declare the same protocol on both`);
}
