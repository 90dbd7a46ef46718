import { Caller, Feature, GrpcMethod, MeshNamespace, MeshService, Probe, ServiceAllowList, ServicePort, StrictMtlsNamespace } from 'cdk8s-mesh';

/** The program of docs/zero-trust.md, which shows this file from the next line on. */
export function closedShop(chart, mesh) {
  const strict = !mesh.support(Feature.MTLS_STRICT).isUnsupported;
  const byRequest = !mesh.support(Feature.ALLOW_REQUEST).isUnsupported;

  const shop = strict
    ? new StrictMtlsNamespace(chart, 'shop', { mesh, defaultDeny: true })
    : new MeshNamespace(chart, 'shop', { mesh, defaultDeny: true });
  const web = new MeshService(chart, 'web', { namespace: shop, ports: [ServicePort.http(80)], probes: [Probe.http(80, '/healthz')] });
  const cart = new MeshService(chart, 'cart', { namespace: shop, ports: [ServicePort.grpc(7070)], probes: [Probe.grpc(7070)] });

  new ServiceAllowList(chart, 'cart-callers', {
    service: cart,
    allow: [{ callers: [Caller.service(web)], ...(byRequest && { grpcMethods: [GrpcMethod.of('shop.Cart')] }) }],
  });
}
