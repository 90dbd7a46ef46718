// The field that an error of the API server names.
const STRICT = /^(?:strict decoding error: )?(?:unknown|duplicate) field "(.+)"$/;
const PATH = /^((?:[A-Za-z_$][\w$-]*|\{[^}]*\})(?:\.(?:[\w$/-]+|\{[^}]*\})|\[[^\]]*\])*): /;

/** Fields that it names otherwise than they are called in manifests, in some of its errors. */
const RENAMED = [
  [/LoadBalancerSourceRanges/, 'loadBalancerSourceRanges'],
  [/\.persistentDisk\b/, '.gcePersistentDisk'],
  [/\.cephFS\b/, '.cephfs'],
  [/\.downwarAPI\b/, '.downwardAPI'],
  [/\.HostPID\b/, '.hostPID'],
  [/\.HostIPC\b/, '.hostIPC'],
  [/\.initiatorname\b/, '.initiatorName'],
  [/\.podAffinityTerm\.namespace$/, '.podAffinityTerm.namespaces'],
  [/DuringExecution\[(\d+)\]\.namespace$/, 'DuringExecution[$1].namespaces'],
  [/\.securityContext\.shareProcessNamespace$/, '.shareProcessNamespace'],
  [/\.metadata\.uID$/, '.metadata.uid'],
  [/\.\{topologyKey, whenUnsatisfiable\}$/, ''],
  [/\.projected\.path$/, '.projected'],
  [/\.overhead\.(limits|requests)\b/, '.overhead'],
  [/\.resources\.containers(\[\d+\])(\[[^\]]+\])\.limits$/, '.containers$1.resources.limits$2'],
  [/\.resources\[storage\]$/, '.resources.requests[storage]'],
];

/** The path as text with "." between its steps, or undefined for an error of the object as a whole. */
export function pathOfError(error) {
  if (error.startsWith('json: ')) return undefined; // Go's names of types and fields
  const path = STRICT.exec(error)?.[1] ?? PATH.exec(error)?.[1];
  if (path === undefined) return undefined;
  return RENAMED.reduce((text, [pattern, name]) => text.replace(pattern, name), path).replace(/\[([^\]]*)\]/g, '.$1');
}

/** Errors that follow from what is refused elsewhere, or name another place in some kinds: where the error is, and where the refusal. */
const CONSEQUENCES = [
  [/\btemplate\.(labels|annotations)\b/, 'template.metadata.$1'],
  [/^spec\.template\.(labels).*$/, 'metadata.name'],
  // Values that the server takes over from other fields.
  [/^(spec\.ports\.\d+\.)targetPort$/, '$1port'],
  [/^spec\.clusterIPs(\.0)?$/, 'spec.clusterIP'],
  [/\.serviceAccountName$/, '.serviceAccount'],
  [/^data\.(.*)$/, 'stringData.$1'],
  [/^metadata\.name$/, 'metadata.generateName'],
  [/^metadata\.labels.*$/, 'metadata.name'],
  [/^metadata\.labels.*$/, 'spec.template.metadata.labels'],
  [/^spec\.metrics\.0\.resource\.target.*$/, 'spec.targetCPUUtilizationPercentage'],
  [/\.resources\.requests(?=\.|$)/, '.resources.limits'],
  [/\.resources\.limits(?=\.|$)/, '.resources.requests'],
  // What refers to something that is wrong itself.
  [/\.(containers|initContainers)\.\d+\.(volumeMounts|volumeDevices)\.\d+\.name$/, '.volumes'],
  [/\.template\.metadata\.labels.*$/, '.selector'],
  [/^spec\.selector.*$/, 'spec.template.metadata.labels'],
  [/\.downwardAPI\.(?!items).*$/, '.downwardAPI'],
  [/^spec\.dataSource\b/, 'spec.dataSourceRef'],
  [/^spec\.template\.spec\.volumes.*$/, 'spec.volumeClaimTemplates'],
  [/^spec\.resources\.requests.*$/, 'spec.containers'],
  [/^spec\.containers\.\d+\.resources\.limits.*$/, 'spec.resources.limits'],
  [/(\.tolerations\.\d+)\.operator$/, '$1.value'],
  [/^spec\.metrics$/, 'spec.minReplicas'],
];

/** Where a refusal may stand instead of at the place of an error. */
export function originsOf(path) {
  return CONSEQUENCES.filter(([pattern]) => pattern.test(path)).map(([pattern, origin]) => path.replace(pattern, origin));
}

/**
 * Whether a refusal, given its steps, is at the place that an error names, above it or below: some errors name the map or list in which the
 * wrong value stands, and some leave indexes out.
 */
export function isSamePlace(steps, place) {
  const [first, ...rest] = steps;
  if (first === undefined) return true;
  const pattern = rest.reduceRight((inner, step) => (typeof step === 'number' ? `(?:\\.${step}|(?!\\.\\d+(?:\\.|$)))${inner}` : `(?:\\.${escaped(step)}${inner})?`), '(?:\\..*)?');
  return new RegExp(`^${escaped(String(first))}${pattern}$`, 's').test(place);
}

const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
