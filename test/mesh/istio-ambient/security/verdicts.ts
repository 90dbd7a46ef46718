import type { App } from 'cdk8s';
import { Mesh, Waypoint } from '../../../../src';
import type { Manifest } from '../../../support/app';
import { manifests } from '../../../support/app';
import { accessOn } from '../../../support/simulated-access';
import type { AccessVerdict as Verdict } from '../../../support/simulated-access';
import { requestsOf } from '../../../security/program';
import type { Row } from '../../../security/program';

const evaluate = accessOn('istio-ambient');

export const AMBIENT = Mesh.istioAmbient();
export const AMBIENT_PER_SERVICE = Mesh.istioAmbient({ waypoint: Waypoint.perService() });

/** What the App writes, checked as a whole. */
export function written(app: App): Manifest[] {
  app.synthYaml();
  return manifests(app);
}

/** What becomes of one request of one caller. */
export function verdict(objects: readonly Manifest[], caller: string, row: Omit<Row, 'allowed' | 'refused'>, waypointsRun = true): Verdict {
  const running = waypointsRun ? objects : objects.filter(({ kind }) => kind !== 'Gateway');
  return evaluate(running, requestsOf({ ...row, allowed: [caller] }, objects)[0]!.request);
}

export const policies = (objects: readonly Manifest[]): Manifest[] => objects.filter(o => o['kind'] === 'AuthorizationPolicy');
/** Policies that proxies of nodes get. */
export const forPods = (objects: readonly Manifest[]): Manifest[] => policies(objects).filter(p => !p['spec'].targetRefs);
/** Policies that waypoints get. */
export const forWaypoints = (objects: readonly Manifest[]): Manifest[] => policies(objects).filter(p => p['spec'].targetRefs);

export function policy(objects: readonly Manifest[], name: string): Manifest {
  const found = policies(objects).filter(p => p['metadata'].name === name);
  if (found.length !== 1) throw new Error(`${found.length} policies ${name} among ${policies(objects).map(p => p['metadata'].name).join(', ')}`);
  return found[0]!;
}

/** Every value of a field, wherever it stands. */
export function fields(value: unknown, name: string): unknown[] {
  if (Array.isArray(value)) return value.flatMap(item => fields(item, name));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => [...(key === name ? [item] : []), ...fields(item, name)]);
}

/** A policy of somebody else's that lets everything in to a namespace. */
export const foreignAllow = (namespace: string): Manifest => ({
  apiVersion: 'security.istio.io/v1', kind: 'AuthorizationPolicy', metadata: { name: 'foreign', namespace }, spec: { rules: [{}] },
});

/** A Service of somebody else's, `app: <app>` behind it. */
export const foreignService = (name: string, app: string, labels: Readonly<Record<string, string>> = {}): Manifest => ({
  apiVersion: 'v1', kind: 'Service', metadata: { name, namespace: 'shop', labels },
  spec: { selector: { app }, ports: [{ name: 'http', port: 80, targetPort: 8080, appProtocol: 'http' }] },
});
