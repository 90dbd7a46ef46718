// Kubernetes' own kinds, from the OpenAPI document in its Go module, in the version that conformance/admission judges with.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The kinds whose schemas are kept; of the others only names, versions and scope are. */
const KINDS_WITH_SCHEMA = {
  '': [
    'ConfigMap', 'Endpoints', 'Namespace', 'PersistentVolumeClaim', 'Pod', 'PodTemplate', 'ReplicationController', 'Secret', 'Service',
    'ServiceAccount',
  ],
  apps: ['DaemonSet', 'Deployment', 'ReplicaSet', 'StatefulSet'],
  autoscaling: ['HorizontalPodAutoscaler'],
  batch: ['CronJob', 'Job'],
  'discovery.k8s.io': ['EndpointSlice'],
  'networking.k8s.io': ['Ingress', 'IngressClass', 'NetworkPolicy'],
  policy: ['PodDisruptionBudget'],
  'rbac.authorization.k8s.io': ['ClusterRole', 'ClusterRoleBinding', 'Role', 'RoleBinding'],
};

const META = 'io.k8s.apimachinery.pkg.apis.meta.v1';

/** How the server reads the types that have a form of their own on the wire. */
const WIRE_FORMS = {
  'io.k8s.apimachinery.pkg.api.resource.Quantity': { format: 'quantity' },
  'io.k8s.apimachinery.pkg.util.intstr.IntOrString': { 'x-kubernetes-int-or-string': true },
  'io.k8s.apimachinery.pkg.runtime.RawExtension': { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
  [`${META}.FieldsV1`]: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
};

/** Fields that the document calls required, and the server takes to be zero or empty where they are not there. */
const NOT_REQUIRED = {
  'io.k8s.api.batch.v1.PodFailurePolicy': ['rules'],
  'io.k8s.api.batch.v1.PodFailurePolicyOnPodConditionsPattern': ['status'],
  'io.k8s.api.core.v1.ClusterTrustBundleProjection': ['path'],
  'io.k8s.api.core.v1.HTTPHeader': ['value'],
  'io.k8s.api.core.v1.ISCSIVolumeSource': ['lun'],
  'io.k8s.api.core.v1.PodCertificateProjection': ['keyType', 'signerName'],
  'io.k8s.api.core.v1.PreferredSchedulingTerm': ['preference'],
  'io.k8s.api.core.v1.SleepAction': ['seconds'],
  'io.k8s.api.core.v1.Sysctl': ['value'],
};

/** What the server does not ask of an object that is made: list types only say how two versions of one are merged. */
const DROPPED = new Set([
  'description', 'x-kubernetes-group-version-kind', 'x-kubernetes-list-map-keys', 'x-kubernetes-list-type', 'x-kubernetes-map-type',
  'x-kubernetes-patch-merge-key', 'x-kubernetes-patch-strategy', 'x-kubernetes-unions',
]);

/** @returns `{ name, openapi }`, or `{ missing }` with the reason when the module cannot be had. */
export function readKubernetes(root) {
  try {
    const go = (...args) => execFileSync('go', args, { cwd: join(root, 'conformance', 'admission'), encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
    const { Dir, Version } = JSON.parse(go('mod', 'download', '-json', 'k8s.io/kubernetes'));
    const [, minor] = /^v(\d+\.\d+)/.exec(Version);
    return { name: `kubernetes-${minor}`, openapi: JSON.parse(readFileSync(join(Dir, 'api', 'openapi-spec', 'swagger.json'), 'utf8')) };
  } catch (error) {
    return { missing: error.code === 'ENOENT' ? 'Go is not installed' : `the Go module k8s.io/kubernetes cannot be had (${error.message.split('\n')[0]})` };
  }
}

/** `{ definitions, kinds }`: schemas by short names that `$ref` refers to, and every kind that the server has a resource of. */
export function kubernetesSchemas({ definitions, paths }) {
  const kept = {};
  const definitionOf = (name) => {
    const { required = [], ...definition } = definitions[name];
    const asked = required.filter((field) => !NOT_REQUIRED[name]?.includes(field));
    return asked.length > 0 ? { ...definition, required: asked } : definition;
  };
  const refer = (name) => {
    const short = shortName(name);
    if (!(short in kept)) {
      kept[short] = true; // holds the place: a definition may refer to itself
      kept[short] = WIRE_FORMS[name] ?? compact(definitionOf(name), refer);
    }
    return { $ref: short };
  };
  refer(`${META}.ObjectMeta`);
  const kinds = resources(paths).map(({ group, kind, scope, versions }) => ({
    group, kind, scope,
    versions: versions.map((name) => {
      if (!KINDS_WITH_SCHEMA[group]?.includes(kind)) return { name };
      const definition = Object.keys(definitions).find((candidate) => definitions[candidate]['x-kubernetes-group-version-kind']
        ?.some((gvk) => gvk.group === group && gvk.kind === kind && gvk.version === name));
      return { name, schema: refer(definition) };
    }),
  }));
  return { definitions: Object.fromEntries(Object.entries(kept).sort(([a], [b]) => (a < b ? -1 : 1))), kinds };
}

function compact(schema, refer) {
  if (schema.$ref) return refer(schema.$ref.replace('#/definitions/', ''));
  const entries = Object.entries(schema).filter(([key]) => !DROPPED.has(key)).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, value]) => {
    if (key === 'properties') {
      const names = Object.keys(value).sort();
      return [key, Object.fromEntries(names.map((name) => [name, compact(value[name], refer)]))];
    }
    return [key, key === 'items' || key === 'additionalProperties' ? compact(value, refer) : value];
  }));
}

/** Kinds with a path of their own, by group and kind, the newest stable version first. */
function resources(paths) {
  const known = new Map();
  for (const [path, operations] of Object.entries(paths)) {
    const gvk = operations.post?.['x-kubernetes-group-version-kind'];
    // A subresource has a path below its object's.
    if (!gvk || path.includes('{name}')) continue;
    const key = `${gvk.group}/${gvk.kind}`;
    const entry = known.get(key) ?? { group: gvk.group, kind: gvk.kind, scope: 'Cluster', versions: [] };
    if (path.includes('{namespace}')) entry.scope = 'Namespaced';
    if (!entry.versions.includes(gvk.version)) entry.versions.push(gvk.version);
    known.set(key, entry);
  }
  const stability = (version) => (version.includes('alpha') ? 2 : version.includes('beta') ? 1 : 0);
  for (const { versions } of known.values()) versions.sort((a, b) => stability(a) - stability(b) || (a < b ? 1 : -1));
  return [...known.keys()].sort().map((key) => known.get(key));
}

/** "io.k8s.api.core.v1.PodSpec" as "core.v1.PodSpec". */
function shortName(name) {
  return name.replace(/^io\.k8s\.(api|apimachinery\.pkg(\.apis)?)\./, '');
}
