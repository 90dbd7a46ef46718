// The directions in which the folders of src/ may import one another, for ESLint (eslint.config.mjs). Whatever is not said here is refused.
//
//   model ← world ← namespace ← service ← traffic, resilience, security      mesh/<data plane> ← mesh/*.ts, the choice among them
//
//   manifest ← admission, analysis ← check      manifest ← simulator      all of these ← app, cli ← plugin
//
// Constructs see of mesh/ only the files that stand directly in it, and data planes see nothing but the model, imports/ and what they share.
const constructs = ['namespace', 'service', 'traffic', 'resilience', 'security'];

const layers = [
  { name: 'model', pattern: 'src/model/*.ts', uses: [], packages: ['ipaddr.js'] },
  { name: 'world', pattern: 'src/world/*.ts', uses: ['model'], packages: ['cdk8s', 'constructs'] },
  { name: 'namespace', pattern: 'src/namespace/*.ts', uses: ['model', 'world', 'mesh'], packages: ['cdk8s', 'constructs'] },
  { name: 'service', pattern: 'src/service/*.ts', uses: ['model', 'world', 'mesh', 'namespace'], packages: ['cdk8s', 'constructs'] },
  { name: 'traffic', pattern: 'src/traffic/*.ts', uses: ['model', 'world', 'mesh', 'namespace', 'service'], packages: ['cdk8s', 'constructs', 're2js'] },
  { name: 'resilience', pattern: 'src/resilience/*.ts', uses: ['model', 'world', 'mesh', 'namespace', 'service'], packages: ['cdk8s', 'constructs'] },
  { name: 'security', pattern: 'src/security/*.ts', uses: ['model', 'world', 'mesh', 'namespace', 'service'], packages: ['cdk8s', 'constructs'] },
  {
    name: 'mesh', pattern: 'src/mesh/*.ts', uses: ['model', 'istio-sidecar', 'istio-ambient', 'linkerd', 'gateway-api'],
    // `Mesh.support` is asked for a Cluster.
    seesTypesOf: ['namespace'],
  },
  { name: 'mesh-shared', pattern: 'src/mesh/shared/*.ts', uses: ['model', 'imports'] },
  { name: 'istio', pattern: 'src/mesh/istio/*.ts', uses: ['model', 'imports', 'mesh-shared'] },
  { name: 'istio-sidecar', pattern: 'src/mesh/istio/sidecar/*.ts', uses: ['model', 'imports', 'mesh-shared', 'istio'] },
  { name: 'istio-ambient', pattern: 'src/mesh/istio/ambient/*.ts', uses: ['model', 'imports', 'mesh-shared', 'istio'] },
  { name: 'linkerd', pattern: 'src/mesh/linkerd/*.ts', uses: ['model', 'imports', 'mesh-shared'] },
  { name: 'gateway-api', pattern: 'src/mesh/gateway-api/*.ts', uses: ['model', 'imports', 'mesh-shared'] },
  { name: 'index', pattern: 'src/index.ts', uses: ['model', 'world', 'mesh', 'app', ...constructs] },
  { name: 'manifest', pattern: 'src/manifest/**/*.ts', uses: ['model'], packages: ['js-yaml', 'yaml', 'tinyglobby', 'ipaddr.js'] },
  { name: 'admission', pattern: 'src/admission/**/*.ts', uses: ['manifest'], packages: ['@bufbuild/cel', '@bufbuild/cel/*', '@bufbuild/protobuf', 're2js', 'ipaddr.js'] },
  { name: 'analysis', pattern: 'src/analysis/**/*.ts', uses: ['manifest'], packages: ['re2js', 'ipaddr.js'] },
  { name: 'check', pattern: 'src/check/**/*.ts', uses: ['manifest', 'admission', 'analysis'] },
  { name: 'simulator', pattern: 'src/simulator/**/*.ts', uses: ['manifest'], packages: ['re2js', 'ipaddr.js'] },
  {
    name: 'app', pattern: 'src/app/**/*.ts', uses: ['model', 'world', 'manifest', 'admission', 'analysis', 'check', 'simulator'], packages: ['cdk8s', 'constructs'],
    // The simulator is asked about services.
    seesTypesOf: ['service'],
  },
  { name: 'testing', pattern: 'src/testing/*.ts', uses: ['app', 'simulator'] },
  { name: 'cli', pattern: 'src/cli/**/*.ts', uses: ['manifest', 'admission', 'analysis', 'check', 'simulator'], packages: ['commander', 'cli-progress'] },
  { name: 'plugin', pattern: 'src/plugin/*.ts', uses: ['manifest', 'check', 'cli'] },
  { name: 'imports', pattern: 'imports/*.ts', uses: [] },
];

const file = (categories) => ({ file: { categories } });
const anyOf = (names) => file({ anyOf: names });

function policies({ name, uses, seesTypesOf = [], packages = [] }) {
  const from = file(name);
  return [
    { from, allow: { to: anyOf([name, ...uses]) } },
    ...seesTypesOf.map((other) => ({ from, allow: { to: file(other), dependency: { kind: 'type' } } })),
    ...packages.map((source) => ({ from, allow: { to: { module: { origin: 'external', source } } } })),
  ];
}

/** ESLint configuration of the directions, given the plugin eslint-plugin-boundaries. */
export function houseConfig(boundaries, rootPath) {
  return {
    files: ['src/**/*.ts'],
    plugins: { boundaries },
    settings: {
      'boundaries/root-path': rootPath,
      'boundaries/files': layers.map(({ name, pattern }) => ({ category: name, pattern })),
      'import/resolver': { node: { extensions: ['.ts'] } },
    },
    rules: {
      'boundaries/dependencies': ['error', {
        default: 'disallow',
        checkAllOrigins: true,
        checkUnknownLocals: true,
        checkInternals: true,
        message: '{{from.file.categories}} may not import {{dependency.kind}} "{{dependency.source}}" (see scripts/lib/house.mjs).',
        policies: [{ allow: { to: { module: { origin: 'core' } } } }, ...layers.flatMap(policies)],
      }],
      // A folder that the table above does not know is a file that nothing is checked of.
      'boundaries/no-unknown-files': 'error',
    },
  };
}
