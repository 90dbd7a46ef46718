import { record } from '../../manifest/manifest-object';
import type { Field } from './field';
import { shown } from './field';
import { configKey } from './syntax';

const MOST_BYTES = 1024 * 1024;
/** Types of Secrets that must hold certain keys. */
const KEYS: Readonly<Record<string, readonly string[]>> = {
  'kubernetes.io/dockercfg': ['.dockercfg'],
  'kubernetes.io/dockerconfigjson': ['.dockerconfigjson'],
  'kubernetes.io/ssh-auth': ['ssh-privatekey'],
  'kubernetes.io/tls': ['tls.crt', 'tls.key'],
};
const ACCOUNT = 'kubernetes.io/service-account.name';

export function configMap(object: Field): void {
  const [data, binary] = [object.at('data'), object.at('binaryData')];
  keys(data);
  keys(binary);
  for (const [key, value] of data.entries) {
    if (Object.hasOwn(record(binary.value), key)) value.refuse(`${value.name} and ${binary.at(key).name} have the same key.`, `Remove one of them.`);
  }
  const bytes = data.entries.reduce((sum, [, value]) => sum + Buffer.byteLength(value.text), 0)
    + binary.entries.reduce((sum, [, value]) => sum + (decoded(value)?.length ?? 0), 0);
  if (bytes > MOST_BYTES) data.refuse(`The ConfigMap holds ${String(bytes)} bytes, more than 1 MiB.`, 'Split it into several ConfigMaps.');
}

export function secret(object: Field): void {
  const data = object.at('data');
  const given = object.at('stringData');
  keys(data);
  keys(given);
  const values = new Map(data.textEntries.map(([key, value]) => [key, decoded(value)]));
  for (const [key, value] of given.textEntries) values.set(key, Buffer.from(value.text));
  const bytes = [...values.values()].reduce((sum, value) => sum + (value?.length ?? 0), 0);
  if (bytes > MOST_BYTES) data.refuse(`The Secret holds ${String(bytes)} bytes, more than 1 MiB.`, 'Split it into several Secrets.');
  content(object, values);
}

function keys(map: Field): void {
  for (const [key, value] of map.entries) {
    if (!configKey.accepts(key)) value.refuse(`${shown(key)} in ${map.name} is not ${configKey.name}.`, `Write the key like ${shown(configKey.example)}: it may have only ${configKey.words}.`);
  }
}

/** Base64 as the server reads it: with padding, line ends allowed. */
function decoded(value: Field): Buffer | undefined {
  if (typeof value.value !== 'string') return undefined;
  const text = value.text.replace(/[\r\n]/g, '');
  if (/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text)) return Buffer.from(text, 'base64');
  value.refuse(`${value.name} is not in base64.`, 'Encode the value in base64, or put it as it is into stringData of a Secret or data of a ConfigMap.');
  return undefined;
}

function content(object: Field, values: ReadonlyMap<string, Buffer | undefined>): void {
  const type = object.at('type').text;
  const data = object.at('data');
  const missing = (key: string) => {
    data.at(key).refuse(`A Secret of type ${type} must hold ${shown(key)}, and this one does not.`, `Add ${shown(key)} to data or stringData, or change the type.`);
  };
  for (const key of KEYS[type] ?? []) {
    if (!values.has(key) || (key === 'ssh-privatekey' && values.get(key)?.length === 0)) missing(key);
    else if (key.startsWith('.docker') && !isJsonMap(values.get(key))) {
      data.at(key).refuse(`${data.at(key).name} is not a JSON object.`, 'Put the configuration of Docker as JSON there.');
    }
  }
  if (type === 'kubernetes.io/basic-auth' && !values.has('username') && !values.has('password')) {
    data.refuse(`A Secret of type ${type} must hold "username" or "password", and this one does not.`, 'Add "username" and "password" to stringData, or change the type.');
  }
  const account = object.at('metadata', 'annotations', ACCOUNT);
  if (type === 'kubernetes.io/service-account-token' && account.isEmpty) {
    account.refuse(`${account.name} is missing, but the Secret is a token of a ServiceAccount.`, `Set ${account.name} to the name of the ServiceAccount.`);
  }
}

function isJsonMap(value: Buffer | undefined): boolean {
  if (value === undefined) return true;
  try {
    const parsed: unknown = JSON.parse(value.toString('utf8'));
    return typeof parsed === 'object' && !Array.isArray(parsed);
  } catch {
    return false;
  }
}
