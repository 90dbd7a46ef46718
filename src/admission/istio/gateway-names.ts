import type { Field } from '../../manifest/field';
import type { Complain } from '../../manifest/istio/complain';
import { dnsNameProblem, isDnsLabel } from '../../manifest/istio/host-syntax';

export const GATEWAY_NAME_RULES = ['gateways/name'] as const;

const REMEDY = 'Write <namespace>/<name> of the Gateway, such as "istio-ingress/public", or "mesh" for the proxies of the mesh.';

/** As istiod does: behind a name without a namespace, the others are not looked at. */
export function checkGatewayNames(gateways: Field, complain: Complain): void {
  for (const gateway of gateways.items()) {
    const slash = gateway.text.indexOf('/');
    if (slash < 0) {
      const problem = dnsNameProblem(gateway.text);
      if (problem !== undefined) complain('gateways/name', gateway, `"${gateway.text}" names no Gateway: ${problem}.`, REMEDY);
      return;
    }
    const wrong = [gateway.text.slice(0, slash), gateway.text.slice(slash + 1)].find(part => !isDnsLabel(part));
    if (wrong === undefined) continue;
    complain('gateways/name', gateway, `"${gateway.text}" names no Gateway: ${wrong === '' ? 'a part is empty' : `"${wrong}" is not a DNS label`}.`, REMEDY);
  }
}
