import type { PathStep } from '../../../manifest/field-path';
import type { Json } from '../../../manifest/manifest-object';
import { record, records, text } from '../../../manifest/manifest-object';
import { meshSetting } from '../../../manifest/mesh-config';
import type { Report, Rule } from '../../rule';

const REMOVED = new Set(['ClusterRbacConfig', 'RbacConfig', 'ServiceRole', 'ServiceRoleBinding']);

export const deprecatedIstioFeature: Rule = {
  id: 'deprecated-istio-feature',
  severity: 'warning',
  what: 'Manifests use what Istio has removed, ignores, or keeps for old manifests only.',
  why: 'What is ignored does nothing, and what is kept goes away in some later version.',
  remedy: 'Use what took its place.',
  aliases: ['IST0002', 'IST0133'],
  see: ['https://istio.io/latest/docs/reference/config/analysis/ist0002/'],
  check(set, report) {
    for (const object of set.all('networking.istio.io', 'VirtualService')) {
      for (const [route, index] of records(object.spec['http'])) {
        const at = (...steps: PathStep[]) => ['spec', 'http', index, ...steps];
        const { percent } = record(record(route['fault'])['delay']);
        if (typeof percent === 'number' && percent > 0) tell(report, object, at('fault', 'delay', 'percent'), '`fault.delay.percent` is deprecated', `Write \`percentage: { value: ${percent} }\` instead.`);
        for (const name of ['mirrorPercent', 'mirror_percent']) {
          if (route[name] !== undefined) tell(report, object, at(name), `\`${name}\` is deprecated`, `Write \`mirrorPercentage: { value: ${String(route[name])} }\` instead.`, ['IST0133']);
        }
        if (record(route['corsPolicy'])['allowOrigin'] !== undefined) {
          tell(report, object, at('corsPolicy', 'allowOrigin'), '`corsPolicy.allowOrigin` is deprecated', 'Write `allowOrigins: [{ exact: <origin> }]` instead.', []);
        }
      }
    }
    for (const object of set.all('networking.istio.io', 'Sidecar')) {
      if (record(object.spec['outboundTrafficPolicy'])['egressProxy'] === undefined) continue;
      tell(report, object, ['spec', 'outboundTrafficPolicy', 'egressProxy'], '`outboundTrafficPolicy.egressProxy` is ignored', 'Remove it, and route the traffic to an egress gateway with a VirtualService.');
    }
    for (const object of set.all('apiextensions.k8s.io', 'CustomResourceDefinition')) {
      const kind = text(record(object.spec['names'])['kind']) ?? '';
      if (object.spec['group'] === 'rbac.istio.io' && REMOVED.has(kind)) tell(report, object, ['spec', 'names', 'kind'], `Istio no longer reads ${kind} (rbac.istio.io)`, 'Remove the definition, and use AuthorizationPolicies.');
    }
    for (const kind of REMOVED) {
      for (const object of set.all('rbac.istio.io', kind)) tell(report, object, ['kind'], `Istio no longer reads ${kind} (rbac.istio.io), so it restricts nothing`, 'Write an AuthorizationPolicy instead.', []);
    }
    for (const object of set.all('networking.istio.io', 'DestinationRule')) policies(object.spec).forEach(([policy, path]) => deprecatedPolicy(report, object, policy, path));
    const lightstep = new Set(records(meshSetting(set, 'extensionProviders')).filter(([provider]) => provider['lightstep'] !== undefined).map(([{ name }]) => name as string));
    if (lightstep.size === 0) return;
    for (const object of set.all('telemetry.istio.io', 'Telemetry')) {
      for (const [tracing, index] of records(object.spec['tracing'])) {
        for (const [{ name }, at] of records(tracing['providers'])) {
          if (lightstep.has(name as string)) tell(report, object, ['spec', 'tracing', index, 'providers', at, 'name'], `Provider ${String(name)} is of the kind lightstep, which is deprecated`, 'Declare an `opentelemetry` provider in mesh configuration and name it here.');
        }
      }
    }
  },
};

function tell(report: Report, object: Parameters<Report>[0], path: readonly PathStep[], what: string, remedy: string, aliases: readonly string[] = ['IST0002']): void {
  report(object, path, { message: `${what}.`, remedy, aliases });
}

function policies(spec: Json): (readonly [Record<string, Json>, readonly PathStep[]])[] {
  const ofSubsets = records(record(spec)['subsets']).map(([subset, index]) => [record(subset['trafficPolicy']), ['spec', 'subsets', index, 'trafficPolicy'] as PathStep[]] as const);
  return [[record(record(spec)['trafficPolicy']), ['spec', 'trafficPolicy'] as PathStep[]] as const, ...ofSubsets].flatMap(([policy, path]) => [
    [policy, path] as const, ...records(policy['portLevelSettings']).map(([settings, index]) => [settings, [...path, 'portLevelSettings', index]] as const),
  ]);
}

function deprecatedPolicy(report: Report, object: Parameters<Report>[0], policy: Record<string, Json>, path: readonly PathStep[]): void {
  const balancer = record(policy['loadBalancer']);
  const say = (steps: PathStep[], what: string, remedy: string, aliases: readonly string[] = []) => tell(report, object, [...path, ...steps], what, remedy, aliases);
  if (balancer['simple'] === 'LEAST_CONN') say(['loadBalancer', 'simple'], '`LEAST_CONN` is deprecated', 'Write `simple: LEAST_REQUEST`.');
  if (record(balancer['consistentHash'])['minimumRingSize'] !== undefined) say(['loadBalancer', 'consistentHash', 'minimumRingSize'], '`minimumRingSize` is deprecated', 'Write `ringHash: { minimumRingSize: <size> }`.', ['IST0133']);
  if (balancer['warmupDurationSecs'] !== undefined) say(['loadBalancer', 'warmupDurationSecs'], '`warmupDurationSecs` is deprecated', 'Write `warmup: { duration: <time> }`.');
  if (record(policy['outlierDetection'])['consecutiveErrors'] !== undefined) say(['outlierDetection', 'consecutiveErrors'], '`consecutiveErrors` is deprecated', 'Write `consecutive5xxErrors` or `consecutiveGatewayErrors`.', ['IST0133']);
}
