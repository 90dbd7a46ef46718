import { entryOf } from '../../../manifest/manifest-object';
import type { Rule } from '../../rule';
import { annotationPath, linkerdAnnotations } from './annotation-place';

const SUCCESSORS: Readonly<Record<string, string>> = {
  'config.alpha.linkerd.io/proxy-enable-native-sidecar': 'config.linkerd.io/proxy-enable-native-sidecar',
  'config.beta.linkerd.io/proxy-enable-native-sidecar': 'config.linkerd.io/proxy-enable-native-sidecar',
};

export const linkerdAnnotationDeprecated: Rule = {
  id: 'linkerd-annotation-deprecated',
  severity: 'info',
  what: 'An annotation of Linkerd\'s has a name that a later one has replaced.',
  why: 'Alpha and beta names are read for a few releases only.',
  remedy: 'Use the name that is not alpha or beta.',
  aliases: [],
  see: ['https://linkerd.io/2-edge/features/native-sidecars/'],
  check(set, report) {
    const [, minor] = set.settings.linkerdVersion.split('.').map(Number);
    if ((minor ?? 0) < 20) return;
    for (const place of linkerdAnnotations(set)) {
      for (const name of Object.keys(place.annotations)) {
        const successor = entryOf(SUCCESSORS, name);
        if (successor === undefined) continue;
        report(place.object, annotationPath(place, name), { message: `The annotation ${name} is deprecated since Linkerd 2.20.`, remedy: `Call it ${successor}.` });
      }
    }
  },
};
