import { seenTogether } from '../../../manifest/istio/export';
import type { EntryPort, ServiceEntry } from '../../../manifest/istio/service-entries';
import { serviceEntries } from '../../../manifest/istio/service-entries';
import { record, records, text } from '../../../manifest/manifest-object';
import { refText } from '../../../manifest/object-ref';
import type { Rule } from '../../rule';

export const competingServiceEntries: Rule = {
  id: 'competing-service-entries',
  severity: 'error',
  what: 'Two ServiceEntries declare the same port of the same host.',
  why: 'Their endpoints are joined where both are seen. If they name different protocols, the one that was created first decides, and the other\'s routes and policies do nothing.',
  remedy: 'Declare a host in one ServiceEntry, with one protocol for a port.',
  aliases: ['IST0177', 'KIA1212', 'KIA1211'],
  see: ['https://istio.io/latest/docs/reference/config/networking/service-entry/'],
  check(set, report) {
    const known = new Map<string, { readonly entry: ServiceEntry; readonly port: EntryPort }[]>();
    for (const entry of serviceEntries(set)) {
      for (const { host } of entry.hosts) {
        for (const port of entry.ports) {
          const place = `${host} ${port.number}`;
          const others = known.get(place) ?? [];
          const other = others.find(one => one.entry !== entry && seenTogether(one.entry.visibility, entry.visibility));
          known.set(place, [...others, { entry, port }].slice(0, 20));
          if (!other) continue;
          const differ = spoken(other) !== spoken({ entry, port });
          const pairs = differ ? [[{ entry, port }, other], [other, { entry, port }]] as const : [[{ entry, port }, other]] as const;
          for (const [one, rival] of pairs) {
            report(one.entry.object, differ ? [...one.port.path, 'protocol'] : one.port.path, {
              severity: differ ? 'error' : 'info',
              message: differ ? `Port ${port.number} of ${host} is ${spoken(one)} here and ${spoken(rival)} in ${refText(rival.entry.object.ref)}, and only one of the two can hold.`
                : `${refText(rival.entry.object.ref)} declares port ${port.number} of ${host} too, and the endpoints of both are joined.`,
              remedy: differ ? 'Give both ServiceEntries the same protocol, or join them into one.' : 'Join the two into one ServiceEntry, if their endpoints are not meant to add up.',
              related: [rival.entry.object], aliases: differ ? ['IST0177', 'KIA1212'] : ['KIA1211'],
            });
          }
        }
      }
    }
  },
};

function spoken({ entry, port }: { readonly entry: ServiceEntry; readonly port: EntryPort }): string {
  const written = records(entry.object.spec['ports']).find(([, index]) => index === port.path.at(-1))?.[0];
  return text(record(written)['protocol'])?.toUpperCase() || 'undeclared';
}
