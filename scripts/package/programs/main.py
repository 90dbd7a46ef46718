"""The same program as shop.cjs. Prints the YAML for each mesh, and what wrong programs are told, as JSON."""
import json
import sys

from cdk8s import ApiObject, ApiObjectMetadata, App, Chart, Duration
from cdk8s_mesh import (
    AllowEntry, Caller, CanaryRelease, CircuitBreaker, CircuitBreakerEjection, CircuitBreakerLimits, Feature, GrpcMethod, HttpMatch, Mesh,
    MeshNamespace, MeshService, MeshSimulator, RequestTimeout, Retries, RetryOn, RetryPolicy, ServiceAllowList, ServicePort, ServiceVersion, StrictMtlsNamespace,
    StringMatch, SupportLevel, WhenUnsupported,
)


def shop(mesh: Mesh) -> str:
    def can(feature: Feature) -> bool:
        return mesh.support(feature).level != SupportLevel.UNSUPPORTED

    app = App()
    chart = Chart(app, "shop", namespace="shop")
    namespace = (StrictMtlsNamespace if can(Feature.MTLS_STRICT) else MeshNamespace)(chart, "namespace", name="shop", mesh=mesh)
    web = MeshService(chart, "web", namespace=namespace, ports=[ServicePort.http(80, target_port=8080)])
    cart = MeshService(chart, "cart", namespace=namespace, ports=[ServicePort.grpc(7070)], probes=[])
    get = GrpcMethod.of("shop.Cart", "Get")
    web.calls(cart, grpc_methods=[get])
    ServiceAllowList(chart, "callers", service=cart, allow=[
        AllowEntry(callers=[Caller.service(web)], grpc_methods=[get] if can(Feature.ALLOW_REQUEST) else None),
    ])

    CanaryRelease(
        chart, "canary",
        service=web,
        stable=ServiceVersion.labels("v1", {"version": "v1"}),
        canary=ServiceVersion.labels("v2", {"version": "v2"}),
        weight=10,
        match=[HttpMatch.header("x-canary", StringMatch.regex("true|yes"))],
    )
    RequestTimeout(chart, "timeout", service=web, request=Duration.seconds(3))
    RetryPolicy(
        chart, "retries",
        service=web,
        retries=Retries.of(additional=2, on=[RetryOn.CONNECT_FAILURE, RetryOn.status(503)]),
        when_unsupported=WhenUnsupported.OMIT,
    )
    CircuitBreaker(
        chart, "breaker",
        service=web,
        limits=CircuitBreakerLimits(max_requests=100),
        ejection=CircuitBreakerEjection(consecutive_errors=5, max_ejection_percent=50),
        when_unsupported=WhenUnsupported.OMIT,
    )
    return app.synth_yaml()


def wrong_path(app: App, chart: Chart, web: MeshService) -> None:
    ServiceAllowList(chart, "callers", service=web, allow=[AllowEntry(callers=[Caller.any_mesh_identity()], paths=["api/*"])])


def twin(app: App, chart: Chart, web: MeshService) -> None:
    ApiObject(chart, "twin", api_version="v1", kind="Service", metadata=ApiObjectMetadata(name="web"))
    app.synth_yaml()


def error_of(mistake) -> str | None:
    app = App()
    chart = Chart(app, "shop", namespace="shop")
    namespace = MeshNamespace(chart, "namespace", name="shop", mesh=Mesh.istio_sidecar())
    web = MeshService(chart, "web", namespace=namespace, ports=[ServicePort.http(80)])
    try:
        mistake(app, chart, web)
    except RuntimeError as error:
        return str(error)
    return None


def verdicts(mesh: Mesh) -> list[str]:
    """Whom a list lets in, and a stranger, as a unit test of a mesh asks."""
    app = App()
    chart = Chart(app, "shop")
    namespace = MeshNamespace(chart, "namespace", name="shop", mesh=mesh)
    web, cart = [MeshService(chart, name, namespace=namespace, ports=[ServicePort.http(80)], probes=[]) for name in ("web", "cart")]
    ServiceAllowList(chart, "callers", service=cart, allow=[AllowEntry(callers=[Caller.service(web)])])
    sim = MeshSimulator.from_app(app)
    callers = [sim.as_service(web), sim.as_service_account("shop", "stranger")]
    return [caller.get("http://cart.shop/").verdict.name for caller in callers]


print(json.dumps({
    "verdicts": {name: verdicts(Mesh.from_name(name)) for name in sys.argv[1:]},
    "yamls": {name: shop(Mesh.from_name(name)) for name in sys.argv[1:]},
    "errors": {"path": error_of(wrong_path), "twin": error_of(twin)},
}))
