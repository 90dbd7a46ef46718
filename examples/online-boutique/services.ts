import type { Chart } from 'cdk8s';
import { MeshNamespace, MeshService, ServicePort, Workload } from 'cdk8s-mesh';
import { deployment, grpcContainer, serviceAccount, type Container } from './deployments';

/** What the rest of the program declares calls, releases and resilience on. */
export type Boutique = ReturnType<typeof boutique>;

/** Every Deployment, and the Services in front of them. */
export function boutique(chart: Chart, namespace: MeshNamespace) {
  /** Labels, account, ports and probes of the pods are read from the Deployment. */
  const pods = (name: string, container: Container) => {
    serviceAccount(chart, name);
    return Workload.fromApiObject(chart, `${name}-pods`, { namespace, apiObject: deployment(chart, name, container) });
  };
  const service = (name: string, port: ServicePort, container: Container) =>
    new MeshService(chart, name, { namespace, ports: [port], workload: pods(name, container) });

  const frontend = service('frontend', ServicePort.http(80, { targetPort: 8080 }), {
    port: { name: 'http', containerPort: 8080 },
    probe: { httpGet: { path: '/_healthz', port: 8080, httpHeaders: [{ name: 'Cookie', value: 'shop_session-id=x-probe' }] }, initialDelaySeconds: 10 },
    env: {
      PORT: '8080', ENABLE_PROFILER: '0',
      PRODUCT_CATALOG_SERVICE_ADDR: 'productcatalogservice:3550', CURRENCY_SERVICE_ADDR: 'currencyservice:7000', CART_SERVICE_ADDR: 'cartservice:7070',
      RECOMMENDATION_SERVICE_ADDR: 'recommendationservice:8080', SHIPPING_SERVICE_ADDR: 'shippingservice:50051',
      CHECKOUT_SERVICE_ADDR: 'checkoutservice:5050', AD_SERVICE_ADDR: 'adservice:9555', SHOPPING_ASSISTANT_SERVICE_ADDR: 'shoppingassistantservice:80',
    },
  });

  return {
    frontend,
    // A second door to the same pods, for customers. They have no identity, so a load balancer of its own would send them to a closed door: they
    // come through the gateway, which has one.
    frontendExternal: new MeshService(chart, 'frontend-external', {
      namespace, workload: frontend.workload, ports: [ServicePort.http(80, { targetPort: 8080 })],
    }),
    gateway: ingressGateway(chart, namespace),
    adservice: service('adservice', ServicePort.grpc(9555), grpcContainer(9555, { cpu: ['200m', '300m'], memory: ['180Mi', '300Mi'] })),
    cartservice: service('cartservice', ServicePort.grpc(7070), grpcContainer(7070, { cpu: ['200m', '300m'], env: { REDIS_ADDR: 'redis-cart:6379' } })),
    checkoutservice: service('checkoutservice', ServicePort.grpc(5050), grpcContainer(5050, {
      env: {
        PRODUCT_CATALOG_SERVICE_ADDR: 'productcatalogservice:3550', SHIPPING_SERVICE_ADDR: 'shippingservice:50051',
        PAYMENT_SERVICE_ADDR: 'paymentservice:50051', EMAIL_SERVICE_ADDR: 'emailservice:5000',
        CURRENCY_SERVICE_ADDR: 'currencyservice:7000', CART_SERVICE_ADDR: 'cartservice:7070',
      },
    })),
    currencyservice: service('currencyservice', ServicePort.grpc(7000), grpcContainer(7000)),
    emailservice: service('emailservice', ServicePort.grpc(5000, { targetPort: 8080 }), grpcContainer(8080)),
    paymentservice: service('paymentservice', ServicePort.grpc(50051), grpcContainer(50051)),
    productcatalogservice: productCatalog(chart, namespace),
    recommendationservice: service('recommendationservice', ServicePort.grpc(8080), grpcContainer(8080, {
      memory: ['220Mi', '450Mi'], env: { PRODUCT_CATALOG_SERVICE_ADDR: 'productcatalogservice:3550' },
    })),
    shippingservice: service('shippingservice', ServicePort.grpc(50051), grpcContainer(50051)),
    // Bytes, not requests. It has an account of its own, as everything else: the account "default" would be nobody's identity.
    redisCart: service('redis-cart', ServicePort.tcp(6379, { name: 'tcp-redis' }), {
      image: 'redis:alpine', port: { name: 'tcp-redis', containerPort: 6379 }, probe: { tcpSocket: { port: 6379 }, periodSeconds: 5 },
      cpu: ['70m', '125m'], memory: ['200Mi', '256Mi'], scratch: '/data',
    }),
    // Calls, and is called by nobody.
    loadgenerator: pods('loadgenerator', {
      env: { FRONTEND_ADDR: 'frontend:80', USERS: '10', RATE: '1' }, cpu: ['300m', '500m'], memory: ['256Mi', '512Mi'],
    }),
  };
}

/** The pods of the catalog are two Deployments, one for each version. */
function productCatalog(chart: Chart, namespace: MeshNamespace): MeshService {
  const name = 'productcatalogservice';
  serviceAccount(chart, name);
  const workload = Workload.fromApiObject(chart, `${name}-pods`, {
    namespace, name,
    apiObject: deployment(chart, name, grpcContainer(3550), 'v1'),
    otherVersions: [deployment(chart, name, grpcContainer(3550, { env: { EXTRA_LATENCY: '50ms' } }), 'v2')],
  });
  return new MeshService(chart, name, { namespace, ports: [ServicePort.grpc(3550)], workload });
}

/** The ingress gateway of the cluster, which is set up elsewhere, as pods of the same mesh. Customers reach the shop through it. */
function ingressGateway(chart: Chart, { mesh }: MeshNamespace): Workload {
  const namespace = MeshNamespace.fromName(chart, 'ingress', { name: 'ingress', mesh });
  return Workload.of(chart, 'gateway', { namespace, podLabels: { app: 'gateway' }, serviceAccountName: 'gateway', createServiceAccount: false });
}
