import type { Rule } from '../../rule';

export const envoyFilterInUse: Rule = {
  id: 'envoy-filter-in-use',
  severity: 'info',
  what: 'An EnvoyFilter changes the configuration that Istio makes for proxies.',
  why: 'What it patches is not an API: names and order of filters, listeners and clusters change between versions of Istio.',
  remedy: 'Use an API where there is one (Telemetry, WasmPlugin, DestinationRule, mesh configuration), and test the filter before each upgrade.',
  aliases: ['IST0133'],
  see: ['https://istio.io/latest/docs/reference/config/networking/envoy-filter/'],
  check(set, report) {
    for (const object of set.all('networking.istio.io', 'EnvoyFilter')) {
      report(object, ['kind'], {
        message: `EnvoyFilter ${object.name} depends on how this version of Istio configures Envoy.`,
        remedy: 'Use an API of Istio where there is one, and test the filter before each upgrade.',
      });
    }
  },
};
