import type { ManifestObject } from '../../../manifest/manifest-object';
import { routePolicies } from '../../../manifest/resilience/route-policies';
import { serviceByHost } from '../../../manifest/services';
import type { Rule } from '../../rule';

export const routeWithoutTimeout: Rule = {
  id: 'route-without-timeout',
  severity: 'info',
  what: 'No route for a host has a timeout.',
  why: 'Without one a mesh waits for as long as the caller does: a server that hangs takes its callers\' connections and threads with it. Istio switches off the 15 seconds that Envoy would wait by itself.',
  remedy: 'State a timeout on the routes, a little above what the slowest good answer takes; streams excepted.',
  aliases: [],
  see: ['https://istio.io/latest/docs/concepts/traffic-management/#timeouts', 'https://gateway-api.sigs.k8s.io/api-types/httproute/#timeouts-optional'],
  check(set, report) {
    const objects = new Map<ManifestObject, { timed: boolean; readonly path: readonly (string | number)[]; readonly kind: string }>();
    for (const { kind, object, path, timeout, tryTimeout, forwards, hosts } of routePolicies(set)) {
      if (!forwards) continue;
      const timed = timeout !== undefined || tryTimeout !== undefined
        || [object.annotations, ...hosts.map(host => serviceByHost(set, host)?.annotations ?? {})].some(annotations => Object.keys(annotations).some(name => name.startsWith('timeout.linkerd.io/')));
      const known = objects.get(object);
      if (!known) objects.set(object, { timed, path, kind });
      else if (timed) known.timed = true;
    }
    for (const [object, { timed, path, kind }] of objects) {
      if (timed) continue;
      report(object, path, {
        message: `No route of this ${kind} has a timeout, so a call waits for as long as its caller does.`,
        remedy: kind === 'VirtualService' ? 'Add `timeout: 10s`, or what the slowest good answer takes.' : 'Add `timeouts: { request: 10s }`, or what the slowest good answer takes.',
      });
    }
  },
};
