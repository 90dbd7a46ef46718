import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { admit } from '../../src/admission/admit';
import { refText } from '../../src/manifest/object-ref';
import { manifests } from '../support/manifests';

const folder = join(__dirname, '../../conformance/admission');

/** The documents of a file of the conformance suite, each with the channel that it is for. */
function documents(file: string): [yaml: string, channel: 'standard' | 'experimental'][] {
  return readFileSync(join(folder, file), 'utf8').split(/^---$/m)
    .map(yaml => [yaml, /^# channel: experimental$/m.test(yaml) ? 'experimental' : 'standard']);
}

// What Kubernetes asks of its own kinds in code, and what no parser reads, have tests of their own.
const REFUSED = ['gateway-api.yaml', 'istio.yaml', 'linkerd.yaml', 'metadata.yaml'];

test.each(REFUSED)('what an API server refuses is refused: %s', file => {
  const admitted = documents(`refused/${file}`).map(([yaml, gatewayApiChannel]) => manifests(yaml, { gatewayApiChannel }))
    .filter(set => admit(set).length === 0).flatMap(({ objects }) => objects.map(({ ref }) => refText(ref)));

  expect(admitted).toEqual([]);
});

test.each(readdirSync(join(folder, 'admitted')))('what an API server takes is let pass: %s', file => {
  const remarks = documents(`admitted/${file}`).flatMap(([yaml, gatewayApiChannel]) => admit(manifests(yaml, { gatewayApiChannel })));

  expect(remarks.map(({ object, message }) => `${refText(object.ref)}: ${message}`)).toEqual([]);
});
