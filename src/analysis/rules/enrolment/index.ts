import type { Rule } from '../../rule';
import { automaticImageWithoutInjection } from './automatic-image-without-injection';
import { conflictingEnrolmentMarks } from './conflicting-enrolment-marks';
import { enrolmentMarkOffThePods } from './enrolment-mark-off-the-pods';
import { jobNeverCompletes } from './job-never-completes';
import { namespaceOutsideMesh } from './namespace-outside-mesh';
import { nodeNetworkOutsideMesh } from './node-network-outside-mesh';
import { portBypassesSidecar } from './port-bypasses-sidecar';
import { proxyUserId } from './proxy-user-id';
import { servicePartlyInMesh } from './service-partly-in-mesh';
import { sidecarAndAmbientPods } from './sidecar-and-ambient-pods';
import { unknownEnrolmentValue } from './unknown-enrolment-value';

export const ENROLMENT_RULES: readonly Rule[] = [
  conflictingEnrolmentMarks, unknownEnrolmentValue, enrolmentMarkOffThePods, sidecarAndAmbientPods, servicePartlyInMesh, nodeNetworkOutsideMesh,
  portBypassesSidecar, namespaceOutsideMesh, jobNeverCompletes, proxyUserId, automaticImageWithoutInjection,
];
