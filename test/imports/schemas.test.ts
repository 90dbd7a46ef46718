import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import * as yaml from 'js-yaml';
import { BackendTlsPolicy, TlsRoute, TlsRouteV1Alpha2 } from '../../imports/gateway-networking-k8s-io';
import { VirtualService } from '../../imports/networking-istio-io';
import { HttpRoute, Server } from '../../imports/policy-linkerd-io';

interface Schema {
  readonly properties?: Record<string, Schema>;
  readonly items?: Schema;
  readonly [keyword: string]: unknown;
}

interface Version {
  readonly name: string;
  readonly served: boolean;
  readonly storage: boolean;
  readonly deprecated?: boolean;
  readonly schema: { readonly openAPIV3Schema: Schema };
}

interface Definition {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly annotations?: Record<string, string>; readonly labels?: Record<string, string> };
  readonly spec: {
    readonly group: string;
    readonly names: { readonly kind: string; readonly plural: string };
    readonly scope: string;
    readonly versions: readonly Version[];
  };
}

const folder = join(__dirname, '../../imports/schemas');
const bundles = readdirSync(folder).map((file) => file.replace(/\.json$/, '')).filter((name) => !name.startsWith('kubernetes-'));
const load = (bundle: string): Definition[] => JSON.parse(readFileSync(join(folder, `${bundle}.json`), 'utf8'));

function versionOf(bundle: string, kind: string, name: string): Version {
  const versions = load(bundle).find(({ spec }) => spec.names.kind === kind)?.spec.versions;
  const version = versions?.find((candidate) => candidate.name === name);
  if (!version) throw new Error(`${bundle} has no ${kind} ${name}`);
  return version;
}

/** Every value in a tree that stands under a key. */
function valuesOf(key: string, tree: unknown): unknown[] {
  if (typeof tree !== 'object' || tree === null) return [];
  return Object.entries(tree).flatMap(([name, value]) => [...(name === key ? [value] : []), ...valuesOf(key, value)]);
}

const celRules = (version: Version) =>
  valuesOf('x-kubernetes-validations', version.schema).flat() as Array<{ rule: string }>;
const ruleFields = (version: Version) => Object.keys(
  version.schema.openAPIV3Schema.properties?.spec?.properties?.rules?.items?.properties ?? {});

describe.each(bundles)('schemas of %s', (bundle) => {
  const definitions = load(bundle);

  test.each(definitions.map((definition) => [definition.metadata.name, definition] as const))('%s can be served', (name, { kind, spec }) => {
    expect(kind).toBe('CustomResourceDefinition');
    expect(name).toBe(`${spec.names.plural}.${spec.group}`);
    expect(spec.versions.filter((version) => version.served).length).toBeGreaterThanOrEqual(1);
    expect(spec.versions.filter((version) => version.storage)).toHaveLength(1);
    for (const version of spec.versions) expect(version.schema.openAPIV3Schema.type).toBe('object');
  });

  test('no prose is left', () => {
    const prose = valuesOf('description', definitions).filter((value) => typeof value === 'string');
    expect(prose).toEqual([]);
  });
});

describe('the two channels of the Gateway API', () => {
  const [standard, experimental] = ['gateway-api-1.5.1-standard', 'gateway-api-1.5.1-experimental'] as const;

  test.each([[standard, 'standard'], [experimental, 'experimental']])('%s says which it is', (bundle, channel) => {
    for (const { metadata } of load(bundle)) {
      expect(metadata.annotations).toMatchObject({
        'gateway.networking.k8s.io/bundle-version': 'v1.5.1',
        'gateway.networking.k8s.io/channel': channel,
      });
    }
  });

  test('some kinds exist in the experimental channel only', () => {
    const kinds = (bundle: string) => load(bundle).map(({ spec }) => spec.names.kind);
    expect(kinds(experimental).filter((kind) => !kinds(standard).includes(kind)).sort())
      .toEqual(['TCPRoute', 'UDPRoute', 'XBackendTrafficPolicy', 'XMesh']);
    expect(kinds(standard).filter((kind) => !kinds(experimental).includes(kind))).toEqual([]);
  });

  test('some fields and rules of HTTPRoute exist in one channel only', () => {
    const [stable, early] = [versionOf(standard, 'HTTPRoute', 'v1'), versionOf(experimental, 'HTTPRoute', 'v1')];
    expect(ruleFields(early).filter((field) => !ruleFields(stable).includes(field)).sort()).toEqual(['retry', 'sessionPersistence']);
    expect([celRules(stable).length, new Set(celRules(stable).map(({ rule }) => rule)).size]).toEqual([89, 48]);
    expect([celRules(early).length, new Set(celRules(early).map(({ rule }) => rule)).size]).toEqual([106, 57]);
  });

  test('TLSRoute v1alpha2 is served in the experimental channel only', () => {
    expect(versionOf(standard, 'TLSRoute', 'v1alpha2')).toMatchObject({ served: false, deprecated: true });
    expect(versionOf(experimental, 'TLSRoute', 'v1alpha2')).toMatchObject({ served: true, deprecated: true });
  });
});

