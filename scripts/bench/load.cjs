// What loading the library costs beside cdk8s, in a process of its own.
require('cdk8s');
const started = performance.now();
require('cdk8s-mesh');
process.stdout.write(JSON.stringify({ ms: performance.now() - started }));
