import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

interface Message { readonly ruleId: string; readonly message: string }

const root = join(__dirname, '..', '..');

/** Lints texts as if they stood in files of src/, with the project's configuration. A process of its own, since ESLint loads it by `import()`. */
function lint(files: readonly (readonly [path: string, text: string])[]): Message[][] {
  const program = `
    import { ESLint } from 'eslint';
    const eslint = new ESLint({
      ruleFilter: ({ ruleId }) => ruleId.startsWith('boundaries/') || ruleId === 'no-restricted-syntax',
      overrideConfig: [{ files: ['**/*.ts'], languageOptions: { parserOptions: { projectService: false } } }],
    });
    const files = ${JSON.stringify(files)};
    const results = await Promise.all(files.map(([filePath, text]) => eslint.lintText(text, { filePath })));
    console.log(JSON.stringify(results.map(([result]) => result.messages)));`;
  const { stdout, stderr, status } = spawnSync(process.execPath, ['--input-type=module', '--eval', program], { cwd: root, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as Message[][];
}

const REFUSED: readonly (readonly [string, string])[] = [
  ['src/model/a.ts', 'import { World } from "../world/world";'],
  ['src/model/a.ts', 'import type { World } from "../world/world";'],
  ['src/model/a.ts', 'import { App } from "cdk8s";'],
  ['src/model/a.ts', 'import type { IConstruct } from "constructs";'],
  ['src/world/a.ts', 'import { MeshService } from "../service/mesh-service";'],
  ['src/world/a.ts', 'import { Mesh } from "../mesh/mesh";'],
  ['src/world/a.ts', 'export * from "../mesh/mesh";'],
  ['src/world/a.ts', 'export const mesh = import("../mesh/mesh");'],
  ['src/namespace/a.ts', 'import type { MeshService } from "../service/mesh-service";'],
  ['src/service/a.ts', 'import { HttpMatch } from "../traffic/http-match";'],
  ['src/traffic/a.ts', 'import { CircuitBreaker } from "../resilience/circuit-breaker";'],
  ['src/traffic/a.ts', 'import { virtualService } from "../mesh/istio/sidecar/virtual-service";'],
  ['src/traffic/a.ts', 'import { HttpRoute } from "../../imports/gateway-networking-k8s-io";'],
  ['src/resilience/a.ts', 'import { HttpMatch } from "../traffic/http-match";'],
  ['src/mesh/a.ts', 'import { Cluster } from "../namespace/cluster";'],
  ['src/mesh/a.ts', 'import type { MeshService } from "../service/mesh-service";'],
  ['src/mesh/linkerd/a.ts', 'import { virtualService } from "../istio/sidecar/virtual-service";'],
  ['src/mesh/linkerd/a.ts', 'import { World } from "../../world/world";'],
  ['src/mesh/gateway-api/a.ts', 'import { linkerd } from "../linkerd/data-plane";'],
  ['src/mesh/istio/a.ts', 'import { virtualService } from "./sidecar/virtual-service";'],
  ['src/mesh/istio/ambient/a.ts', 'import { virtualService } from "../sidecar/virtual-service";'],
  ['src/mesh/shared/a.ts', 'import { linkerd } from "../linkerd/data-plane";'],
  ['src/mesh/linkerd/a.ts', 'import { ApiObject } from "cdk8s";'],
  ['src/service/a.ts', 'export * from "../index";'],
];

const ADMITTED: readonly (readonly [string, string])[] = [
  ['src/model/a.ts', 'import { createHash } from "node:crypto"; import type { Feature } from "./feature";'],
  ['src/world/a.ts', 'import { host } from "../model/model"; import { ApiObject } from "cdk8s"; import type { IConstruct } from "constructs";'],
  ['src/namespace/a.ts', 'import { Mesh } from "../mesh/mesh"; import { World } from "../world/world";'],
  ['src/service/a.ts', 'import type { MeshNamespace } from "../namespace/mesh-namespace";'],
  ['src/traffic/a.ts', 'import type { MeshService } from "../service/mesh-service"; import { StringMatch } from "./string-match";'],
  ['src/mesh/a.ts', 'import type { Cluster } from "../namespace/cluster"; import { linkerd } from "./linkerd/data-plane";'],
  ['src/mesh/istio/ambient/a.ts', 'import { destinationRule } from "../destination-rule"; import { httpRoutes } from "../../shared/http-route";'],
  ['src/mesh/linkerd/a.ts', 'import { HttpRoute } from "../../../imports/gateway-networking-k8s-io"; import { host } from "../../model/model";'],
  ['src/index.ts', 'export { Feature } from "./model/feature"; export * from "./mesh/mesh";'],
];

describe('the directions of imports', () => {
  const verdicts = lint([...REFUSED, ...ADMITTED, ['src/elsewhere/a.ts', 'export {};'], ['src/index.ts', 'export const answer = 42;']]);

  test.each(REFUSED.map((file, i) => [...file, i] as const))('%s may not say: %s', (_path, _text, index) => {
    expect(verdicts[index]!.map(m => m.ruleId)).toEqual(['boundaries/dependencies']);
  });

  test.each(ADMITTED.map((file, i) => [...file, REFUSED.length + i] as const))('%s may say: %s', (_path, _text, index) => {
    expect(verdicts[index]).toEqual([]);
  });

  test('the message says who may not import what', () => {
    expect(verdicts[0]![0]!.message).toMatch(/^model may not import value "..\/world\/world"/);
  });

  test('a folder without a place in the house is refused', () => {
    expect(verdicts.at(-2)!.map(m => m.ruleId)).toEqual(['boundaries/no-unknown-files']);
  });

  test('src/index.ts may only export', () => {
    expect(verdicts.at(-1)!.map(m => m.message)).toEqual(['src/index.ts exports, and does nothing else.']);
  });
});
