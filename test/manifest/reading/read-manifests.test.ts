import { mkdirSync, promises, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { readManifests } from '../../../src/manifest/reading/read-manifests';
import type { Manifests, ReadOptions } from '../../../src/manifest/reading/read-manifests';
import { withFolder } from './folder';

const service = (name: string, more = ''): string => `apiVersion: v1\nkind: Service\nmetadata:\n  name: ${name}\n${more}`;

const read = (files: Record<string, string | Buffer>, paths: string[] = ['.'], options: ReadOptions = {}): Promise<Manifests> =>
  withFolder(files, folder => readManifests(paths, { folder, ...options }));

const names = ({ objects }: Manifests): string[] => objects.map(({ name }) => name);

describe('paths', () => {
  const files = {
    'b.yaml': service('b'), 'a.yml': service('a'), 'sub/c.json': '{"apiVersion":"v1","kind":"Service","metadata":{"name":"c"}}', 'sub/d.txt': service('d'),
    '.hidden/e.yaml': service('e'), 'node_modules/f.yaml': service('f'), 'mesh-report.json': '{}', 'sub/construct-metadata.json': '{}', 'odd[1].yaml': service('odd'),
  };

  test.each<[string, string[], string[], string[]]>([
    ['a file', ['b.yaml'], ['b'], ['b.yaml']],
    ['a file of any ending', ['sub/d.txt'], ['d'], ['sub/d.txt']],
    ['a folder, with what is below it', ['.'], ['a', 'b', 'odd', 'c'], ['a.yml', 'b.yaml', 'odd[1].yaml', 'sub/c.json']],
    ['a folder by its name', ['sub/'], ['c'], ['sub/c.json']],
    ['a hidden folder by its name', ['.hidden'], ['e'], ['.hidden/e.yaml']],
    ['a glob', ['**/*.{json,txt}'], ['c', 'd'], ['sub/c.json', 'sub/d.txt']],
    ['a file whose name looks like a glob', ['odd[1].yaml'], ['odd'], ['odd[1].yaml']],
    ['several, each file once, in the order given', ['sub', './b.yaml', '*.y*ml'], ['c', 'b', 'a', 'odd'], ['sub/c.json', './b.yaml', 'a.yml', 'odd[1].yaml']],
  ])('%s', async (_, paths, objects, sources) => {
    const manifests = await read(files, paths);
    expect(manifests.inputErrors).toEqual([]);
    expect(names(manifests)).toEqual(objects);
    expect(manifests.objects.map(({ source }) => source.file)).toEqual(sources);
    expect(manifests.files).toBe(objects.length);
  });

  test('standard input, among others and only once', async () => {
    const manifests = await read(files, ['-', 'b.yaml', '-'], { standardInput: (async function* () { yield await Promise.resolve(service('in')); })() });
    expect(names(manifests)).toEqual(['in', 'b']);
    expect(manifests.objects[0]!.source).toEqual({ file: '-', document: 0 });
  });

  test.each([
    ['nowhere.yaml', 'There is no such file or folder.'], ['no*where.yaml', 'No file matches.'], ['empty', 'The folder holds no *.yaml, *.yml or *.json file.'],
    ['b.yaml/x', 'A part of the path is a file.'], ['circle', 'Its links go in a circle.'],
  ])('%s: the rest is read', (path, message) => withFolder({ 'b.yaml': service('b') }, async folder => {
    mkdirSync(join(folder, 'empty'));
    symlinkSync('circle', join(folder, 'circle'));
    const manifests = await readManifests([path, 'b.yaml'], { folder });
    expect(manifests.inputErrors).toEqual([{ file: path, line: null, column: null, message }]);
    expect(names(manifests)).toEqual(['b']);
  }));

  test.each([['EACCES', 'It may not be read: permission denied.'], ['EIO', 'It cannot be read: EIO: broken.']])('the system says %s', async (code, message) => {
    const readFile = jest.spyOn(promises, 'readFile').mockRejectedValueOnce(Object.assign(new Error(`${code}: broken`), { code }));
    const manifests = await read({ 'a.yaml': service('a'), 'b.yaml': service('b') });
    readFile.mockRestore();
    expect(manifests.inputErrors).toEqual([{ file: 'a.yaml', line: null, column: null, message }]);
    expect(names(manifests)).toEqual(['b']);
  });

  test('a link to the folder itself is no circle to walk in', () => withFolder({ 'b.yaml': service('b') }, async folder => {
    symlinkSync('.', join(folder, 'here'));
    expect(new Set(names(await readManifests(['.'], { folder })))).toEqual(new Set(['b']));
  }));

  test('a link to nowhere', () => withFolder({ 'b.yaml': service('b') }, async folder => {
    symlinkSync('gone', join(folder, 'a.yaml'));
    const manifests = await readManifests(['.'], { folder });
    expect(names(manifests)).toEqual(['b']);
  }));

  test('progress is told in bytes', async () => {
    const told: number[] = [];
    let all = 0;
    await read({ 'a.yaml': Array(500).fill(service('a')).join('---\n'), 'b.yaml': service('b') }, ['.'], { onProgress: (done, of) => { told.push(done); all = of; } });
    expect(told).toEqual([...told].sort((a, b) => a - b));
    expect(told.length).toBeGreaterThan(3);
    expect(told.at(-1)).toBe(all);
  });
});

describe('documents', () => {
  test('several in a file; empty ones are not counted', async () => {
    const { objects, inputErrors } = await read({ 'a.yaml': `# first\n---\n---\n${service('a')}---  # next\n\n# nothing\n---\n${service('b')}---\n` });
    expect(inputErrors).toEqual([]);
    expect(objects.map(({ name, source }) => [name, source.document])).toEqual([['a', 0], ['b', 1]]);
  });

  test('a byte order mark and the line ends of Windows', async () => {
    const manifests = await read({ 'a.yaml': `\uFEFF${service('a')}---\n${service('b')}`.replaceAll('\n', '\r\n') });
    expect(names(manifests)).toEqual(['a', 'b']);
    expect(manifests.locate(manifests.objects[1]!, ['metadata', 'name'])).toEqual({ line: 9, column: 9, endColumn: 10 });
    expect(manifests.lineText(manifests.objects[1]!, 9)).toBe('  name: b');
  });

  test('Lists are opened, those in Lists and typed ones, too', async () => {
    const { objects, inputErrors } = await read({
      'a.yaml': `apiVersion: v1\nkind: List\nitems:\n- ${service('a').replaceAll('\n', '\n  ')}\n- apiVersion: v1\n  kind: ServiceList\n  items:\n  - metadata: {name: b}\n  - {apiVersion: v2, kind: Other, metadata: {name: c}}\n`,
      'b.yaml': 'apiVersion: example.com/v1\nkind: AllowList\nmetadata: {name: d}\nspec: {items: []}\n',
    });
    expect(inputErrors).toEqual([]);
    expect(objects.map(({ name, kind, version, source }) => [name, kind, version, source.item])).toEqual([
      ['a', 'Service', 'v1', ['items', 0]], ['b', 'Service', 'v1', ['items', 1, 'items', 0]], ['c', 'Other', 'v2', ['items', 1, 'items', 1]], ['d', 'AllowList', 'v1', undefined],
    ]);
  });

  test.each<[string, string, number, number, string]>([
    ['a list', '- a\n', 1, 3, 'It is a list and no Kubernetes object.'],
    ['text', '# c\n\ntext\n', 3, 1, 'It is the text "text" and no Kubernetes object.'],
    ['a number', '12\n', 1, 1, 'It is the number 12 and no Kubernetes object.'],
    ['without a kind', '---\napiVersion: v1\nmetadata: {}\n', 2, 1, 'It has no "kind", so that it is no Kubernetes object.'],
    ['without an apiVersion', 'replicas: 1\nkind: x\n', 1, 1, 'It has no "apiVersion", so that it is no Kubernetes object.'],
    ['with a kind that is no text', 'apiVersion: v1\nkind: {a: 1}\n', 2, 1, 'Its "kind" has to be text and is a map.'],
    ['with an empty kind', 'apiVersion: v1\nkind: ""\n', 2, 7, 'Its "kind" has to be text and is empty.'],
    ['with an apiVersion that is a number', 'apiVersion: 1\nkind: X\n', 1, 13, 'Its "apiVersion" has to be text and is the number 1.'],
    ['a List of text', 'apiVersion: v1\nkind: List\nitems:\n- a\n', 4, 3, 'It is the text "a" and no Kubernetes object.'],
    ['a List of nothing', 'apiVersion: v1\nkind: List\nitems:\n-\n', 4, 2, 'It is null and no Kubernetes object.'],
    ['a List of half an object', 'apiVersion: v1\nkind: List\nitems:\n- kind: X\n', 4, 3, 'It has no "apiVersion", so that it is no Kubernetes object.'],
    ['behind the separator', '--- {apiVersion: v1}\n', 1, 4, 'Behind "---", only a comment may stand on its line; it says "{apiVersion: v1}".'],
    ['a longer separator', '------\na: 1\n', 1, 4, 'Behind "---", only a comment may stand on its line; it says "---".'],
    ['no YAML', 'a: b: c\n', 1, 5, 'It is not valid YAML: bad indentation of a mapping entry.'],
    ['a key twice', 'kind: X\nmetadata:\n  name: a\n  name: b\n', 4, 3, 'The key name stands twice in one map.'],
    ['a key twice in JSON', '{"kind": "X",\n "kind": "Y"}\n', 2, 2, 'The key "kind" stands twice in one map.'],
    ['two documents without a separator', 'a: 1\n...\nb: 1\n', 3, 1, 'It is not valid YAML: a document begins without "---".'],
  ])('%s: an input error; the other documents are read', async (_, text, line, column, message) => {
    const before = service('before');
    const manifests = await read({ 'a.yaml': `${before}${text.startsWith('-') && !text.startsWith('- ') ? '' : '---\n'}${text}---\n${service('after')}` });
    const first = before.split('\n').length - (text.startsWith('-') && !text.startsWith('- ') ? 1 : 0);
    expect(manifests.inputErrors).toEqual([{ file: 'a.yaml', line: line + first, column, message }]);
    expect(names(manifests)).toEqual(['before', 'after']);
    expect(manifests.locate(manifests.objects[1]!, ['kind'])?.line).toBe(first + text.split('\n').length + 2);
  });

  test.each<[string, string | Buffer, string]>([
    ['binary', Buffer.from([0x50, 0x4b, 0, 3]), 'It is binary, not YAML or JSON.'],
    ['Latin-1', Buffer.from('a: \xe9\n', 'latin1'), 'It is not UTF-8 text.'],
    ['too large', 'a: 1\n'.repeat(100), 'It is too large: 500 bytes, and at most 400 bytes are read from one file.'],
  ])('a file that is %s', async (_, content, message) => {
    const manifests = await read({ 'a.yaml': content, 'b.yaml': service('b') }, ['.'], { maxBytes: 400 });
    expect(manifests.inputErrors).toEqual([{ file: 'a.yaml', line: null, column: null, message }]);
    expect(names(manifests)).toEqual(['b']);
    expect(manifests.files).toBe(1);
  });

  test('standard input that is too large', async () => {
    const manifests = await read({}, ['-'], { maxBytes: 10, standardInput: (async function* () { for (;;) yield await Promise.resolve(Buffer.from('a: 1\n')); })() });
    expect(manifests.inputErrors).toEqual([{ file: '-', line: null, column: null, message: 'It is too large: more comes in than that, and at most 10 bytes are read from one file.' }]);
  });

  test('more values than can be held end the reading', async () => {
    const many = service('many', `spec: {a: [${'[],'.repeat(100)}]}\n`);
    const manifests = await read({ 'a.yaml': service('a'), 'b.yaml': many, 'c.json': JSON.stringify({ apiVersion: 'v1', kind: 'X' }) }, ['.'], { maxValues: 60 });
    expect(manifests.inputErrors).toEqual([expect.objectContaining({ file: 'b.yaml', line: 5, message: 'There is too much in the files to be checked at once: check them in parts.' })]);
    expect(names(manifests)).toEqual(['a']);
  });
});

describe('JSON', () => {
  test('is read as Kubernetes reads it, whatever the ending of the file', async () => {
    const { objects } = await read({ 'a.yaml': '{\n\t"apiVersion": "v1",\n\t"kind": "X",\n\t"spec": {"a": "\\/\\ud83d\\ude00\\"", "n": 1e3, "__proto__": {"x": 1}}\n}\n' });
    expect(objects[0]!.body['spec']).toEqual(JSON.parse('{"a": "/😀\\"", "n": 1000, "__proto__": {"x": 1}}'));
  });

  test.each([
    ['{"a": {"b": 1, "c": [{"b": 1}, {"b": 2}], "\\u0062": 2}}', 'The key "b" stands twice in one map.'],
    [`{"a": ${'['.repeat(300)}${']'.repeat(300)}}`, 'It is nested deeper than 200 levels.'],
    [`{"a": ${'['.repeat(100_000)}${']'.repeat(100_000)}}`, 'It is nested deeper than 200 levels.'],
    ['{"a": 1,,}', expect.stringMatching(/^It is not valid YAML: /)],
  ])('%.40s is refused', async (text, message) => {
    expect((await read({ 'a.json': text })).inputErrors).toEqual([expect.objectContaining({ line: 1, message })]);
  });
});

describe('places', () => {
  const text = [
    '# a comment', '---', 'apiVersion: v1', 'kind: X', 'metadata:', '  name: a', '  labels: {app: cart, "istio.io/rev": x}', 'spec:', '  http:', '  - route:', '    - weight: 90',
    '    - weight: 0x10', '      empty:', '  - name: "two words"', '    text: |', '      one', '      two', '  shared: &shared', '    inner: 1', '  alias: *shared', '  merged:', '    <<: *shared', '  0777: octal', '',
  ].join('\n');

  test.each<[(string | number)[], number, number, number]>([
    [[], 3, 1, 11],
    [['metadata', 'labels', 'app'], 7, 17, 21],
    [['metadata', 'labels', 'istio.io/rev'], 7, 39, 40],
    [['metadata', 'labels'], 7, 3, 9],
    [['spec', 'http'], 9, 3, 7],
    [['spec', 'http', 0], 10, 5, 10],
    [['spec', 'http', 0, 'route', 1, 'weight'], 12, 15, 19],
    [['spec', 'http', 0, 'route', 1, 'empty'], 13, 7, 12],
    [['spec', 'http', 0, 'route', 1, 'missing', 'deeper'], 12, 7, 13],
    [['spec', 'http', 7], 9, 3, 7],
    [['spec', 'http', 1, 'name'], 14, 11, 22],
    [['spec', 'http', 1, 'text'], 15, 11, 12],
    [['spec', 'alias', 'inner'], 19, 12, 13],
    [['spec', 'merged', 'inner'], 19, 12, 13],
    [['spec', 'missing'], 8, 1, 5],
    [['missing'], 3, 1, 11],
    [['spec', '0777'], 23, 9, 14],
  ])('%j', async (path, line, column, endColumn) => {
    const manifests = await read({ 'a.yaml': text });
    expect(manifests.locate(manifests.objects[0]!, path)).toEqual({ line, column, endColumn });
    expect(manifests.lineText(manifests.objects[0]!, line)).toBe(text.split('\n')[line - 1]);
  });

  test('of a key', async () => {
    const manifests = await read({ 'a.yaml': text });
    expect(manifests.locate(manifests.objects[0]!, ['metadata', 'labels', 'app'], true)).toEqual({ line: 7, column: 12, endColumn: 15 });
    expect(manifests.locate(manifests.objects[0]!, ['spec', 'http', 0, 'route', 1, 'weight'], true)).toEqual({ line: 12, column: 7, endColumn: 13 });
  });

  test('of items of a List', async () => {
    const manifests = await read({ 'a.yaml': 'kind: List\napiVersion: v1\nitems:\n- apiVersion: v1\n  kind: X\n- apiVersion: v1\n  kind: Z\n  spec: {a: 1}\n' });
    expect(manifests.locate(manifests.objects[1]!, ['spec', 'a'])).toEqual({ line: 8, column: 13, endColumn: 14 });
    expect(manifests.locate(manifests.objects[1]!, ['missing'])).toEqual({ line: 6, column: 3, endColumn: 13 });
  });

  test('of what only the parser of Kubernetes takes: where the document begins', async () => {
    const manifests = await read({ 'a.yaml': `${service('a')}---\n\n# c\n  apiVersion: v1\n  kind: X\n  spec:\n    a: 'one\n  two'\n` });
    expect(manifests.inputErrors).toEqual([]);
    expect(manifests.objects[1]!.spec).toEqual({ a: 'one two' });
    expect(manifests.locate(manifests.objects[1]!, ['spec', 'a'])).toEqual({ line: 8, column: 3, endColumn: 17 });
  });

  test('lines that are not there', async () => {
    const manifests = await read({ 'a.yaml': service('a') });
    expect(manifests.lineText(manifests.objects[0]!, 100)).toBeUndefined();
  });
});
