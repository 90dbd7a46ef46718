import { linkerdIdentity, principalExample } from '../../src/simulator/identity-example';

test.each<[string, string | undefined]>([
  ['cluster.local/ns/shop/sa/web', 'cluster.local/ns/shop/sa/web'],
  ['*', undefined],
  ['*/sa/runner', 'own/ns/any/sa/runner'],
  ['*-ci/sa/runner', 'own/ns/any-ci/sa/runner'],
  ['*/ns/ci/sa/runner', 'own/ns/ci/sa/runner'],
  ['*.example/ns/ci/sa/runner', 'any.example/ns/ci/sa/runner'],
  ['*runner', 'own/ns/any/sa/anyrunner'],
  ['*/runner', 'own/ns/any/sa/runner'],
  ['other.domain*', 'other.domainany/ns/any/sa/any'],
  ['other.domain/*', 'other.domain/ns/any/sa/any'],
  ['cluster.local/ns/ci*', 'cluster.local/ns/ciany/sa/any'],
  ['cluster.local/ns/ci/*', 'cluster.local/ns/ci/sa/any'],
  ['cluster.local/ns/ci/sa/run*', 'cluster.local/ns/ci/sa/runany'],
  ['nonsense', undefined],
])('an identity for %s', (pattern, expected) => {
  const found = principalExample(pattern);
  expect(found && `${found.trustDomain ?? 'own'}/ns/${found.namespace}/sa/${found.account}`).toBe(expected);
});

test.each<[string, string | undefined]>([
  ['web.shop.serviceaccount.identity.linkerd.cluster.local', 'cluster.local/ns/shop/sa/web'],
  ['*.shop.serviceaccount.identity.linkerd.cluster.local', 'cluster.local/ns/shop/sa/default'],
  ['*', undefined], ['*.cluster.local', undefined], ['spiffe://a/b', undefined],
])('an identity of Linkerd for %s', (value, expected) => {
  const found = linkerdIdentity(value);
  expect(found && `${found.trustDomain}/ns/${found.namespace}/sa/${found.account}`).toBe(expected);
});
