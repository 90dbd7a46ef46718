// Without the library: a Namespace whose label the environment says.
const { ApiObject, App, Chart } = require('cdk8s');

const app = new App();
const chart = new Chart(app, 'plain');
new ApiObject(chart, 'namespace', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'plain', labels: { 'istio-injection': process.env.INJECTION } } });
app.synth();
