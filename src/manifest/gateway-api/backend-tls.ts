import { byAge } from '../istio/age';
import type { Json, ManifestObject } from '../manifest-object';
import { record, records, text } from '../manifest-object';
import type { ManifestSet } from '../manifest-set';
import { view } from '../manifest-set';
import type { KubeServicePort, Service } from '../services';
import { GATEWAY_GROUP } from './references';

/** One target of a BackendTLSPolicy: clients originate TLS towards it. */
export interface BackendTls {
  readonly object: ManifestObject;
  readonly target: { readonly group: string; readonly kind: string; readonly namespace: string; readonly name: string };
  /** Name of the one port that it is for; undefined: all of them. */
  readonly port: string | undefined;
  /** The server name that clients ask for, and that the certificate has to have. */
  readonly hostname: string | undefined;
  /** Why no certificate can be verified, so that no connection comes about. */
  readonly broken: { readonly reason: string; /** Other kinds may mean something to other controllers. */ readonly kind: boolean } | undefined;
}

/** The targets of all policies: of those that are for the same thing, only the oldest's. */
export const backendTls = view((set): readonly BackendTls[] => {
  const known = new Map<string, BackendTls>();
  for (const object of [...set.all(GATEWAY_GROUP, 'BackendTLSPolicy')].sort(byAge)) {
    const namespace = object.namespace ?? 'default';
    for (const [ref] of records(object.spec['targetRefs'])) {
      const target = { group: text(ref['group']) ?? '', kind: text(ref['kind']) ?? '', namespace, name: text(ref['name']) ?? '' };
      const port = text(ref['sectionName']) || undefined;
      const key = JSON.stringify([target, port]);
      if (!known.has(key)) known.set(key, { object, target, port, hostname: text(record(object.spec['validation'])['hostname']), broken: brokenAuthority(set, object, namespace) });
    }
  }
  return [...known.values()];
});

const byService = view((set): ReadonlyMap<string, readonly BackendTls[]> => {
  const found = new Map<string, BackendTls[]>();
  for (const one of backendTls(set)) {
    const { group, kind, namespace, name } = one.target;
    if (group !== '' || kind !== 'Service') continue;
    const key = `${namespace}/${name}`;
    found.set(key, [...found.get(key) ?? [], one]);
  }
  return found;
});

/** What is said of a port of a Service: for itself, else for all its ports. */
export function backendTlsOf(set: ManifestSet, { namespace, name }: Service, port: KubeServicePort): BackendTls | undefined {
  const all = byService(set).get(`${namespace}/${name}`) ?? [];
  return all.find(one => one.port !== undefined && one.port === port.name) ?? all.find(one => one.port === undefined);
}

/** A ConfigMap that the manifests do not hold is taken to be there. Only the first reference counts. */
function brokenAuthority(set: ManifestSet, { spec }: ManifestObject, namespace: string): BackendTls['broken'] {
  const validation = record(spec['validation']);
  const [first] = records(validation['caCertificateRefs']);
  if (!first || validation['wellKnownCACertificates'] !== undefined) return undefined;
  const { group, kind, name } = first[0];
  if (text(group) || kind !== 'ConfigMap') return { kind: true, reason: `its certificate authority is a ${text(kind) ?? 'thing of no kind'}, and only a ConfigMap can be one` };
  const found = set.find('', 'ConfigMap', namespace, text(name) ?? '');
  const data: Json = record(found?.body['data']);
  return !found || text(data['ca.crt']) || text(data['cacert']) ? undefined : { kind: false, reason: `ConfigMap ${namespace}/${text(name) ?? ''} holds no ca.crt` };
}
