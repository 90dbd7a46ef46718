import { Field } from '../../../manifest/field';
import type { Rule } from '../../rule';

export const legacyGatewayName: Rule = {
  id: 'legacy-gateway-name',
  severity: 'warning',
  what: 'A VirtualService names a Gateway as `name.namespace`, a form that `namespace/name` has replaced.',
  why: 'The old form is kept for old manifests; with more dots than one it is not clear what is meant.',
  remedy: 'Write `<namespace>/<name>`.',
  aliases: ['IST0133'],
  check(set, report) {
    for (const object of set.all('networking.istio.io', 'VirtualService')) {
      const spec = Field.spec(object);
      const matches = ['http', 'tls', 'tcp'].flatMap(kind => spec.at(kind).items()).flatMap(rule => rule.at('match').items());
      for (const gateway of [spec, ...matches].flatMap(place => place.at('gateways').items())) {
        if (gateway.text.includes('/') || !gateway.text.includes('.')) continue;
        const [name, namespace] = gateway.text.split('.');
        report(object, gateway.path, { message: `"${gateway.text}" names a Gateway in an old form.`, remedy: `Write "${namespace}/${name}".` });
      }
    }
  },
};
