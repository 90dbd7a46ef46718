import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { transformSync } from '@swc/core';
import * as cdk8s from 'cdk8s';
import * as library from '../../src';
import '../../src/testing/jest';

const [, program] = /^```ts\n(.*?)^```$/ms.exec(readFileSync(join(__dirname, '../../docs/testing.md'), 'utf8'))!;

// Its tests become tests of this file.
const { code } = transformSync(program!, { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } });
const modules: Readonly<Record<string, unknown>> = { 'cdk8s-mesh': library, 'cdk8s-mesh/jest': {}, 'cdk8s': cdk8s };
const load = (name: string): unknown => modules[name];
new Function('require', 'exports', 'test', 'expect', code)(load, {}, test, expect);
