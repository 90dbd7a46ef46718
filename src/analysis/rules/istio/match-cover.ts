import type { Field } from '../../../manifest/field';
import { texts } from '../../../manifest/manifest-object';

/** Text that is the same for values that say the same; the order of keys says nothing. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) => (typeof part === 'object' && part !== null && !Array.isArray(part)
    ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1))) : part)) ?? 'null';
}

/** Whether each request that `later` matches is matched by `earlier`; where it cannot be told, it is not. */
export function coversHttp(earlier: Field, later: Field): boolean {
  return coversText(path(earlier), path(later)) && (!later.at('ignoreUriCase').flag || earlier.at('ignoreUriCase').flag || !earlier.at('uri').isSet)
    && ['method', 'scheme', 'authority'].every(key => coversText(earlier.at(key).value, later.at(key).value))
    && earlier.at('headers').entries().every(([name, value]) => coversHeader(value, later, name))
    && earlier.at('queryParams').entries().every(([name, value]) => later.at('queryParams', name).isSet && coversText(value.value, later.at('queryParams', name).value))
    && earlier.at('withoutHeaders').entries().every(([name, value]) => canonical(value.value) === canonical(later.at('withoutHeaders', name).value))
    && coversConnection(earlier, later);
}

/** As `coversHttp`, for the connections of `tcp` and `tls`. Of `sniHosts` the proxy takes the most specific, so that only the same are covered. */
export function coversConnection(earlier: Field, later: Field): boolean {
  return ['port', 'sourceNamespace'].every(key => !earlier.at(key).isSet || earlier.at(key).value === later.at(key).value)
    && earlier.at('sourceLabels').entries().every(([key, value]) => later.at('sourceLabels', key).value === value.value)
    && ['gateways', 'destinationSubnets', 'sniHosts'].every(key => isAmong(later.at(key), earlier.at(key)));
}

function isAmong(part: Field, whole: Field): boolean {
  const known = new Set(whole.items().map(item => item.text));
  return known.size === 0 || (part.size > 0 && part.items().every(item => known.has(item.text)));
}

function coversHeader(earlier: Field, later: Field, name: string): boolean {
  const same = later.at('headers').entries().find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1];
  // An empty match asks for the header's presence only.
  return same !== undefined && (earlier.size === 0 || coversText(earlier.value, same.value));
}

function path(match: Field): unknown {
  const uri = match.at('uri');
  const ignoresCase = match.at('ignoreUriCase').flag && !uri.at('regex').isSet;
  return uri.isSet && ignoresCase ? Object.fromEntries(uri.entries().map(([key, { text }]) => [key, text.toLowerCase()])) : uri.value;
}

/** String matches; one that is left out matches everything. */
function coversText(earlier: unknown, later: unknown): boolean {
  if (earlier === undefined || earlier === null || canonical(earlier) === canonical(later)) return true;
  const [a, b] = [texts(earlier), texts(later)];
  const prefix = a['prefix'];
  if (a['regex'] === '.*' || prefix === '') return true;
  return prefix !== undefined && (b['exact'] ?? b['prefix'])?.startsWith(prefix) === true;
}
