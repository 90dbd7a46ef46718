// Where the check engine and the API server say different things of an object.
import { loadSource } from '../lib/engine.mjs';
import { isSamePlace, originsOf, pathOfError } from './error-paths.mjs';

const { refusalsOf } = loadSource('admission/admit');
const { ManifestObject } = loadSource('manifest/manifest-object');
const { ManifestSet } = loadSource('manifest/manifest-set');
const { pathText } = loadSource('manifest/field-path');

/** What the engine refuses of an object; webhooks aside, which the API server has to be told of. */
function engineRefusals(body, channel) {
  const object = new ManifestObject(body);
  return refusalsOf(object, new ManifestSet([object], { gatewayApiChannel: channel })).filter(({ rule }) => rule !== 'admission/webhook');
}

/** A sentence that says how the engine's verdict on an object differs from the server's; undefined if it does not. */
export function difference(object, channel, verdict) {
  try {
    return differenceBetween(engineRefusals(object, channel), verdict);
  } catch (error) {
    return `the engine fails: ${error.message}`;
  }
}

function differenceBetween(refusals, verdict) {
  if (verdict.admitted) return refusals.length === 0 ? undefined : `admitted by the server, refused here: ${refusals.map(({ message }) => message).join(' ')}`;
  if (refusals.length === 0) return `refused by the server, admitted here: ${verdict.errors.join('; ')}`;
  const elsewhere = verdict.errors.filter((error) => {
    const path = pathOfError(error);
    return path !== undefined && ![path, ...originsOf(path)].some((place) => refusals.some((refusal) => isSamePlace(refusal.path, place)));
  });
  if (elsewhere.length === 0) return undefined;
  return `refused by both, but only by the server for: ${elsewhere.join('; ')} (here: ${refusals.map(({ path }) => pathText(path) || 'the object').join(', ')})`;
}

/** Differences of the same sort, whatever names and places they have. */
export function sortOf(object, sentence) {
  return `${object.kind} ${sentence.replace(/"[^"]*"|\d+|'[^']*'/g, '#')}`.slice(0, 160);
}
