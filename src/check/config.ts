import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { acceptanceProblem, configAcceptance, ruleProblem } from './acceptance';
import type { Acceptance, AcceptanceEntry } from './acceptance';
import { isFinal, nearMatches, rulesNamed } from './rule-names';
import type { PathStep } from '../manifest/field-path';
import { pathText } from '../manifest/field-path';
import type { Severity } from '../manifest/finding';
import { DocumentError } from '../manifest/reading/input-error';
import { positionsIn } from '../manifest/reading/manifest-texts';
import { parseYaml } from '../manifest/reading/parse-yaml';
import type { DocumentPositions } from '../manifest/reading/position-of';
import type { ClusterSettings } from '../manifest/settings';
import { CHANNELS, MESHES, minorVersion } from '../manifest/settings';
import { ConfigError } from './config-error';

export const FAIL_ON = ['error', 'warning', 'info', 'never'] as const;

export type FailOn = (typeof FAIL_ON)[number];

const SEVERITIES = ['error', 'warning', 'info', 'off'] as const;

const NAMES = ['cdk8s-mesh.yaml', '.cdk8s-mesh.yaml'];

/** What a configuration file says, checked: rules by their ids. */
export interface Config {
  /** Where it stands, if there is one. */
  readonly location?: string;
  readonly settings: Partial<ClusterSettings>;
  readonly failOn?: FailOn;
  readonly only: readonly string[];
  readonly skip: readonly string[];
  readonly severities: ReadonlyMap<string, Severity | 'off'>;
  readonly acceptances: readonly Acceptance[];
}

const EMPTY: Config = { settings: {}, only: [], skip: [], severities: new Map(), acceptances: [] };

/** The file named, or the one that stands in the working folder, or nothing. */
export function readConfig(file: string | undefined, folder: string): Config {
  const names = file === undefined ? NAMES : [file];
  for (const name of names) {
    const location = path.resolve(folder, name);
    let text: string;
    try {
      text = readFileSync(location, 'utf8');
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (file === undefined && code === 'ENOENT') continue;
      throw new ConfigError(`${name}: the configuration cannot be read${code === 'ENOENT' ? ': there is no such file' : ` (${code ?? 'unknown'})`}.`);
    }
    return { ...new ConfigReader(configFile(name, text.replace(/^\uFEFF/, ''))).read(), location };
  }
  return EMPTY;
}

/** The same settings, said elsewhere: `origin` is how one names them to whoever wrote them. */
export function configOf(body: unknown, origin: string): Config {
  return new ConfigReader({ body, where: () => origin }).read();
}

interface ConfigSource {
  readonly body: unknown;
  /** How a place in it is named, without the field. */
  where(at: readonly PathStep[]): string;
}

function configFile(name: string, text: string): ConfigSource {
  let positions: DocumentPositions | undefined;
  try {
    return {
      body: parseYaml(text, { left: 1_000_000 }),
      where: at => {
        positions ??= positionsIn(text, { start: 0, end: text.length, line: 1 });
        return `${name}:${positions.of(at)?.line ?? 1}`;
      },
    };
  } catch (error) {
    if (error instanceof DocumentError) throw new ConfigError(`${name}:${error.line + 1}: ${error.message}`);
    throw error;
  }
}

type Map_ = Readonly<Record<string, unknown>>;

class ConfigReader {
  public constructor(private readonly source: ConfigSource) {}

  public read(): Config {
    const body = this.mapAt(this.source.body ?? {}, [], ['mesh', 'trustDomain', 'clusterDomain', 'rootNamespace', 'versions', 'schemas', 'failOn', 'only', 'skip', 'severity', 'accept']);
    const versions = this.mapAt(body['versions'] ?? {}, ['versions'], ['istio', 'gatewayApi', 'linkerd']);
    const failOn = this.choice(body, ['failOn'], FAIL_ON);
    return {
      settings: Object.fromEntries(Object.entries({
        mesh: this.choice(body, ['mesh'], MESHES),
        trustDomain: this.word(body, ['trustDomain']),
        clusterDomain: this.word(body, ['clusterDomain']),
        rootNamespace: this.word(body, ['rootNamespace']),
        istioVersion: this.version(versions, ['versions', 'istio']),
        gatewayApiVersion: this.version(versions, ['versions', 'gatewayApi']),
        linkerdVersion: this.version(versions, ['versions', 'linkerd']),
        gatewayApiChannel: this.choice(body, ['schemas'], CHANNELS),
      }).filter(([, value]) => value !== undefined)),
      ...(failOn === undefined ? {} : { failOn }),
      only: this.rules(body['only'], 'only'),
      skip: this.rules(body['skip'], 'skip'),
      severities: this.severities(body['severity']),
      acceptances: this.list(body['accept'], ['accept']).map((entry, index) => this.acceptance(entry, ['accept', index])),
    };
  }

