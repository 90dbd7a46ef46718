import type { Rule } from '../../rule';
import { actionUnknownToZtunnel } from './action-unknown-to-ztunnel';
import { allowRuleLostAtZtunnel } from './allow-rule-lost-at-ztunnel';
import { configUnseenByWaypoint } from './config-unseen-by-waypoint';
import { containerPortAtWaypoint } from './container-port-at-waypoint';
import { defaultDenyMissesWaypoint } from './default-deny-misses-waypoint';
import { denyRuleLostAtZtunnel } from './deny-rule-lost-at-ztunnel';
import { httpConfigWithoutWaypoint } from './http-config-without-waypoint';
import { ingressSkipsWaypoint } from './ingress-skips-waypoint';
import { ipRangesAtWaypoint } from './ip-ranges-at-waypoint';
import { mtlsDisabledInAmbient } from './mtls-disabled-in-ambient';
import { policyTargetWithoutWaypoint } from './policy-target-without-waypoint';
import { selectorConfigInAmbient } from './selector-config-in-ambient';
import { serviceAroundPolicy } from './service-around-policy';
import { sidecarClientSkipsWaypoint } from './sidecar-client-skips-waypoint';
import { trustDomainsLostAtZtunnel } from './trust-domains-lost-at-ztunnel';
import { waypointCanBeBypassed } from './waypoint-can-be-bypassed';
import { waypointForOtherTraffic } from './waypoint-for-other-traffic';
import { waypointNotFound } from './waypoint-not-found';
import { waypointOutsideAmbient } from './waypoint-outside-ambient';
import { waypointRefusedByPods } from './waypoint-refused-by-pods';

export const AMBIENT_RULES: readonly Rule[] = [
  actionUnknownToZtunnel,
  allowRuleLostAtZtunnel,
  configUnseenByWaypoint,
  containerPortAtWaypoint,
  defaultDenyMissesWaypoint,
  denyRuleLostAtZtunnel,
  httpConfigWithoutWaypoint,
  ingressSkipsWaypoint,
  ipRangesAtWaypoint,
  mtlsDisabledInAmbient,
  policyTargetWithoutWaypoint,
  selectorConfigInAmbient,
  serviceAroundPolicy,
  sidecarClientSkipsWaypoint,
  trustDomainsLostAtZtunnel,
  waypointCanBeBypassed,
  waypointForOtherTraffic,
  waypointNotFound,
  waypointOutsideAmbient,
  waypointRefusedByPods,
];
