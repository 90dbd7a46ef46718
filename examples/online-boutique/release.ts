import type { Chart } from 'cdk8s';
import { CanaryRelease, HttpMatch, ServiceVersion, StringMatch } from 'cdk8s-mesh';
import type { Boutique } from './services';

/**
 * A tenth of the calls to the catalog go to its new version, and all calls of testers, who send a header. Linkerd looks at gRPC statuses only
 * where routes name the gRPC service, and the catalog has retries; the other meshes do not mind.
 */
export function catalogCanary(chart: Chart, { productcatalogservice }: Boutique): void {
  new CanaryRelease(chart, 'productcatalogservice-canary', {
    service: productcatalogservice,
    stable: ServiceVersion.labels('v1', { version: 'v1' }),
    canary: ServiceVersion.labels('v2', { version: 'v2' }),
    weight: 10,
    match: [HttpMatch.all(HttpMatch.pathPrefix('/hipstershop.ProductCatalogService'), HttpMatch.header('x-canary', StringMatch.exact('true')))],
  });
}
