// Certificates that carry SPIFFE identities, from an authority that is made for the run.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** `of(identity)` is `{ cert, key }` for "cluster.local/ns/shop/sa/web"; each is made once. */
export function authority() {
  const folder = mkdtempSync(join(tmpdir(), 'identities-'));
  const path = (name) => join(folder, name);
  const certify = (name, ...more) => execFileSync('openssl', [
    'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2', '-subj', '/O=mesh', '-keyout', path(`${name}.key`), '-out', path(`${name}.pem`), ...more,
  ], { stdio: ['ignore', 'ignore', 'pipe'] });
  certify('ca');
  const known = new Map();
  return {
    ca: readFileSync(path('ca.pem'), 'utf8'),
    of(identity) {
      if (!known.has(identity)) {
        const name = `leaf-${known.size}`;
        certify(name, '-CA', path('ca.pem'), '-CAkey', path('ca.key'), '-addext', `subjectAltName=URI:spiffe://${identity}`, '-addext', 'basicConstraints=CA:FALSE');
        known.set(identity, { cert: readFileSync(path(`${name}.pem`), 'utf8'), key: readFileSync(path(`${name}.key`), 'utf8') });
      }
      return known.get(identity);
    },
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}
