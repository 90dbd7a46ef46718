import type { BackendTls } from '../gateway-api/backend-tls';
import { backendTls } from '../gateway-api/backend-tls';
import type { ManifestSet } from '../manifest-set';
import { view } from '../manifest-set';
import { findService } from '../services';
import type { DestinationRule } from './destination-rules';
import { visibility } from './export';
import { serviceEntries } from './service-entries';

/** Stands in `credentialName` where no certificate of the backend can be verified. */
export const INVALID_CREDENTIAL = 'invalid://';

interface Port {
  readonly name: string | undefined;
  readonly number: number;
}

/** What istiod makes of BackendTLSPolicies: a DestinationRule for each host of what they target, in its namespace. */
export const backendRules = view((set): readonly DestinationRule[] => {
  const byHost = new Map<string, { readonly ports: readonly Port[]; readonly policies: BackendTls[] }>();
  for (const one of backendTls(set)) {
    if (one.object.annotations['istio.io/ignore-policy-attachment']?.toLowerCase() === 'true') continue;
    for (const { host, ports } of hostsOf(set, one)) {
      if (one.port !== undefined && !ports.some(({ name }) => name === one.port)) continue;
      const key = `${one.target.namespace}/${host}`;
      const known = byHost.get(key);
      if (known) known.policies.push(one);
      else byHost.set(key, { ports, policies: [one] });
    }
  }
  return [...byHost].map(([key, { ports, policies }]) => ruleOf(set, key.slice(key.indexOf('/') + 1), ports, policies));
});

function hostsOf(set: ManifestSet, { target: { group, kind, namespace, name } }: BackendTls): { readonly host: string; readonly ports: readonly Port[] }[] {
  if (group === '' && kind === 'Service') {
    const service = findService(set, namespace, name);
    return service ? [{ host: service.host, ports: service.ports.map(port => ({ name: port.name, number: port.port })) }] : [];
  }
  if (group !== 'networking.istio.io' || kind !== 'ServiceEntry') return [];
  const entry = serviceEntries(set).find(({ object }) => object.namespace === namespace && object.name === name);
  return entry ? entry.hosts.map(({ host }) => ({ host, ports: entry.ports })) : [];
}

function ruleOf(set: ManifestSet, host: string, ports: readonly Port[], policies: readonly BackendTls[]): DestinationRule {
  const { object, target: { namespace } } = policies[0]!;
  const whole = policies.find(({ port }) => port === undefined);
  const single = policies.flatMap(one => (one.port === undefined ? [] : [{ port: { number: ports.find(({ name }) => name === one.port)!.number }, tls: tlsOf(one) }]));
  return {
    objects: [...new Set(policies.map(one => one.object))], namespace, host, workloadSelector: undefined, subsets: [], fromPolicies: true,
    trafficPolicy: { object, path: ['spec', 'validation'], fields: { ...(whole && { tls: tlsOf(whole) }), ...(single.length > 0 && { portLevelSettings: single }) } },
    visibility: visibility(set, object, 'defaultDestinationRuleExportTo'),
  };
}

function tlsOf({ hostname, broken }: BackendTls): Readonly<Record<string, unknown>> {
  return { mode: 'SIMPLE', sni: hostname ?? '', ...(broken && { credentialName: INVALID_CREDENTIAL }) };
}
