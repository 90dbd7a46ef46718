// One small application with every kind of intent; the YAML of it. `cdk8s` and `lib` are the modules, so that ESM and CommonJS can hand in theirs.
exports.shop = (cdk8s, lib, meshName) => {
  const app = new cdk8s.App();
  const chart = new cdk8s.Chart(app, 'shop', { namespace: 'shop' });
  const mesh = lib.Mesh.fromName(meshName);
  const can = (feature) => mesh.support(feature).level !== lib.SupportLevel.UNSUPPORTED;
  const namespace = new (can(lib.Feature.MTLS_STRICT) ? lib.StrictMtlsNamespace : lib.MeshNamespace)(chart, 'namespace', { name: 'shop', mesh });
  const web = new lib.MeshService(chart, 'web', { namespace, ports: [lib.ServicePort.http(80, { targetPort: 8080 })] });
  const cart = new lib.MeshService(chart, 'cart', { namespace, ports: [lib.ServicePort.grpc(7070)], probes: [] });
  const get = lib.GrpcMethod.of('shop.Cart', 'Get');
  web.calls(cart, { grpcMethods: [get] });
  new lib.ServiceAllowList(chart, 'callers', {
    service: cart, allow: [{ callers: [lib.Caller.service(web)], grpcMethods: can(lib.Feature.ALLOW_REQUEST) ? [get] : undefined }],
  });

  new lib.CanaryRelease(chart, 'canary', {
    service: web,
    stable: lib.ServiceVersion.labels('v1', { version: 'v1' }),
    canary: lib.ServiceVersion.labels('v2', { version: 'v2' }),
    weight: 10,
    match: [lib.HttpMatch.header('x-canary', lib.StringMatch.regex('true|yes'))],
  });
  new lib.RequestTimeout(chart, 'timeout', { service: web, request: cdk8s.Duration.seconds(3) });
  new lib.RetryPolicy(chart, 'retries', {
    service: web,
    retries: lib.Retries.of({ additional: 2, on: [lib.RetryOn.CONNECT_FAILURE, lib.RetryOn.status(503)] }),
    whenUnsupported: lib.WhenUnsupported.OMIT,
  });
  new lib.CircuitBreaker(chart, 'breaker', {
    service: web, limits: { maxRequests: 100 }, ejection: { consecutiveErrors: 5, maxEjectionPercent: 50 }, whenUnsupported: lib.WhenUnsupported.OMIT,
  });
  return app.synthYaml();
};
