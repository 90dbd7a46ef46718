import type { Program } from './program';
import { addressPrograms } from './programs/addresses';
import { denyPrograms } from './programs/deny';
import { doorPrograms } from './programs/doors';
import { identityPrograms } from './programs/identity';
import { listPrograms } from './programs/lists';
import { mtlsPrograms } from './programs/mtls';
import { probePrograms } from './programs/probes';
import { requestPrograms } from './programs/requests';

/** Every mechanism of zero trust and every mixture, each with a table of who may send what to whom. */
export const PROGRAMS: readonly Program[] = [
  ...identityPrograms, ...listPrograms, ...requestPrograms, ...addressPrograms, ...denyPrograms, ...mtlsPrograms, ...doorPrograms, ...probePrograms,
];
