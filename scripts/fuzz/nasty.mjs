// Values that are seldom thought of.

export const TEXTS = [
  '', ' ', '\t', '\n', '*', '.', '..', '-', '/', '//', ':', '@', '*.', '.*', '*.*', '**', '~', 'null', 'true', '0', '-1', '1.5', '\u0000', '\u2028', '\uFEFF', 'é', '日本', '💥', 'e\u0301',
  '__proto__', 'constructor', 'hasOwnProperty', 'toString', 'default', 'cluster.local', '*.svc.cluster.local', 'a.b.c.d.e.f', 'svc.cluster.local', '*/*', './*', '~/*', 'ns/*',
  '0.0.0.0/0', '::/0', '10.0.0.0/33', '999.1.1.1', '1.2.3', '::ffff:1.2.3.4/96', 'fe80::1%eth0', '[::1]', '1s', '0s', '-1s', '1h1', '99999999999999999999h', '1e9s', 'NaNs', '.5s',
  '(a+)+$', '(', '[', '(?=a)', '\\', 'a{1000}{1000}', '^(?P<x>.*)$', 'x'.repeat(64), 'x'.repeat(254), 'x'.repeat(100_000), 'a.'.repeat(5_000), '('.repeat(2_000), '{{ .Values.x }}', '$(VAR)', '%s',
  'rule=reason; =; a=b=c;;', '{"a":', '[]', '{}', 'cdk8s-mesh.dev/accept', 'kubernetes.io/metadata.name', 'spiffe://', 'cluster.local/ns/x/sa/y', '*/ns/*/sa/*', 'http://[', '443', '65536', '1-', '1-2-3', '80,',
];

export const NUMBERS = [0, -0, 1, -1, 0.1, 15008, 65535, 65536, 2 ** 31, 2 ** 53, -(2 ** 63), 1e21, 1e308, 5e-324];

export const KEYS = ['__proto__', 'constructor', 'hasOwnProperty', 'toString', '', '*', '0', 'length', 'a.b/c', 'x'.repeat(300), 'é'];

/** As they stand in YAML. */
export const SCALARS = [
  '.inf', '-.inf', '.nan', '0x', '0xffffffffffffffffffff', '0777', '0o777', '08', '1_000', '1:30', '1e400', '9'.repeat(400), '-0', '+1', '2001-01-01', '2001-01-01T00:00:00Z', 'on', 'Off', 'y', '~', '""', '\'\'', '|', '>-', '"\\x41\\u0000"',
  '"\\uD800"', '!!binary aGk=', '!!binary x', '!!int "1"', '!!int x', '!!float 1', '!!null ""', '!!bool on', '!!set {a, b}', '!!omap [a: 1]', '!!map []', '!!seq {}', '!!timestamp 2001-01-01', '!foo bar', '!<tag:x> y', '*a', '*nobody', '&a', '&a x', '[', '{', '[a, [b, {c: d}]]',
  '{? a : b}', '? a', '- a', '%', '`', '@', '# comment', '[2001:db8::]', '<<', '=',
];

export const LINES = [
  '---', '...', '%YAML 1.2', '%TAG ! tag:x,2000:', '--- text', '--- {a: b}', '<<: *a', '<<: [*a, *a]', '? [a, b]', ': x', '- - - x', '\tx: y', '{{- if .Values.x }}', 'apiVersion: v1', 'kind: List', 'items: []', '# ', '\r', '\u0085', '<<<<<<< HEAD',
];
