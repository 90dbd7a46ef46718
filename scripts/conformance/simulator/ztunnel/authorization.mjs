// What ztunnel makes of the authorizations that istiod sends it. Answers are true, false, or undefined where an address is not known.

/** `{ verdict, by }` for a connection `{ principal, sourceIp, port }` to a workload; `by`: the policies that decide. */
export function authorize(policies, workload, connection) {
  const bound = new Set(workload.authorizationPolicies ?? []);
  const acting = policies.filter(({ scope = 'GLOBAL', namespace, name, dryRun }) => !dryRun
    && (scope === 'GLOBAL' || (scope === 'NAMESPACE' ? namespace === workload.namespace : bound.has(`${namespace}/${name}`))));
  const ask = (action) => acting.filter((policy) => (policy.action ?? 'ALLOW') === action).map((policy) => ({ policy, answer: matches(policy, connection) }));
  const [denies, allows] = [ask('DENY'), ask('ALLOW')];
  const saying = (list, answer) => list.filter((one) => one.answer === answer).map(({ policy }) => policy);
  if (saying(denies, true).length > 0) return { verdict: 'denied', by: saying(denies, true) };
  if (allows.length > 0 && allows.every(({ answer }) => answer === false)) return { verdict: 'denied', by: allows.map(({ policy }) => policy) };
  if (saying(denies, undefined).length > 0) return { verdict: 'indeterminate', by: [] };
  if (allows.length === 0) return { verdict: 'allowed', by: [] };
  const allowing = saying(allows, true);
  return allowing.length > 0 ? { verdict: 'allowed', by: allowing } : { verdict: 'indeterminate', by: [] };
}

function matches({ groups = [] }, connection) {
  return any(groups, ({ rules = [] }) => all(rules, ({ matches: list = [] }) => {
    if (list.length === 0) return true;
    return any(list.filter((match) => Object.keys(match).length > 0), (match) => all(Object.entries(match), ([field, values]) => attribute(field, values, connection)));
  }));
}

function attribute(field, values, connection) {
  const negative = field.startsWith('not');
  const name = negative ? `${field[3].toLowerCase()}${field.slice(4)}` : field;
  const found = any(values, (value) => TESTS[name](value, connection));
  return negative ? found === undefined ? undefined : !found : found;
}

const TESTS = {
  principals: (match, { principal }) => principal !== undefined && textMatches(match, principal),
  namespaces: (match, { principal }) => principal !== undefined && textMatches(match, principal.split('/')[2]),
  serviceAccounts: ({ namespace, serviceAccount }, { principal }) => principal !== undefined && principal.endsWith(`/ns/${namespace}/sa/${serviceAccount}`),
  sourceIps: (range, { sourceIp }) => sourceIp && contains(range, sourceIp),
  destinationIps: (range, { destinationIp }) => destinationIp && contains(range, destinationIp),
  destinationPorts: (port, connection) => port === connection.port,
};

function textMatches({ exact, prefix, suffix, presence }, value) {
  if (presence) return true;
  if (exact !== undefined) return value === exact;
  return prefix === undefined ? value.endsWith(suffix) : value.startsWith(prefix);
}

/** Addresses are of version 4 here, ranges of both. */
function contains({ address, length = 0 }, ip) {
  const bytes = [...Buffer.from(address, 'base64')];
  if (bytes.length !== 4) return false;
  const bits = (list) => list.map((byte) => Number(byte).toString(2).padStart(8, '0')).join('').slice(0, length);
  return bits(bytes) === bits(ip.split('.'));
}

function any(list, ask) {
  const answers = list.map(ask);
  return answers.includes(true) || (answers.includes(undefined) ? undefined : false);
}

function all(list, ask) {
  const answers = list.map(ask);
  return !answers.includes(false) && (answers.includes(undefined) ? undefined : true);
}
