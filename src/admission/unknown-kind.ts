import type { ManifestObject } from '../manifest/manifest-object';
import { list, record, text } from '../manifest/manifest-object';
import type { ManifestSet } from '../manifest/manifest-set';
import { view } from '../manifest/manifest-set';
import type { KnownKind } from '../manifest/schemas/bundles';
import { KNOWN_GROUPS, isKnownGroup, kindsOfGroup, knownKind } from '../manifest/schemas/catalogue';
import { servedVersions } from '../manifest/schemas/versions';
import { oneOfText } from './schema/issue';
import { nearest } from '../manifest/nearest';
import type { Refusal } from './refusal';

/** Why a server of the set's cluster would know no such kind, for groups of which all kinds are known. */
export function unknownKind(object: ManifestObject, set: ManifestSet): Refusal | undefined {
  const { group, version, kind } = object;
  if (!isKnownGroup(group)) return misspeltGroup(object, set);
  if (definedInSet(set).has(`${group}/${version}/${kind}`)) return undefined;
  const channel = set.settings.gatewayApiChannel;
  const known = knownKind(group, kind, channel);
  if (known?.versions.some(({ name, served }) => served && name === version)) return undefined;
  const inExperimental = channel === 'standard' && knownKind(group, kind, 'experimental')?.versions.some(({ name, served }) => served && name === version);
  if (inExperimental) return onlyExperimental(object, known);
  return known ? unknownVersion(object, known) : noSuchKind(object, set);
}

/** Whatever a cluster may have besides: a kind of a mesh in a group that differs from its own by a slip is that kind. */
function misspeltGroup({ group, version, kind, body }: ManifestObject, set: ManifestSet): Refusal | undefined {
  const meant = nearest(group, meshGroups());
  const known = meant === undefined ? undefined : knownKind(meant, kind, set.settings.gatewayApiChannel);
  if (!known || definedInSet(set).has(`${group}/${version}/${kind}`)) return undefined;
  const versions = served(known);
  return {
    rule: 'admission/unknown-kind',
    path: ['apiVersion'],
    message: `No server has the group of ${String(body['apiVersion'])}; ${kind} is of group ${known.group}.`,
    remedy: `Write apiVersion: ${apiVersionOf(known.group, versions.includes(version) ? version : versions[0]!)}.`,
  };
}

function meshGroups(): string[] {
  return KNOWN_GROUPS.filter(group => /\.istio\.io$|linkerd\.io$|^gateway\.networking\./.test(group));
}

function onlyExperimental({ body: { apiVersion }, kind, group }: ManifestObject, known: KnownKind | undefined): Refusal {
  const standard = known && served(known);
  return {
    rule: 'admission/unknown-kind',
    path: ['apiVersion'],
    message: `${kind} ${apiVersion} is in the experimental channel of the Gateway API only, and the cluster is taken to have the standard one.`,
    remedy: `${standard ? `Write apiVersion: ${group}/${standard[0]}, or install` : 'Install'} the experimental channel and check with --schemas experimental.`,
  };
}

function unknownVersion({ body: { apiVersion }, kind, group }: ManifestObject, known: KnownKind): Refusal {
  const versions = served(known);
  return {
    rule: 'admission/unknown-kind',
    path: ['apiVersion'],
    message: `No server has ${kind} in version ${apiVersion} (served: ${versions.join(', ')}).`,
    remedy: `Write apiVersion: ${apiVersionOf(group, versions[0]!)}, and the fields as that version has them.`,
  };
}

function noSuchKind({ body: { apiVersion }, kind, group }: ManifestObject, set: ManifestSet): Refusal | undefined {
  const channel = set.settings.gatewayApiChannel;
  const kinds = kindsOfGroup(group, channel);
  // Lists of objects, which kubectl opens.
  if (kind.endsWith('List') && kinds.some(known => `${known.kind}List` === kind)) return undefined;
  const elsewhere = KNOWN_GROUPS.map(other => knownKind(other, kind, channel)).find(known => known !== undefined);
  const meant = nearest(kind, kinds.map(known => known.kind));
  const names = kinds.map(known => known.kind).sort();
  return {
    rule: 'admission/unknown-kind',
    path: elsewhere ? ['apiVersion'] : ['kind'],
    message: `There is no kind ${kind} in ${apiVersion}.`,
    remedy: elsewhere ? `Write apiVersion: ${apiVersionOf(elsewhere.group, served(elsewhere)[0]!)}.`
      : meant !== undefined ? `Write kind: ${meant}.`
        : `Write one of the kinds of that group: ${oneOfText(names)}.`,
  };
}

function served(known: KnownKind): string[] {
  return servedVersions(known).map(({ name }) => name);
}

function apiVersionOf(group: string, version: string): string {
  return group === '' ? version : `${group}/${version}`;
}

/** "group/version/kind" of what the CustomResourceDefinitions in the set serve: a cluster that is given them has them. */
const definedInSet = view(set => new Set(set.all('apiextensions.k8s.io', 'CustomResourceDefinition').flatMap(({ spec }) =>
  list(spec.versions).map(record).filter(version => version['served'] !== false)
    .map(version => `${text(spec.group) ?? ''}/${text(version['name']) ?? ''}/${text(record(spec.names)['kind']) ?? ''}`))));
