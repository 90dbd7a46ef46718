import type { Json, ManifestObject } from '../../../manifest/manifest-object';
import { record, records, text } from '../../../manifest/manifest-object';
import type { Probe } from '../../../manifest/probes';

const HEALTH = { service: 'grpc.health.v1.Health', method: 'Check' };

/** Whether a rule of a route may match a probe. What it asks of headers and parameters, and expressions, are taken to be met. */
export function matchesProbe(route: ManifestObject, probe: Probe): boolean {
  return records(route.spec['rules']).some(([rule]) => {
    const matches = records(rule['matches']);
    return matches.length === 0 || matches.some(([match]) => (route.kind === 'GRPCRoute' ? meetsGrpc(match, probe) : meetsHttp(match, probe)));
  });
}

function meetsGrpc({ method }: Record<string, Json>, { how }: Probe): boolean {
  const asked = record(method);
  return how === 'grpc' && ([['service', HEALTH.service], ['method', HEALTH.method]] as const).every(([field, value]) => asked[field] === undefined || asked[field] === value);
}

function meetsHttp(match: Record<string, Json>, { how, target }: Probe): boolean {
  const path = how === 'grpc' ? `/${HEALTH.service}/${HEALTH.method}` : target;
  const method = text(match['method']);
  return (method === undefined || method === (how === 'grpc' ? 'POST' : 'GET')) && meetsPath(record(match['path']), path);
}

function meetsPath({ type, value }: Record<string, Json>, path: string): boolean {
  const wanted = text(value) ?? '/';
  if (type === 'RegularExpression') return true;
  if (type === 'Exact') return wanted === path;
  const prefix = wanted.replace(/\/+$/, '');
  return path === prefix || path.startsWith(`${prefix}/`) || prefix === '';
}
