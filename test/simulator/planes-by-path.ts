import type { DataPlanes } from '../../src/simulator/data-planes';
import type { HttpMessage } from '../../src/simulator/call';
import { PLANES } from '../../src/simulator/planes';

/** Pods that let in whatever a test says, by the caller's service account and the request. */
export function planesWhere(allows: (caller: string | undefined, http: HttpMessage | undefined) => boolean | undefined): DataPlanes {
  return {
    ...PLANES,
    server: {
      ...PLANES.server,
      none: (_set, { http }, { client }) => {
        const says = allows(client.serviceAccount, http);
        if (says === undefined) return { kind: 'unknown', proxy: 'none', reason: 'It depends.' };
        return says ? { kind: 'allowed', proxy: 'none', reason: 'Let in.', decidedBy: [] } : { kind: 'denied', proxy: 'none', status: 403, reason: 'Kept out.', decidedBy: [] };
      },
    },
  };
}
