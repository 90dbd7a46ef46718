import type { Finding } from './errors';

/**
 * What looks at everything that an App is about to write, when nothing else is wrong with it. The world asks; who looks sits on top of
 * everything, and puts itself here when the library is loaded. The root is the App's: the model knows no constructs.
 */
export const appCheck: { run: (root: unknown) => readonly Finding[] } = { run: () => [] };
