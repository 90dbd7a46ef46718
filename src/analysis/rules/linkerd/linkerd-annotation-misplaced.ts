import { enrolment, namespaceEnrolment } from '../../../manifest/enrolment';
import { BALANCER_ANNOTATIONS } from '../../../manifest/linkerd/accrual-annotations';
import { OPAQUE_PORTS } from '../../../manifest/linkerd/port-list';
import { PROXY_ANNOTATIONS } from '../../../manifest/linkerd/proxy-annotations';
import { RETRY_GRPC, RETRY_HTTP, RETRY_LIMIT, RETRY_TIMEOUT, TIMEOUTS } from '../../../manifest/linkerd/retry-annotations';
import { workloadOfObject } from '../../../manifest/workloads';
import type { Rule } from '../../rule';
import type { AnnotationPlace } from './annotation-place';
import { annotationPath, linkerdAnnotations } from './annotation-place';

const PER_CALL: ReadonlySet<string> = new Set([RETRY_HTTP, RETRY_GRPC, RETRY_LIMIT, RETRY_TIMEOUT, ...TIMEOUTS]);
const BALANCER: ReadonlySet<string> = new Set(BALANCER_ANNOTATIONS);

const INJECT = 'linkerd.io/inject';

export const linkerdAnnotationMisplaced: Rule = {
  id: 'linkerd-annotation-misplaced',
  severity: 'error',
  what: 'An annotation of Linkerd\'s stands on an object on which nothing reads it.',
  why: 'The injector reads pods and their namespace, the circuit breaker the Service that callers dial, retries and timeouts a route or that Service. Anywhere else an annotation has no effect, and nobody says so.',
  remedy: 'Move the annotation to the object that Linkerd reads it from.',
  aliases: [],
  see: ['https://linkerd.io/2-edge/reference/proxy-configuration/', 'https://linkerd.io/2-edge/reference/circuit-breaking/', 'https://linkerd.io/2-edge/reference/retries/'],
  check(set, report) {
    for (const namespace of set.all('', 'Namespace')) {
      const label = namespace.labels[INJECT];
      if (label === undefined || namespace.annotations[INJECT] !== undefined) continue;
      report(namespace, ['metadata', 'labels', INJECT], {
        message: `Linkerd reads ${INJECT} of a Namespace from its annotations, and here it is a label.`,
        remedy: `Write it as an annotation: \`annotations: { ${INJECT}: ${label} }\`.`,
      });
    }
    for (const place of linkerdAnnotations(set)) {
      for (const name of Object.keys(place.annotations)) {
        const where = misplaced(place, name);
        if (where === undefined) continue;
        // What stands on the Deployment too may be copied for people to read: the pods have it.
        if (place.role === 'workload' && PROXY_ANNOTATIONS.has(name)) {
          const workload = workloadOfObject(set, place.object);
          const isInjected = name === 'linkerd.io/inject' && workload && enrolment(set, workload).dataPlane === 'linkerd' && place.annotations[name] !== 'disabled';
          if (workload?.annotations[name] !== undefined || isInjected) continue;
        }
        report(place.object, annotationPath(place, name), {
          ...(name === 'linkerd.io/inject' && place.role === 'service' && namespaceEnrolment(set, place.object.namespace ?? '').dataPlane === 'linkerd' && { severity: 'warning' as const }),
          message: `Linkerd does not read ${name} on ${described(place)}.`,
          remedy: `Move it to ${where}.`,
        });
      }
    }
  },
};

/** Where an annotation belongs, if not here. */
function misplaced({ role, object }: AnnotationPlace, name: string): string | undefined {
  if (PER_CALL.has(name)) {
    if (role === 'service' || role === 'egress-network') return undefined;
    if (role === 'route' && (object.kind === 'HTTPRoute' || object.kind === 'GRPCRoute')) return undefined;
    return 'the HTTPRoute or GRPCRoute of these calls, or the Service that callers dial';
  }
  if (BALANCER.has(name)) return role === 'service' || role === 'egress-network' ? undefined : 'the Service that callers dial, which is the parent of the routes';
  const known = PROXY_ANNOTATIONS.get(name);
  if (!known || role === 'pods' || role === 'other') return undefined;
  if (name === OPAQUE_PORTS && role !== 'workload' && role !== 'route') return undefined;
  if (role === 'workload') return `the pod template (spec.${object.kind === 'CronJob' ? 'jobTemplate.spec.' : ''}template.metadata.annotations)`;
  if (role === 'namespace') return known.fromNamespace ? undefined : 'the pod templates: pods do not take it from their namespace';
  return 'the pod templates or the Namespace';
}

function described({ role, object }: AnnotationPlace): string {
  return role === 'pods' ? 'pods' : role === 'workload' ? `a ${object.kind} itself` : `a ${object.kind}`;
}
