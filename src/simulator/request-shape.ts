import { isIP } from 'node:net';
import { durationMs } from './duration';
import type { Shape } from './shape';

const TEXT = { is: 'text' } as const;
const FLAG = { is: 'flag' } as const;
const TEXTS = { is: 'texts' } as const;
const ADDRESS: Shape = { is: 'text', form: { fits: text => isIP(text) !== 0, needed: 'an IP address such as 10.1.2.3 or 2001:db8::1' } };
const DURATION: Shape = { is: 'text', form: { fits: text => (durationMs(text) ?? -1) >= 0, needed: 'a duration such as "500ms" or "1m30s"' } };
const DURATION_OR_NULL: Shape = { ...DURATION, orNull: true };

const CALLER: Shape = {
  is: 'object',
  fields: {
    namespace: TEXT, serviceAccount: TEXT, labels: TEXTS, enrolled: FLAG, ip: ADDRESS, kubelet: FLAG,
    clientCertificate: { is: 'object', fields: { issuer: TEXT, subject: TEXT } },
  },
};

/** What a request may say; `expect` stands beside these in files. */
export const REQUEST_FIELDS: Readonly<Record<string, Shape>> = {
  name: TEXT,
  from: CALLER,
  to: TEXT,
  method: TEXT,
  headers: TEXTS,
  through: { is: 'object', fields: { namespace: TEXT, name: TEXT }, needs: ['namespace', 'name'] },
  directTo: TEXTS,
  address: ADDRESS,
  token: { is: 'claims' },
  tokenState: { is: 'choice', of: ['valid', 'expired', 'badSignature'] },
  tokenIn: { is: 'object', fields: { header: TEXT, prefix: TEXT, param: TEXT } },
  backend: { is: 'object', fields: { status: { is: 'number', from: 100, to: 599 }, delay: DURATION, headers: TEXTS } },
};

const NUMBER = { is: 'number' } as const;
const TEXT_OR_NULL = { is: 'text', orNull: true } as const;
const NUMBER_OR_NULL = { is: 'number', orNull: true } as const;
const HEADERS: Shape = { is: 'texts', nulls: true };
const VERDICTS: Shape = { is: 'choice', of: ['allowed', 'denied', 'unroutable', 'partial', 'indeterminate'] };
const MESSAGE: Shape = { is: 'object', orNull: true, fields: { method: TEXT, host: TEXT, path: TEXT, headers: HEADERS } };

const HEADER_CHANGES: Shape = { is: 'object', fields: { set: HEADERS, add: HEADERS, remove: { is: 'list', of: TEXT } } };

/** What may be expected of a result: any part of it. */
export const EXPECTATION: Shape = {
  is: 'object',
  fields: {
    verdict: VERDICTS,
    status: NUMBER_OR_NULL,
    grpcStatus: NUMBER_OR_NULL,
    reason: TEXT,
    decidedBy: { is: 'list', of: { is: 'object', fields: { apiVersion: TEXT, kind: TEXT, namespace: TEXT_OR_NULL, name: TEXT, rule: NUMBER_OR_NULL } } },
    dataPlane: { is: 'choice', of: ['istio-sidecar', 'istio-ztunnel', 'istio-waypoint', 'istio-gateway', 'linkerd', 'gateway-api', 'none'] },
    transport: { is: 'choice', of: ['mtls', 'tls', 'plaintext'], orNull: true },
    route: { is: 'object', orNull: true, fields: { kind: TEXT, namespace: TEXT_OR_NULL, name: TEXT, rule: NUMBER, ruleName: TEXT_OR_NULL, match: NUMBER_OR_NULL } },
    destinations: { is: 'list', of: { is: 'object', fields: { service: TEXT, port: NUMBER, version: TEXT_OR_NULL, share: NUMBER, verdict: VERDICTS, request: MESSAGE, responseHeaders: HEADER_CHANGES } } },
    mirrors: { is: 'list', of: { is: 'object', fields: { service: TEXT, port: NUMBER, version: TEXT_OR_NULL, percent: NUMBER } } },
    request: MESSAGE,
    responseHeaders: HEADER_CHANGES,
    response: { is: 'object', fields: { headers: HEADERS } },
    redirect: { is: 'object', orNull: true, fields: { status: NUMBER, location: TEXT } },
    timeout: DURATION_OR_NULL,
    retries: { is: 'object', orNull: true, fields: { additional: NUMBER, on: { is: 'list', of: TEXT }, perTryTimeout: DURATION_OR_NULL, from: { is: 'choice', of: ['route', 'default'] } } },
    fault: {
      is: 'object', orNull: true,
      fields: {
        abort: { is: 'object', orNull: true, fields: { status: NUMBER, percent: NUMBER } },
        delay: { is: 'object', orNull: true, fields: { duration: DURATION, percent: NUMBER } },
      },
    },
    limits: { is: 'anything' },
    trace: { is: 'list', of: { is: 'object', fields: { at: TEXT, object: TEXT_OR_NULL, says: TEXT } } },
  },
};
