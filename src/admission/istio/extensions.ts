import { Field } from '../../manifest/field';
import { isPort } from '../../manifest/istio/address-syntax';
import type { Complain } from '../../manifest/istio/complain';
import type { ManifestObject } from '../../manifest/manifest-object';
import { schemeOf } from './go-url';
import { checkTargets } from './selectors';

export const EXTENSION_RULES = [
  'extension/wasm-or-lua', 'extension/match-port', 'lua/code', 'wasm/url', 'wasm/sha256', 'wasm/pull-secret', 'wasm/plugin-name', 'wasm/environment',
] as const;

const SCHEMES = ['', 'file', 'http', 'https', 'oci'];
const MAX_LUA = 65536;

export function checkWasmPlugin(object: ManifestObject, complain: Complain): void {
  const spec = Field.spec(object);
  checkTargets(spec, complain);
  checkWasm(spec, complain);
  checkMatch(spec, complain);
}

export function checkTrafficExtension(object: ManifestObject, complain: Complain): void {
  const spec = Field.spec(object);
  const [wasm, lua] = [spec.at('wasm'), spec.at('lua')];
  // Both are one field to istiod: that there are two, the schema says.
  if (!wasm.isSet && !lua.isSet) {
    complain('extension/wasm-or-lua', spec, 'A TrafficExtension has neither wasm nor lua.', 'Write one of wasm and lua.');
  }
  checkTargets(spec, complain);
  const code = lua.at('inlineCode');
  const size = Buffer.byteLength(code.text);
  if (lua.isSet && (size === 0 || size > MAX_LUA)) {
    complain('lua/code', code.isSet ? code : lua, size === 0 ? '`lua` has no inlineCode.' : `\`inlineCode\` has ${size} bytes; Istio takes ${MAX_LUA}.`,
      size === 0 ? 'Write the program, with envoy_on_request or envoy_on_response.' : 'Shorten it, or write it as Wasm.');
  }
  if (wasm.isSet) checkWasm(wasm, complain);
  checkMatch(spec, complain);
}

function checkWasm(wasm: Field, complain: Complain): void {
  const [url, sha256, secret, name] = ['url', 'sha256', 'imagePullSecret', 'pluginName'].map(key => wasm.at(key)) as [Field, Field, Field, Field];
  const problem = urlProblem(url.text);
  if (problem !== undefined) {
    complain('wasm/url', url.isSet ? url : wasm, `\`url\` "${url.text}" leads to no module: ${problem}.`, 'Write oci://<image>, https://<address> or file://<path>.');
  }
  if (sha256.text !== '' && !/^[a-f0-9]{64}$/.test(sha256.text)) {
    complain('wasm/sha256', sha256, `\`sha256\` "${sha256.text}" is no checksum.`, 'Write 64 digits in lower case, 0 to 9 and a to f, as sha256sum prints them.');
  }
  if (Buffer.byteLength(secret.text) > 253) {
    complain('wasm/pull-secret', secret, '`imagePullSecret` is longer than 253 characters.', 'Write the name of a Secret.');
  }
  if (Buffer.byteLength(name.text) > 256) {
    complain('wasm/plugin-name', name, '`pluginName` is longer than 256 characters.', 'Shorten it.');
  }
  checkEnvironment(wasm.at('vmConfig', 'env'), complain);
}

/** As istiod does, up to the first thing that is wrong. */
function checkEnvironment(env: Field, complain: Complain): void {
  const known = new Set<string>();
  for (const variable of env.items()) {
    const [name, value, from] = [variable.at('name'), variable.at('value'), variable.at('valueFrom').text];
    const wrong = (at: Field, message: string, remedy: string): void => complain('wasm/environment', at, message, remedy);
    if (name.text === '') return wrong(variable, 'A variable of the environment has no name.', 'Write the name of the variable.');
    if (Buffer.byteLength(name.text) > 256) return wrong(name, 'The name of a variable is longer than 256 characters.', 'Shorten it.');
    if (known.has(name.text)) return wrong(name, `There are two variables "${name.text}".`, 'Take one of them out.');
    if (from !== '' && from !== 'INLINE' && value.text !== '') {
      return wrong(value, `Variable "${name.text}" has a value and valueFrom ${from}.`, 'Take value out, or write valueFrom: INLINE.');
    }
    known.add(name.text);
  }
}

function checkMatch(spec: Field, complain: Complain): void {
  for (const number of spec.at('match').items().flatMap(match => match.at('ports').items().map(port => port.at('number')))) {
    if (isPort(number.number)) continue;
    complain('extension/match-port', number, `${number.number} is no port number.`, 'Write a port number from 1 to 65535.');
  }
}

/** An address without a scheme is that of an image. */
function urlProblem(url: string): string | undefined {
  if (url === '') return 'it is empty';
  const scheme = schemeOf(url, true) ?? schemeOf(`http://${url}`, true);
  if (scheme === undefined || schemeOf(schemeOf(url, true) === undefined ? `http://${url}` : url) === undefined) return 'it is no address';
  return SCHEMES.includes(scheme) ? undefined : `its scheme is "${scheme}"`;
}
