import { BALANCER_ANNOTATIONS } from '../../../manifest/linkerd/accrual-annotations';
import { PROXY_ANNOTATIONS } from '../../../manifest/linkerd/proxy-annotations';
import { RETRY_GRPC, RETRY_HTTP, RETRY_LIMIT, RETRY_TIMEOUT, TIMEOUTS } from '../../../manifest/linkerd/retry-annotations';
import type { Rule } from '../../rule';
import { annotationPath, linkerdAnnotations } from './annotation-place';
import { nearest } from './near-miss';

const KNOWN: ReadonlySet<string> = new Set([...PROXY_ANNOTATIONS.keys(), ...BALANCER_ANNOTATIONS, RETRY_HTTP, RETRY_GRPC, RETRY_LIMIT, RETRY_TIMEOUT, ...TIMEOUTS]);
/** Families of which every name is known. Under linkerd.io/ itself and elsewhere, controllers write names of their own. */
const CLOSED = /^(config(\.alpha|\.beta)?|retry|timeout|balancer(\.alpha)?)\.linkerd\.io\//;
/** Where a name that is nearly one of the others is a slip. The injector itself writes proxy-version. */
const MAYBE = /^linkerd\.io\/(?!proxy-version$)/;

export const linkerdAnnotationUnknown: Rule = {
  id: 'linkerd-annotation-unknown',
  severity: 'warning',
  what: 'An annotation has a name under linkerd.io that Linkerd does not read.',
  why: 'Linkerd ignores names that it does not know and says nothing: the setting has no effect.',
  remedy: 'Write the name as the reference of the proxy configuration has it.',
  aliases: [],
  see: ['https://linkerd.io/2-edge/reference/proxy-configuration/'],
  check(set, report) {
    for (const place of linkerdAnnotations(set)) {
      for (const name of Object.keys(place.annotations)) {
        const isClosed = CLOSED.test(name);
        if (KNOWN.has(name) || !(isClosed || MAYBE.test(name))) continue;
        const meant = nearest(name, KNOWN);
        if (meant === undefined && !isClosed) continue;
        report(place.object, annotationPath(place, name), {
          ...(meant === undefined && { severity: 'info' as const }),
          message: `Linkerd reads no annotation called ${name}.`,
          remedy: meant === undefined ? 'Take the annotation out, or look up its name in the reference of the proxy configuration.' : `Call it ${meant}.`,
        });
      }
    }
  },
};
