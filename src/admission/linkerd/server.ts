import { text } from '../../manifest/manifest-object';
import { ACCESS_POLICIES, PROXY_PROTOCOLS } from '../../manifest/linkerd/server-values';
import { policyKind, type WebhookRule } from './webhook-rule';

const KINDS = [policyKind('Server')];

export const SERVER_RULES: readonly WebhookRule[] = [
  {
    id: 'server-access-policy', kinds: KINDS,
    objections({ spec }) {
      const value = text(spec['accessPolicy']);
      if (value === undefined || ACCESS_POLICIES.includes(value)) return [];
      return [{ path: ['spec', 'accessPolicy'], message: `"${value}" is no access policy.`, remedy: `Write one of ${ACCESS_POLICIES.join(', ')}.` }];
    },
  },
  {
    id: 'server-proxy-protocol', kinds: KINDS,
    objections({ spec }) {
      const value = text(spec['proxyProtocol']);
      if (value === undefined || PROXY_PROTOCOLS.includes(value)) return [];
      const meant = PROXY_PROTOCOLS.find(protocol => protocol.toLowerCase().replace(/\W/g, '') === value.toLowerCase().replace(/\W/g, ''));
      return [{
        path: ['spec', 'proxyProtocol'], message: `"${value}" is no protocol of a Server.`,
        remedy: meant ? `Write proxyProtocol: ${meant}.` : `Write one of ${PROXY_PROTOCOLS.join(', ')}.`,
      }];
    },
  },
  {
    id: 'server-port-number', kinds: KINDS,
    objections({ spec }) {
      const port: unknown = spec['port'];
      if (typeof port !== 'number' || (Number.isInteger(port) && port >= 1 && port <= 65_535)) return [];
      return [{ path: ['spec', 'port'], message: `${port} is no port number.`, remedy: 'Write a port of the container from 1 to 65535, or its name.' }];
    },
  },
];
