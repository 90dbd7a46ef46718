// ESM: prints the YAML for each mesh as JSON. Every class is imported by its name, as a user would.
import assert from 'node:assert';
import { createRequire } from 'node:module';
import { App, Chart, Duration } from 'cdk8s';
import {
  Caller, CanaryRelease, CircuitBreaker, Feature, GrpcMethod, HttpMatch, Mesh, MeshNamespace, MeshService, RequestTimeout, Retries, RetryOn,
  RetryPolicy, ServiceAllowList, ServicePort, ServiceVersion, StrictMtlsNamespace, StringMatch, SupportLevel, WhenUnsupported,
} from 'cdk8s-mesh';
import { shop } from './shop.cjs';

const lib = {
  Caller, CanaryRelease, CircuitBreaker, Feature, GrpcMethod, HttpMatch, Mesh, MeshNamespace, MeshService, RequestTimeout, Retries, RetryOn,
  RetryPolicy, ServiceAllowList, ServicePort, ServiceVersion, StrictMtlsNamespace, StringMatch, SupportLevel, WhenUnsupported,
};
assert.equal(createRequire(import.meta.url)('cdk8s-mesh').MeshService, MeshService, 'import and require see one and the same class');
assert.ok(import.meta.resolve('cdk8s-mesh/.jsii').endsWith('/cdk8s-mesh/.jsii'));

process.stdout.write(JSON.stringify(Object.fromEntries(process.argv.slice(2).map((mesh) => [mesh, shop({ App, Chart, Duration }, lib, mesh)]))));
