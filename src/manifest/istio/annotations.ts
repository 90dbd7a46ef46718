import { load } from 'js-yaml';
import { record } from '../manifest-object';

/** Where an annotation of Istio is read, and whether it still is. */
export interface AnnotationFacts {
  readonly kinds: readonly string[];
  readonly deprecated?: boolean;
  readonly value?: ValueForm;
}

/** Forms of values that Istio checks when it injects a proxy. */
export type ValueForm = 'mode' | 'port' | 'ports' | 'ports-or-all' | 'ranges' | 'ranges-or-all' | 'number' | 'boolean' | 'quantity' | 'interfaces' | 'settings';

const pod = (value?: ValueForm): AnnotationFacts => ({ kinds: ['Pod'], ...(value && { value }) });
const old = (...kinds: string[]): AnnotationFacts => ({ kinds, deprecated: true });
const on = (...kinds: string[]): AnnotationFacts => ({ kinds });

/** Every annotation that Istio knows, by name. "Any": on whatever object. */
export const ANNOTATIONS: Readonly<Record<string, AnnotationFacts>> = {
  'alpha.istio.io/canonical-serviceaccounts': old('Service'),
  'alpha.istio.io/kubernetes-serviceaccounts': old('Service'),
  'ambient.istio.io/bypass-inbound-capture': pod(),
  'ambient.istio.io/dns-capture': pod(),
  'ambient.istio.io/redirection': pod(),
  'ambient.istio.io/waypoint-inbound-binding': on('Gateway', 'GatewayClass'),
  'galley.istio.io/analyze-suppress': on('Any'),
  'gateway.istio.io/controller-version': on('Any'),
  'gateway.istio.io/name-override': on('Gateway'),
  'gateway.istio.io/service-account': on('Gateway'),
  'inject.istio.io/templates': pod(),
  'istio.io/autoRegistrationGroup': on('WorkloadEntry'),
  'istio.io/connectedAt': on('WorkloadEntry'),
  'istio.io/disconnectedAt': on('WorkloadEntry'),
  'istio.io/dry-run': on('AuthorizationPolicy'),
  'istio.io/reroute-virtual-interfaces': pod('interfaces'),
  'istio.io/rev': on('Any'),
  'istio.io/use-waypoint-canary-weight': on('Service', 'ServiceEntry', 'Namespace'),
  'istio.io/workloadController': on('WorkloadEntry'),
  'kubernetes.io/ingress.class': on('Ingress'),
  'networking.istio.io/exportTo': on('Service'),
  'networking.istio.io/service-type': on('Gateway'),
  'networking.istio.io/traffic-distribution': on('Namespace', 'Service', 'ServiceEntry'),
  'prometheus.istio.io/merge-metrics': pod('boolean'),
  'proxy.istio.io/config': pod('settings'),
  'proxy.istio.io/overrides': pod(),
  'readiness.status.sidecar.istio.io/applicationPorts': pod(),
  'readiness.status.sidecar.istio.io/failureThreshold': pod('number'),
  'readiness.status.sidecar.istio.io/initialDelaySeconds': pod('number'),
  'readiness.status.sidecar.istio.io/periodSeconds': pod('number'),
  'sidecar.istio.io/agentLogLevel': pod(),
  'sidecar.istio.io/bootstrapOverride': pod(),
  'sidecar.istio.io/componentLogLevel': pod(),
  'sidecar.istio.io/discoveryAddress': old('Pod'),
  'sidecar.istio.io/extraStatTags': old('Pod'),
  'sidecar.istio.io/inject': old('Pod'),
  'sidecar.istio.io/interceptionMode': pod('mode'),
  'sidecar.istio.io/logLevel': pod(),
  'sidecar.istio.io/nativeSidecar': pod(),
  'sidecar.istio.io/proxyCPU': pod('quantity'),
  'sidecar.istio.io/proxyCPULimit': pod('quantity'),
  'sidecar.istio.io/proxyImage': pod(),
  'sidecar.istio.io/proxyImageType': pod(),
  'sidecar.istio.io/proxyMemory': pod('quantity'),
  'sidecar.istio.io/proxyMemoryLimit': pod('quantity'),
  'sidecar.istio.io/rewriteAppHTTPProbers': pod(),
  'sidecar.istio.io/statsCompression': old('Pod'),
  'sidecar.istio.io/statsEvictionInterval': pod(),
  'sidecar.istio.io/statsFlushInterval': pod(),
  'sidecar.istio.io/statsHistogramBins': pod(),
  'sidecar.istio.io/statsHistogramBuckets': pod(),
  'sidecar.istio.io/statsInclusionPrefixes': old('Pod'),
  'sidecar.istio.io/statsInclusionRegexps': old('Pod'),
  'sidecar.istio.io/statsInclusionSuffixes': old('Pod'),
  'sidecar.istio.io/status': on('Any'),
  'sidecar.istio.io/userVolume': pod(),
  'sidecar.istio.io/userVolumeMount': pod(),
  'status.sidecar.istio.io/port': pod('port'),
  'topology.istio.io/controlPlaneClusters': on('Namespace'),
  'traffic.istio.io/nodeSelector': on('Service'),
  'traffic.sidecar.istio.io/excludeInboundPorts': pod('ports'),
  'traffic.sidecar.istio.io/excludeInterfaces': pod('interfaces'),
  'traffic.sidecar.istio.io/excludeOutboundIPRanges': pod('ranges'),
  'traffic.sidecar.istio.io/excludeOutboundPorts': pod('ports'),
  'traffic.sidecar.istio.io/includeInboundPorts': pod('ports-or-all'),
  'traffic.sidecar.istio.io/includeOutboundIPRanges': pod('ranges-or-all'),
  'traffic.sidecar.istio.io/includeOutboundPorts': pod(),
  'traffic.sidecar.istio.io/kubevirtInterfaces': { kinds: ['Pod'], deprecated: true, value: 'interfaces' },
};

/** Whether an annotation is one of Istio's, known or not. */
export function isIstioAnnotation(name: string): boolean {
  return name === 'kubernetes.io/ingress.class' || /istio\.io$/.test(name.split('/', 1)[0]!);
}

/** Whether a value is YAML with a map in it, as settings of the proxy are written, with a number where they count threads. */
export function isSettings(value: string): boolean {
  try {
    const settings: unknown = load(value);
    if (settings === undefined || settings === null) return true;
    return typeof settings === 'object' && !Array.isArray(settings) && Number.isInteger(record(settings)['concurrency'] ?? 0);
  } catch {
    return false;
  }
}

/** Settings of the proxy as an annotation has them; none where it is no YAML. */
export function proxySettings(value: string | undefined): Readonly<Record<string, unknown>> {
  try {
    return value === undefined ? {} : record(load(value));
  } catch {
    return {};
  }
}
