import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { isClusterScoped } from '../../../src/manifest/cluster-scoped-kinds';
import { kindsOfBundle } from '../../../src/manifest/schemas/bundles';
import type { BundleName, KnownKind } from '../../../src/manifest/schemas/bundles';
import { KNOWN_GROUPS, kindsOfGroup, knownKind } from '../../../src/manifest/schemas/catalogue';
import { servedVersions } from '../../../src/manifest/schemas/versions';

const CHANNELS = ['standard', 'experimental'] as const;
const files = readdirSync(join(__dirname, '../../../imports/schemas')).map(file => file.replace(/\.json$/, '') as BundleName);
const everyKind: readonly KnownKind[] = files.flatMap(file => kindsOfBundle(file));

test('every kind of every file is found by its group', () => {
  const lost = everyKind.filter(({ group, kind }) => !CHANNELS.some(channel => knownKind(group, kind, channel)));

  expect(lost).toEqual([]);
  expect(everyKind.length).toBeGreaterThan(100);
});

test('every known group has kinds, but for the one that Kubernetes gave up', () => {
  expect(KNOWN_GROUPS.filter(group => CHANNELS.every(channel => kindsOfGroup(group, channel).length === 0))).toEqual(['extensions']);
});

test('the kinds of a channel are those of its file', () => {
  expect(knownKind('gateway.networking.k8s.io', 'TCPRoute', 'standard')).toBeUndefined();
  expect(knownKind('gateway.networking.k8s.io', 'TCPRoute', 'experimental')?.versions.map(({ name }) => name)).toEqual(['v1alpha2']);
});

test('whether a kind has a namespace is known without its schema, and the same', () => {
  expect(everyKind.filter(({ group, kind, scope }) => isClusterScoped(group, kind) !== (scope === 'Cluster')).map(({ group, kind }) => `${group}/${kind}`)).toEqual([]);
});

test('versions are given the one to write first', () => {
  const versions = (group: string, kind: string) => servedVersions(knownKind(group, kind, 'experimental')!).map(({ name }) => name);

  expect(versions('policy.linkerd.io', 'Server')).toEqual(['v1beta3', 'v1beta2', 'v1beta1', 'v1alpha1']);
  expect(versions('gateway.networking.k8s.io', 'TLSRoute')).toEqual(['v1', 'v1alpha3', 'v1alpha2']);
  expect(versions('autoscaling', 'HorizontalPodAutoscaler')).toEqual(['v2', 'v1']);
});

test('references of Kubernetes\' schemas are resolved, and every one leads somewhere', () => {
  const text = readFileSync(join(__dirname, '../../../imports/schemas/kubernetes-1.36.json'), 'utf8');
  const definitions = Object.keys((JSON.parse(text) as { definitions: object }).definitions);
  const pod = knownKind('', 'Pod', 'standard')!.versions[0]!.schema!;

  expect([...text.matchAll(/"\$ref":"([^"]+)"/g)].map(([, name]) => name).filter(name => !definitions.includes(name!))).toEqual([]);
  expect(pod.properties?.['spec']?.properties?.['containers']?.items?.properties?.['resources']?.properties?.['limits']?.additionalProperties).toEqual({ format: 'quantity' });
});
