import { list } from '../../../manifest/manifest-object';
import { namespaces } from '../../../manifest/namespaces';
import type { Rule } from '../../rule';

export const exportToUnknownNamespace: Rule = {
  id: 'export-to-unknown-namespace',
  severity: 'warning',
  what: 'An object of Istio is exported to a namespace that does not exist.',
  why: 'Nobody there sees it; if the name is mistyped, those who should see it do not.',
  remedy: 'Correct the name, or use "." for the own namespace and "*" for all.',
  aliases: ['KIA0005'],
  see: ['https://istio.io/latest/docs/ops/best-practices/traffic-management/#cross-namespace-configuration'],
  check(set, report) {
    // Where manifests declare no namespaces, those that they do not speak of may well exist.
    const sure = set.all('', 'Namespace').length > 0;
    for (const kind of ['VirtualService', 'DestinationRule', 'ServiceEntry']) {
      for (const object of set.all('networking.istio.io', kind)) {
        for (const [index, name] of list(object.spec['exportTo']).entries()) {
          if (typeof name !== 'string' || ['.', '*', '~', ''].includes(name) || namespaces(set).has(name)) continue;
          report(object, ['spec', 'exportTo', index], {
            severity: sure ? 'warning' : 'info',
            message: `Namespace ${name} ${sure ? 'does not exist' : 'is not in these manifests'}, so nobody there sees this ${kind}.`,
            remedy: `Name a namespace that exists, or remove "${name}" from \`spec.exportTo\`.`,
          });
        }
      }
    }
  },
};
