import { list, record, records } from '../../../manifest/manifest-object';
import { meshConfigs, meshSetting } from '../../../manifest/mesh-config';
import type { Rule } from '../../rule';

export const telemetryWithoutProvider: Rule = {
  id: 'telemetry-without-provider',
  severity: 'warning',
  what: 'A Telemetry asks for access logs and names no provider, and mesh configuration has no default one.',
  why: 'There is nothing to write the logs to, so none are written.',
  remedy: 'Name a provider in the Telemetry, "envoy" for the proxy\'s standard output, or set `defaultProviders.accessLogging` in mesh configuration.',
  aliases: ['IST0157'],
  see: ['https://istio.io/latest/docs/tasks/observability/logs/telemetry-api/'],
  check(set, report) {
    if (list(meshSetting(set, 'defaultProviders', 'accessLogging')).length > 0) return;
    const known = meshConfigs(set).length > 0;
    for (const object of set.all('telemetry.istio.io', 'Telemetry')) {
      for (const [logging, index] of records(object.spec['accessLogging'])) {
        if (logging['disabled'] === true || records(logging['providers']).length > 0 || record(logging)['providers'] === null) continue;
        report(object, ['spec', 'accessLogging', index], {
          severity: known ? 'warning' : 'info',
          message: `The entry names no provider, and ${known ? 'mesh configuration has no `defaultProviders.accessLogging`' : 'Istio has none for access logs unless mesh configuration names one'}.`,
          remedy: 'Add `providers: [{ name: envoy }]` to log to the standard output of the proxies.',
        });
      }
    }
  },
};
