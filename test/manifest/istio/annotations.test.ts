import { isIstioAnnotation, isSettings } from '../../../src/manifest/istio/annotations';

test.each([
  ['concurrency: 2', true], ['{ tracing: { sampling: 10 } }', true], ['', true], ['{ concurrency: 2', false], ['- concurrency', false], ['concurrency: many', false], ['many', false],
])('%j holds settings of the proxy: %s', (value, holds) => expect(isSettings(value)).toBe(holds));

test.each([
  ['sidecar.istio.io/inject', true], ['istio.io/rev', true], ['kubernetes.io/ingress.class', true], ['example.com/istio.io', false], ['istio.io.example.com/a', false],
])('%s is an annotation of Istio: %s', (name, own) => expect(isIstioAnnotation(name)).toBe(own));
