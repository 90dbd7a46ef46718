import boundaries from 'eslint-plugin-boundaries';
import tseslint from 'typescript-eslint';
import eslint from '@eslint/js';
import { houseConfig } from './scripts/lib/house.mjs';

const MAX_LINES = ['error', { max: 350, skipBlankLines: true }];

const noOnly = {
  selector: 'MemberExpression[property.name="only"][object.name=/^(describe|it|test)$/]',
  message: 'Run all tests: take `.only` out.',
};

export default tseslint.config(
  { ignores: ['imports/', 'lib/', 'dist/', 'dist-jsii/', '.build/', 'coverage/', '**/cdk8s.out/', 'examples/*/dist/'] },
  {
    files: ['**/*.mjs', '**/*.cjs'],
    extends: [eslint.configs.recommended],
    languageOptions: { globals: Object.fromEntries(Object.getOwnPropertyNames(globalThis).map((name) => [name, 'readonly'])) },
    rules: { 'max-lines': MAX_LINES, 'no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }] },
  },
  {
    files: ['**/*.ts'],
    extends: [eslint.configs.recommended, tseslint.configs.recommended],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      'max-lines': MAX_LINES,
      'no-restricted-syntax': ['error', noOnly],
      eqeqeq: 'error',
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'separate-type-imports', disallowTypeAnnotations: false }],
      '@typescript-eslint/no-floating-promises': 'error',
      // Loaded when the first regular expression, glob or finding comes: most programs have none.
      '@typescript-eslint/no-require-imports': ['error', { allow: ['^(?:re2js|tinyglobby|cli-progress|\\.\\.?/.*)$'] }],
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      // The compiler checks every index (noUncheckedIndexedAccess); what the code knows better, it says with "!".
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
  {
    files: ['test/**/*.ts'],
    linterOptions: { reportUnusedDisableDirectives: 'off' },
    // What a test looks into is a manifest, of whatever kind.
    rules: { '@typescript-eslint/no-explicit-any': 'off' },
  },
  {
    files: ['src/world/mesh-chart.ts'],
    // The signature is cdk8s's.
    rules: { '@typescript-eslint/no-explicit-any': 'off' },
  },
  houseConfig(boundaries, import.meta.dirname),
  {
    files: ['src/index.ts'],
    rules: {
      'no-restricted-syntax': ['error', {
        selector: 'Program > :not(ExportAllDeclaration, ExportNamedDeclaration[source])', message: 'src/index.ts exports, and does nothing else.',
      }],
    },
  },
);
