import type { Rule } from '../../rule';
import { actionUnknownToZtunnel } from './action-unknown-to-ztunnel';
import { allowRuleLostAtZtunnel } from './allow-rule-lost-at-ztunnel';
import { containerPortAtWaypoint } from './container-port-at-waypoint';
import { defaultDenyMissesWaypoint } from './default-deny-misses-waypoint';
import { denyRuleLostAtZtunnel } from './deny-rule-lost-at-ztunnel';
import { ipRangesAtWaypoint } from './ip-ranges-at-waypoint';
import { policyTargetWithoutWaypoint } from './policy-target-without-waypoint';
import { serviceAroundPolicy } from './service-around-policy';
import { trustDomainsLostAtZtunnel } from './trust-domains-lost-at-ztunnel';
import { waypointCanBeBypassed } from './waypoint-can-be-bypassed';
import { waypointForOtherTraffic } from './waypoint-for-other-traffic';
import { waypointNotFound } from './waypoint-not-found';
import { waypointOutsideAmbient } from './waypoint-outside-ambient';
import { waypointRefusedByPods } from './waypoint-refused-by-pods';

export const AMBIENT_RULES: readonly Rule[] = [
  actionUnknownToZtunnel,
  allowRuleLostAtZtunnel,
  containerPortAtWaypoint,
  defaultDenyMissesWaypoint,
  denyRuleLostAtZtunnel,
  ipRangesAtWaypoint,
  policyTargetWithoutWaypoint,
  serviceAroundPolicy,
  trustDomainsLostAtZtunnel,
  waypointCanBeBypassed,
  waypointForOtherTraffic,
  waypointNotFound,
  waypointOutsideAmbient,
  waypointRefusedByPods,
];
