import type { MeshMatchers } from './matchers';
import { meshMatchers } from './matchers';

export { meshMatchers } from './matchers';
export type { MeshMatchers } from './matchers';

declare global {
  // The name and the parameters are Jest's own.
  // eslint-disable-next-line @typescript-eslint/no-namespace
  namespace jest {
    // eslint-disable-next-line @typescript-eslint/no-empty-object-type, @typescript-eslint/no-unused-vars
    interface Matchers<R, T = {}> extends MeshMatchers<R> {}
  }
}

const { expect } = globalThis as { readonly expect?: { extend(matchers: object): void } };
if (typeof expect?.extend !== 'function') {
  throw new Error('cdk8s-mesh/jest found no global `expect`: import it in a test file or in setupFilesAfterEnv of Jest; elsewhere, write `expect.extend(meshMatchers)` with `meshMatchers` of cdk8s-mesh/matchers');
}
expect.extend(meshMatchers);
