import type { PathStep } from '../../manifest/field-path';
import type { ManifestObject } from '../../manifest/manifest-object';
import { list, records, text } from '../../manifest/manifest-object';
import { isEgressParent, isServiceParent } from '../../manifest/linkerd/references';
import type { AnnotationProblem } from '../../manifest/linkerd/retry-annotations';
import { RETRY_GRPC, RETRY_HTTP, retryProblems, timeoutProblems } from '../../manifest/linkerd/retry-annotations';
import { GATEWAY_HTTP_ROUTE, GRPC_ROUTE, HTTP_ROUTES, STREAM_ROUTES, type Objection, type WebhookRule } from './webhook-rule';

export const ROUTE_RULES: readonly WebhookRule[] = [
  {
    id: 'egress-parent-without-port', kinds: [...HTTP_ROUTES, GRPC_ROUTE, ...STREAM_ROUTES],
    objections: route => parents(route).filter(([parent]) => isEgressParent(parent, route.group) && (parent['port'] ?? undefined) === undefined)
      .map(([parent, index]): Objection => ({
        path: ['spec', 'parentRefs', index],
        message: `The route has the EgressNetwork "${parent['name']}" as its parent and does not say for which port.`,
        remedy: 'Write the port that clients call, such as `port: 443`.',
      })),
  },
  {
    id: 'retry-annotation', kinds: [...HTTP_ROUTES, GRPC_ROUTE],
    objections: route => (isOutbound(route) ? retryProblems(route.annotations, route.kind === 'GRPCRoute' ? RETRY_GRPC : RETRY_HTTP) : []).map(inAnnotations(route)),
  },
  {
    id: 'timeout-annotation', kinds: [...HTTP_ROUTES, GRPC_ROUTE],
    objections: route => (isOutbound(route) ? timeoutProblems(route.annotations) : []).map(inAnnotations(route)),
  },
  {
    id: 'service-backend-without-port', kinds: [GATEWAY_HTTP_ROUTE, GRPC_ROUTE],
    objections: route => records(route.spec['rules']).flatMap(([rule, index]) => records(rule['backendRefs']).flatMap(([backend, i]): Objection[] => {
      const isService = ['', 'core'].includes(text(backend['group']) ?? '') && (text(backend['kind']) ?? 'Service') === 'Service';
      if (!isService || (backend['port'] !== undefined && backend['port'] !== null && backend['port'] !== 0)) return [];
      return [{
        path: ['spec', 'rules', index, 'backendRefs', i],
        message: `The Service "${backend['name']}" is referred to without a port.`,
        remedy: 'Write the port of the Service, such as `port: 80`.',
      }];
    })),
  },
  {
    id: 'one-rule', kinds: STREAM_ROUTES,
    objections({ spec, kind }) {
      if (!Array.isArray(spec['rules']) || spec['rules'].length === 1) return [];
      return [{ path: ['spec', 'rules'], message: `A ${kind} has exactly one rule, and this one has ${spec['rules'].length}.`, remedy: 'Write one rule with all backends, or one route for each.' }];
    },
  },
];

export function parents({ spec }: ManifestObject) {
  return records(spec['parentRefs']);
}

/** Every match of a route with the path to it. */
export function matches({ spec }: ManifestObject) {
  return records(spec['rules']).flatMap(([rule, index]) => records(rule['matches'])
    .map(([match, i]) => ({ match, path: ['spec', 'rules', index, 'matches', i] as PathStep[] })));
}

/** Every filter of the rules of a route; those of single backends are not looked at. */
export function filters({ spec }: ManifestObject) {
  return records(spec['rules']).flatMap(([rule, index]) => list(rule['filters'])
    .map((filter, i) => ({ filter, path: ['spec', 'rules', index, 'filters', i] as PathStep[] })));
}

function isOutbound(route: ManifestObject): boolean {
  return parents(route).some(([parent]) => isServiceParent(parent, route.group) || isEgressParent(parent, route.group));
}

function inAnnotations(route: ManifestObject): (problem: AnnotationProblem) => Objection {
  return ({ annotation, problem, remedy }) => ({
    path: ['metadata', 'annotations', annotation], message: `${annotation}: "${route.annotations[annotation]}" is not understood: ${problem}.`, remedy,
  });
}
