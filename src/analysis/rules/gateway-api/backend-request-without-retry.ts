import { attachmentsOf } from '../../../manifest/gateway-api/attachments';
import { isIstios } from '../../../manifest/gateway-api/route-planes';
import { routes } from '../../../manifest/gateway-api/routes';
import { record, text } from '../../../manifest/manifest-object';
import { refText } from '../../../manifest/object-ref';
import type { Rule } from '../../rule';

export const backendRequestWithoutRetry: Rule = {
  id: 'backend-request-without-retry',
  severity: 'warning',
  what: 'A rule limits the time of a try (`backendRequest`) and says nothing of retries, on Istio.',
  why: 'Without `retry`, Istio takes `backendRequest` as the time limit of the whole request: `request` is lost, and the two retries that it makes by default have to fit in as well.',
  remedy: 'Take `backendRequest` out, or say `retry` (experimental channel), with which both limits hold.',
  aliases: [],
  see: ['https://gateway-api.sigs.k8s.io/geps/gep-1742/'],
  check(set, report) {
    for (const route of routes(set)) {
      if (route.kind !== 'HTTPRoute' || !attachmentsOf(set, route).some(attachment => isIstios(set, attachment))) continue;
      for (const { spec, path } of route.rules) {
        const { request, backendRequest } = record(spec['timeouts']);
        if (text(backendRequest) === undefined || spec['retry'] !== undefined || request === backendRequest) continue;
        report(route.object, [...path, 'timeouts', 'backendRequest'], {
          message: `Istio takes backendRequest: ${backendRequest} as the time limit of the whole request, because this rule of ${refText(route.object.ref)} has no retry${text(request) === undefined ? '' : `; request: ${request} is lost`}.`,
          remedy: text(request) === undefined ? `Write \`request: ${backendRequest}\` instead, or add \`retry: { attempts: 2 }\` (experimental channel).` : 'Take backendRequest out, or add `retry: { attempts: 2 }` to the rule (experimental channel).',
        });
      }
    }
  },
};
