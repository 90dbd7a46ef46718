import { Field } from '../../../manifest/field';
import type { Rule } from '../../rule';

export const duplicateEgressHost: Rule = {
  id: 'duplicate-egress-host',
  severity: 'warning',
  what: 'A host of a Sidecar\'s egress listener is covered by another host of the listener.',
  why: 'It adds nothing, and hides that the broader entry lets more in than the list seems to say.',
  remedy: 'Take the narrower host out, or the broader one if it is not meant.',
  aliases: ['IST0133'],
  see: ['https://istio.io/latest/docs/reference/config/networking/sidecar/#IstioEgressListener'],
  check(set, report) {
    for (const object of set.all('networking.istio.io', 'Sidecar')) {
      for (const listener of Field.spec(object).at('egress').items()) {
        const hosts = listener.at('hosts').items().flatMap(field => {
          const [namespace, ...rest] = field.text.split('/');
          // Those with "~" leave a namespace out.
          return rest.length === 0 || namespace!.startsWith('~') ? [] : [{ field, key: `${namespace === '.' ? object.namespace : namespace}/${rest.join('/')}` }];
        });
        const known = new Map<string, Field>();
        for (const { field, key } of hosts) {
          const all = hosts.find(other => other.field !== field && (other.key === '*/*' || other.key === `${key.split('/')[0]}/*`));
          const by = known.get(key) ?? (key.endsWith('/*') && all?.key !== '*/*' ? undefined : all?.field);
          if (!known.has(key)) known.set(key, field);
          if (!by) continue;
          report(object, field.path, { message: `Host "${field.text}" is ${by.text === field.text ? 'there twice' : `covered by "${by.text}"`}.`, remedy: `Take "${field.text}" out, or "${by.text}" if it is not meant.` });
        }
      }
    }
  },
};
