import { record, text } from '../../../manifest/manifest-object';
import type { Rule } from '../../rule';

export const workloadGroupAccountMissing: Rule = {
  id: 'workload-group-account-missing',
  severity: 'warning',
  what: 'A WorkloadGroup names a ServiceAccount that does not exist.',
  why: 'Machines that register under it get no token and no identity, so they cannot join the mesh.',
  remedy: 'Create the ServiceAccount in the WorkloadGroup\'s namespace.',
  aliases: ['KIA1701'],
  see: ['https://istio.io/latest/docs/reference/config/networking/workload-group/'],
  check(set, report) {
    for (const object of set.all('networking.istio.io', 'WorkloadGroup')) {
      const account = text(record(object.spec['template'])['serviceAccount']);
      // Every namespace has the account "default".
      if (!account || account === 'default' || set.find('', 'ServiceAccount', object.namespace, account)) continue;
      report(object, ['spec', 'template', 'serviceAccount'], {
        severity: set.inNamespace('', 'ServiceAccount', object.namespace!).length > 0 ? 'warning' : 'info',
        message: `There is no ServiceAccount ${object.namespace}/${account} in these manifests.`,
        remedy: `Create it: \`kubectl create serviceaccount ${account} -n ${object.namespace}\`.`,
      });
    }
  },
};