test('every type is for a version that is served', () => {
  const served = new Set(bundles.flatMap(load).flatMap(({ spec }) => spec.versions
    .filter((version) => version.served)
    .map((version) => `${spec.group}/${version.name} ${spec.names.kind}`)));
  const text = (file: string) => readFileSync(join(folder, '..', file), 'utf8');
  const types = readdirSync(join(folder, '..')).filter((file) => file.endsWith('.ts')).flatMap((file) =>
    [...text(file).matchAll(/apiVersion: '(.+)',\s+kind: '(.+)',/g)].map(([, version, kind]) => `${version} ${kind}`));
  expect(types.length).toBeGreaterThan(30);
  expect(types.filter((type) => !served.has(type))).toEqual([]);
});

test('the types are of the versions that the data planes write', () => {
  expect([VirtualService, TlsRoute, TlsRouteV1Alpha2, BackendTlsPolicy, HttpRoute, Server].map(({ GVK }) => GVK.apiVersion)).toEqual([
    'networking.istio.io/v1', 'gateway.networking.k8s.io/v1', 'gateway.networking.k8s.io/v1alpha2', 'gateway.networking.k8s.io/v1',
    'policy.linkerd.io/v1beta3', 'policy.linkerd.io/v1beta3',
  ]);
});

const originals = process.env.CRDS_DIR;

(originals ? describe : describe.skip)('against the originals in CRDS_DIR', () => {
  function withoutDescriptions(tree: unknown): unknown {
    if (Array.isArray(tree)) return tree.map(withoutDescriptions);
    if (typeof tree !== 'object' || tree === null) return tree;
    return Object.fromEntries(Object.entries(tree)
      .filter(([key, value]) => !(key === 'description' && typeof value === 'string'))
      .map(([key, value]) => [key, withoutDescriptions(value)]));
  }

  test.each(bundles)('%s says the same', (bundle) => {
    const file = join(originals!, `${bundle}.yaml`);
    expect(existsSync(file)).toBe(true);
    const expected = (yaml.loadAll(readFileSync(file, 'utf8')) as Definition[])
      .filter((object) => object?.kind === 'CustomResourceDefinition');
    const byName = new Map(load(bundle).map((definition) => [definition.metadata.name, definition]));
    expect([...byName.keys()].sort()).toEqual(expected.map(({ metadata }) => metadata.name).sort());
    const different = expected.filter(({ metadata, spec }) => {
      const versions = spec.versions.map((version) => ({ ...version, additionalPrinterColumns: undefined }));
      const wanted = JSON.parse(JSON.stringify({
        metadata: { name: metadata.name, annotations: metadata.annotations ?? {}, labels: metadata.labels ?? {} },
        spec: withoutDescriptions({ ...spec, versions }),
      }));
      const { metadata: own, spec: ownSpec } = byName.get(metadata.name)!;
      return !isDeepStrictEqual(wanted, {
        metadata: { name: own.name, annotations: own.annotations ?? {}, labels: own.labels ?? {} }, spec: ownSpec,
      });
    });
    expect(different.map(({ metadata }) => metadata.name)).toEqual([]);
  });
});
