/** The parts of an identity; without a trust domain it is the mesh's own. */
export interface Identity {
  readonly trustDomain: string | undefined;
  readonly namespace: string;
  readonly account: string;
}

const ANY = 'any';

/** An identity that a value of Istio's `principals` takes; undefined for "*", which every identity meets, and for what none can. */
export function principalExample(pattern: string): Identity | undefined {
  if (pattern === '*') return undefined;
  if (pattern.startsWith('*')) return ending(pattern.slice(1));
  return pattern.endsWith('*') ? beginning(pattern.slice(0, -1)) : exact(pattern);
}

function exact(value: string): Identity | undefined {
  const [, trustDomain, namespace, account] = /^([^/]+)\/ns\/([^/]+)\/sa\/([^/]+)$/.exec(value) ?? [];
  return namespace === undefined || account === undefined ? undefined : { trustDomain, namespace, account };
}

function beginning(prefix: string): Identity | undefined {
  const [, trustDomain, rest] = /^([^/]+)\/ns\/(.*)$/.exec(prefix) ?? [];
  // It may end within "/ns/".
  if (trustDomain === undefined || rest === undefined) return { trustDomain: prefix.includes('/') ? prefix.split('/')[0]! : `${prefix}${ANY}`, namespace: ANY, account: ANY };
  const [namespace = '', account] = rest.split('/sa/');
  const place = namespace.split('/')[0]!;
  return { trustDomain, namespace: account !== undefined || namespace.includes('/') ? place : `${place}${ANY}`, account: `${account ?? ''}${ANY}` };
}

function ending(suffix: string): Identity | undefined {
  const [before, account] = suffix.includes('/sa/') ? suffix.split('/sa/') as [string, string] : [undefined, suffix];
  if (before === undefined) return { trustDomain: undefined, namespace: ANY, account: account.startsWith('/') || account.includes('/') ? account.split('/').at(-1)! : `${ANY}${account}` };
  const [domain, namespace] = before.includes('/ns/') ? before.split('/ns/') as [string, string] : [undefined, before];
  const place = before.startsWith('/') && domain === undefined ? namespace.slice(namespace.lastIndexOf('/') + 1) || ANY : domain === undefined ? `${ANY}${namespace}` : namespace;
  return { trustDomain: domain === undefined || domain === '' ? undefined : `${ANY}${domain}`, namespace: place, account };
}

/** Of "account.namespace.serviceaccount.identity.linkerd.trust.domain", with `*` for an account; undefined for patterns of several namespaces. */
export function linkerdIdentity(value: string): Identity | undefined {
  const [, account, namespace, trustDomain] = /^([^.]+)\.([^.]+)\.serviceaccount\.identity\.[^.]+\.(.+)$/.exec(value) ?? [];
  return namespace === undefined || account === undefined ? undefined : { trustDomain, namespace, account: account === '*' ? 'default' : account };
}
