import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { commandLine } from './command-line';
import { FINE } from './manifests';
import { withFolder } from '../manifest/reading/folder';

test('the documentation shows configurations that are taken', async () => {
  const page = readFileSync(join(__dirname, '../../docs/checking.md'), 'utf8');
  const examples = [...page.matchAll(/^```yaml\n(.*?)^```$/gms)].map(([, example]) => example!).filter(example => /^(?:mesh|accept):/.test(example));
  expect(examples).toHaveLength(2);
  for (const example of examples) {
    await withFolder({ 'cdk8s-mesh.yaml': example, 'a.yaml': FINE }, async folder => expect((await commandLine(['check', 'a.yaml'], { folder })).err).not.toMatch(/error:/));
  }
});