  private acceptance(entry: unknown, at: readonly PathStep[]): Acceptance {
    const map = this.mapAt(entry, at, ['rule', 'reason', 'kind', 'namespace', 'name', 'path', 'file']);
    const words = Object.fromEntries(Object.keys(map).map(key => [key, this.word(map, [...at, key])])) as unknown as AcceptanceEntry;
    if (words.rule === undefined) this.fail(at, 'It has no "rule": name the rule whose findings it accepts.');
    if (words.reason === undefined) this.fail(at, 'It has no "reason": say why this is meant.');
    const problem = acceptanceProblem(words.rule, words.reason);
    if (problem !== undefined) this.fail([...at, 'rule'], problem);
    return configAcceptance(words, `${this.source.where(at)}: ${pathText(at)}`);
  }

  private severities(value: unknown): Map<string, Severity | 'off'> {
    const map = this.mapAt(value ?? {}, ['severity']);
    return new Map(Object.keys(map).flatMap(rule => {
      const at = ['severity', rule];
      const severity = this.choice(map, at, SEVERITIES)!;
      this.checkRule(rule, at);
      const ids = rulesNamed(rule);
      const final = ids.find(id => isFinal(id));
      if (final !== undefined && severity !== 'error') this.fail(at, `The severity of "${final}" cannot be changed: it always counts as an error.`);
      return ids.map(id => [id, severity] as const);
    }));
  }

  private rules(value: unknown, key: string): string[] {
    return this.list(value, [key]).flatMap((rule, index) => {
      if (typeof rule !== 'string') this.fail([key, index], 'It has to be the name of a rule.');
      this.checkRule(rule, [key, index]);
      return rulesNamed(rule);
    });
  }

  private checkRule(rule: string, at: readonly PathStep[]): void {
    const problem = ruleProblem(rule);
    if (problem !== undefined) this.fail(at, problem);
  }

  private version(map: Map_, at: readonly string[]): string | undefined {
    const value = map[at.at(-1)!];
    if (typeof value === 'number') this.fail(at, 'A version has to stand in quotes: unquoted, 1.30 is the number 1.3.');
    const word = this.word(map, at);
    const minor = word === undefined ? undefined : minorVersion(word);
    if (word !== undefined && minor === undefined) this.fail(at, `"${word}" is no version such as "1.30".`);
    return minor;
  }

  private choice<T extends string>(map: Map_, at: readonly string[], choices: readonly T[]): T | undefined {
    const value = map[at.at(-1)!];
    if (value === undefined || choices.includes(value as T)) return value as T | undefined;
    // YAML 1.1 reads off as false.
    if (value === false && choices.includes('off' as T)) return 'off' as T;
    return this.fail(at, `${JSON.stringify(value)} is none of ${choices.join(', ')}.`);
  }

  private word(map: Map_, at: readonly PathStep[]): string | undefined {
    const value = map[at.at(-1)!];
    if (value === undefined || typeof value === 'string') return value;
    return this.fail(at, `It has to be text and is ${JSON.stringify(value)}.`);
  }

  private list(value: unknown, at: readonly PathStep[]): readonly unknown[] {
    if (value === undefined || value === null) return [];
    return Array.isArray(value) ? value as unknown[] : this.fail(at, 'It has to be a list.');
  }

  private mapAt(value: unknown, at: readonly PathStep[], keys?: readonly string[]): Map_ {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return this.fail(at, 'It has to be a map.');
    const unknown = keys && Object.keys(value).find(key => !keys.includes(key));
    if (unknown !== undefined) this.fail([...at, unknown], `There is no setting "${unknown}" here.${nearMatches(unknown, keys!) || ` There are: ${keys!.join(', ')}.`}`);
    return value as Map_;
  }

  private fail(at: readonly PathStep[], message: string): never {
    const field = pathText(at);
    throw new ConfigError(`${this.source.where(at)}: ${field === '' ? '' : `${field}: `}${message}`);
  }
}
