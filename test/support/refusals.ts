import type { App, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { asSet, manifests } from './app';

/** The id under which refusals are tried. */
export const BAD = 'bad';

/** Objects first: writing them makes the constructs of those that were still to be rendered. */
const everything = (app: App) => ({ objects: asSet(manifests(app)), constructs: app.node.findAll().map(c => c.node.path) });

/** What a constructor says that refuses. Asserts that the App is as it was before, and that the id can be used again. */
export function refusal({ app, chart }: { readonly app: App; readonly chart: Chart }, make: () => unknown): string {
  const before = everything(app);
  let message: string | undefined;
  try {
    make();
  } catch (error) {
    message = (error as Error).message;
  }
  if (message === undefined) throw new Error('nothing was refused');
  expect(everything(app)).toEqual(before);
  new Construct(chart, BAD);
  chart.node.tryRemoveChild(BAD);
  return message;
}
