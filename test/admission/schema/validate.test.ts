import { SchemaIssues } from '../../../src/admission/schema/issue';
import { validate } from '../../../src/admission/schema/validate';
import { withDefaults } from '../../../src/admission/schema/defaults';
import type { JsonSchema } from '../../../src/manifest/schemas/json-schema';

function told(value: unknown, schema: JsonSchema): string[][] {
  const issues = new SchemaIssues();
  issues.at('spec', () => validate(value, schema, issues));
  return issues.found.map(({ message, remedy }) => [message, remedy]);
}

const intOrString: JsonSchema = { 'x-kubernetes-int-or-string': true, anyOf: [{ type: 'integer' }, { type: 'string' }] };

test.each<[unknown, JsonSchema, string, string]>([
  [1.5, intOrString, 'spec is 1.5, and must be a whole number or text.', 'Write a whole number or text.'],
  ['yes', { type: 'boolean' }, 'spec is "yes", and must be true or false.', 'Write true or false, or leave the field out.'],
  ['true', { type: 'boolean' }, 'spec is "true", and must be true or false.', 'Write it without quotation marks: true.'],
  [null, { type: 'array' }, 'spec is null, and must be a list.', 'Write a list, or leave the field out.'],
  [[], { type: 'object' }, 'spec is an empty list, and must be a map.', 'Write a map, or leave the field out.'],
  ['1.5', { type: 'number' }, 'spec is "1.5", and must be a number.', 'Write it without quotation marks: 1.5.'],
  ['a', { type: 'string', minLength: 3 }, 'spec is "a", which has 1 of at least 3 characters.', 'Write at least 3 characters.'],
  ['😀😀', { type: 'string', maxLength: 1 }, 'spec has 2 characters, and may have no more than 1.', 'Shorten it to 1 characters.'],
  ['y', { type: 'string', pattern: '^x+$' }, 'spec is "y", which does not match ^x+$.', 'Write a value that matches ^x+$.'],
  [0, { type: 'integer', minimum: 1 }, 'spec is 0, and must be 1 or more.', 'Write a number 1 or more.'],
  [9, { type: 'integer', maximum: 5 }, 'spec is 9, and must be 5 or less.', 'Write a number 5 or less.'],
  [[], { type: 'array', minItems: 1 }, 'spec has no entries, and needs at least 1.', 'Add an entry.'],
  [['a'], { type: 'array', minItems: 3 }, 'spec has 1 entry, and needs at least 3.', 'Add 2 entries.'],
  [{}, { type: 'object', minProperties: 1, properties: { a: {}, b: {} } }, 'spec has no fields, and needs at least 1.', 'Set at least 1 of a and b.'],
  [{ a: 1, b: 2 }, { type: 'object', maxProperties: 1 }, 'spec has 2 entries, and may have no more than 1.', 'Leave 1 of them out.'],
  ['a', { not: { enum: ['a'] } }, 'spec may not be "a".', 'Write another value.'],
  ['a', { oneOf: [{ type: 'string' }, { minLength: 1 }] }, 'spec fits 2 of its alternatives, and may fit only one.', 'Leave out the fields of all but one.'],
  [true, { anyOf: [{ type: 'integer' }, { type: 'string' }] }, 'spec is true, and must be a whole number; or spec is true, and must be text.', 'Write a whole number, or leave the field out. Or: Put it in quotation marks; without them, YAML takes y, yes and on for true.'],
  ['x'.repeat(100), { enum: ['a'] }, `spec is "${'x'.repeat(79)}…", and must be one of a.`, 'Write a.'],
])('%j against %j', (value, schema, message, remedy) => {
  expect(told(value, schema)).toEqual([[message, remedy]]);
});

test.each<[unknown, JsonSchema]>([
  [80, intOrString], ['http', intOrString], [null, { type: 'object', nullable: true }], [1, { type: 'number' }], ['é', { type: 'string', maxLength: 1 }],
  [{ a: 1 }, { allOf: [{ oneOf: [{ required: ['a'] }, { required: ['b'] }] }] }],
  [{}, { oneOf: [{ not: { required: ['a'] } }, { required: ['a'] }] }],
  [['a', 'A'], { 'x-kubernetes-list-type': 'set' }],
])('%j fits %j', (value, schema) => {
  expect(told(value, schema)).toEqual([]);
});

describe('defaults', () => {
  const schema: JsonSchema = {
    properties: {
      port: { type: 'integer', default: 80 },
      kept: { type: 'string', nullable: true },
      tls: { type: 'object', properties: { mode: { type: 'string', default: 'Terminate' } } },
      made: { type: 'object', default: {}, properties: { mode: { type: 'string', default: 'Terminate' } } },
      more: { type: 'object', additionalProperties: { type: 'string' } },
    },
  };

  test('stand where nothing does, in maps that are there or have a default themselves', () => {
    expect(withDefaults({ tls: {} }, schema)).toEqual({ port: 80, tls: { mode: 'Terminate' }, made: { mode: 'Terminate' } });
    expect(withDefaults({ port: 1, made: { mode: 'x' } }, schema)).toEqual({ port: 1, made: { mode: 'x' } });
  });

  test('stand for null, which is as good as nothing where it may not be', () => {
    expect(withDefaults({ port: null, kept: null, tls: null, made: null, more: { a: null, b: '' } }, schema))
      .toEqual({ port: 80, kept: null, made: { mode: 'Terminate' }, more: { b: '' } });
  });

  test('change nothing that was given', () => {
    const given = { tls: {}, more: { a: null } };
    withDefaults(given, schema);

    expect(given).toEqual({ tls: {}, more: { a: null } });
  });
});
