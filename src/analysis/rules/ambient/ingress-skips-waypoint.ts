import type { PathStep } from '../../../manifest/field-path';
import { attachedToService, attachments } from '../../../manifest/gateway-api/attachments';
import { isIstioClass, isWaypointClass } from '../../../manifest/gateway-api/gateways';
import { hostsNamed } from '../../../manifest/istio/host-registry';
import { passedWaypoint } from '../../../manifest/istio/policy-reach';
import { policiesAtWaypoint } from '../../../manifest/istio/policy-targets';
import { destinationsOf, MESH, virtualServices } from '../../../manifest/istio/virtual-services';
import type { ManifestObject } from '../../../manifest/manifest-object';
import type { ManifestSet } from '../../../manifest/manifest-set';
import { namespaceFacts } from '../../../manifest/namespaces';
import type { Service } from '../../../manifest/services';
import { findService } from '../../../manifest/services';
import type { Rule } from '../../rule';

const LABEL = 'istio.io/ingress-use-waypoint';

export const ingressSkipsWaypoint: Rule = {
  id: 'ingress-skips-waypoint',
  severity: 'warning',
  what: 'An ingress gateway sends to a Service behind a waypoint, and goes around the waypoint.',
  why: 'Gateways call pods directly unless the Service is labelled `istio.io/ingress-use-waypoint: "true"`: the waypoint\'s policies and routes do not hold for what comes from outside.',
  remedy: 'Label each Service that the gateway sends to, or its namespace, `istio.io/ingress-use-waypoint: "true"`.',
  aliases: [],
  see: ['https://istio.io/latest/docs/ambient/usage/waypoint/', 'https://istio.io/latest/docs/reference/config/labels/'],
  check(set, report) {
    for (const { object, path, service, gateway } of calls(set)) {
      const waypoint = passedWaypoint(set, service);
      if (!waypoint || [service.labels, namespaceFacts(set, service.namespace).labels].some(labels => labels[LABEL] === 'true')) continue;
      const policies = [...policiesAtWaypoint(set, 'AuthorizationPolicy', waypoint, service), ...policiesAtWaypoint(set, 'RequestAuthentication', waypoint, service)];
      const lost = policies.length > 0 ? 'policies' : attachedToService(set, service).length > 0 ? 'routes' : undefined;
      report(object, path, {
        ...(lost ? {} : { severity: 'info' as const }),
        message: `${gateway} sends to the pods of Service ${service.namespace}/${service.name} without passing waypoint ${waypoint.namespace}/${waypoint.name}${lost ? `, whose ${lost} do not hold for these calls` : ''}.`,
        remedy: `Label Service ${service.namespace}/${service.name} ${LABEL}: "true".`,
        related: [service.object, waypoint.object, ...policies],
      });
    }
  },
};

interface IngressCall {
  readonly object: ManifestObject;
  readonly path: readonly PathStep[];
  readonly service: Service;
  readonly gateway: string;
}

function calls(set: ManifestSet): IngressCall[] {
  const told = new Set<string>();
  const once = (call: IngressCall) => {
    const key = `${call.object.key} ${call.service.host}`;
    return told.has(key) ? [] : (told.add(key), [call]);
  };
  const routed = attachments(set).flatMap(({ route, owner }) => (!owner || !isIstioClass(owner.className) || isWaypointClass(owner.className) ? []
    : route.rules.flatMap(({ backends }) => backends).flatMap(({ group, kind, namespace, name, path }) => {
      const service = group === '' && kind === 'Service' ? findService(set, namespace, name) : undefined;
      return service ? once({ object: route.object, path, service, gateway: `Gateway ${owner.namespace}/${owner.object.name}` }) : [];
    })));
  const virtual = virtualServices(set).flatMap(one => {
    const gateway = one.gateways.find(name => name !== MESH);
    return gateway === undefined ? [] : destinationsOf(set, one).flatMap(({ host, path }) => {
      const service = hostsNamed(set, host)[0]?.service;
      return service ? once({ object: one.object, path, service, gateway: `Gateway ${gateway}` }) : [];
    });
  });
  return [...routed, ...virtual];
}
