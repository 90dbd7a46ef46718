// CommonJS: prints the YAML for each mesh as JSON, after looking at what `exports` lets through.
const assert = require('node:assert');
const { existsSync } = require('node:fs');
const cdk8s = require('cdk8s');
const lib = require('cdk8s-mesh');
const { shop } = require('./shop.cjs');

assert.equal(require('cdk8s-mesh/package.json').name, 'cdk8s-mesh');
assert.ok(existsSync(require.resolve('cdk8s-mesh/.jsii')));
assert.throws(() => require('cdk8s-mesh/lib/src/world/world'), { code: 'ERR_PACKAGE_PATH_NOT_EXPORTED' });

process.stdout.write(JSON.stringify(Object.fromEntries(process.argv.slice(2).map((mesh) => [mesh, shop(cdk8s, lib, mesh)]))));
