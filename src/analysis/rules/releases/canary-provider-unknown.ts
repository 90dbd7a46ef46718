import { canaries } from '../../../manifest/canaries';
import { refText } from '../../../manifest/object-ref';
import type { Rule } from '../../rule';

const PROVIDERS = [
  'apisix', 'appmesh', 'appmesh:v1beta1', 'appmesh:v1beta2', 'contour', 'gatewayapi:v1', 'gatewayapi:v1beta1', 'gloo', 'istio', 'knative', 'kubernetes', 'kuma', 'linkerd',
  'nginx', 'osm', 'skipper', 'smi:v1alpha1', 'smi:v1alpha2', 'smi:v1alpha3', 'traefik',
];

export const canaryProviderUnknown: Rule = {
  id: 'canary-provider-unknown',
  severity: 'error',
  what: 'A Canary names a provider that Flagger does not know.',
  why: 'Flagger then goes on as if Istio were meant, and writes VirtualServices and DestinationRules. `gatewayapi` without a version is such a name.',
  remedy: 'Write one of the providers, with the version that belongs to it: `gatewayapi:v1`.',
  aliases: [],
  see: ['https://docs.flagger.app/usage/how-it-works'],
  check(set, report) {
    for (const { object, provider } of canaries(set)) {
      if (provider === undefined || PROVIDERS.includes(provider)) continue;
      const meant = provider.startsWith('gatewayapi') ? 'gatewayapi:v1' : provider.startsWith('smi') ? 'smi:v1alpha1' : undefined;
      report(object, ['spec', 'provider'], {
        message: `${refText(object.ref)} names the provider ${provider}, which Flagger does not know, so it writes objects of Istio.`,
        remedy: meant ? `Set \`provider: ${meant}\`.` : `Set provider to one of ${PROVIDERS.join(', ')}.`,
      });
    }
  },
};
