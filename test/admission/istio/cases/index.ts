import type { Case } from './case';
import { DESTINATION_RULE_CASES } from './destination-rule';
import { GATEWAY_CASES, SIDECAR_CASES } from './gateway-and-sidecar';
import { SECURITY_CASES } from './security';
import { SERVICE_ENTRY_CASES, WORKLOAD_CASES } from './service-entry-and-workloads';
import { ENVOY_FILTER_CASES, EXTENSION_CASES, TELEMETRY_CASES } from './telemetry-and-extensions';
import { VIRTUAL_SERVICE_CASES } from './virtual-service';

export const CASES: readonly Case[] = [
  ...VIRTUAL_SERVICE_CASES, ...DESTINATION_RULE_CASES, ...GATEWAY_CASES, ...SIDECAR_CASES, ...SERVICE_ENTRY_CASES, ...WORKLOAD_CASES, ...SECURITY_CASES,
  ...TELEMETRY_CASES, ...EXTENSION_CASES, ...ENVOY_FILTER_CASES,
];
