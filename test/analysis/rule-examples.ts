import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadAll } from 'js-yaml';
import type { KubeBody } from '../../src/manifest/manifest-object';
import { ManifestObject } from '../../src/manifest/manifest-object';
import { ManifestSet } from '../../src/manifest/manifest-set';
import type { ClusterSettings, DataPlaneName } from '../../src/manifest/settings';

/** One file of test/analysis/examples, with what its first comments say of it. */
export interface RuleExample {
  readonly file: string;
  readonly rule: string;
  readonly fires: boolean;
  /** "VirtualService shop/cart spec.http[0]", with " (info)" where the severity is not the rule's. */
  readonly finds: readonly string[];
  /** Texts that a message or a remedy holds. */
  readonly says: readonly string[];
  /** Errors of other rules that the file has too. */
  readonly also: readonly string[];
  readonly inadmissible: boolean;
  readonly set: ManifestSet;
}

const FOLDER = join(__dirname, 'examples');

export function ruleExamples(): RuleExample[] {
  return readdirSync(FOLDER).sort().flatMap(rule => readdirSync(join(FOLDER, rule)).sort().map(name => read(rule, name)));
}

function read(rule: string, name: string): RuleExample {
  if (!/^(fires|silent)(-[\w-]+)?\.yaml$/.test(name)) throw new Error(`${rule}/${name} must be called fires.yaml, fires-<what>.yaml, silent.yaml or silent-<what>.yaml`);
  const text = readFileSync(join(FOLDER, rule, name), 'utf8');
  const head = text.split('\n').filter(line => line.startsWith('#')).map(line => line.slice(1).trim());
  const unknown = head.find(line => !/^((finds|says|also|mesh|channel|istio|linkerd|gateway-api|trust-domain): .+|inadmissible$)/.test(line));
  if (unknown) throw new Error(`${rule}/${name}: the comment "${unknown}" says nothing that a test knows of`);
  const notes = (key: string) => head.filter(line => line.startsWith(`${key}: `)).map(line => line.slice(key.length + 2).trim());
  return {
    file: `${rule}/${name}`, rule, fires: name.startsWith('fires'),
    finds: notes('finds'), says: notes('says'), also: notes('also'), inadmissible: head.includes('inadmissible'),
    set: new ManifestSet(objectsIn(text), settings(notes)),
  };
}

function settings(notes: (key: string) => string[]): Partial<ClusterSettings> {
  const [mesh, channel, istio, linkerd, gatewayApi, trustDomain] = ['mesh', 'channel', 'istio', 'linkerd', 'gateway-api', 'trust-domain'].map(key => notes(key)[0]);
  return {
    mesh: mesh as DataPlaneName | undefined, gatewayApiChannel: channel as ClusterSettings['gatewayApiChannel'] | undefined,
    istioVersion: istio, linkerdVersion: linkerd, gatewayApiVersion: gatewayApi, trustDomain,
  } as Partial<ClusterSettings>;
}

function objectsIn(yaml: string): ManifestObject[] {
  return loadAll(yaml).filter(body => body !== null).map((body, document) => new ManifestObject(body as KubeBody, { file: 'example.yaml', document }));
}
