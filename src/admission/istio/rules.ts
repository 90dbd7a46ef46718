import { FIELD_RULES } from '../../manifest/istio/complain';
import { CONNECTION_POOL_RULES } from '../../manifest/istio/connection-pool';
import { LOCALITY_RULES } from '../../manifest/istio/locality-balancing';
import { OUTLIER_RULES } from '../../manifest/istio/outlier-detection';
import { CONDITION_RULES } from './authorization-condition';
import { AUTHORIZATION_POLICY_RULES } from './authorization-policy';
import { AUTHORIZATION_VALUE_RULES } from './authorization-values';
import { CLIENT_TLS_RULES } from '../../manifest/istio/client-tls';
import { CORS_RULES } from './cors-policy';
import { DESTINATION_RULE_RULES } from './destination-rule';
import { DESTINATION_RULES } from './destination';
import { ENVOY_FILTER_RULES } from './envoy-filter';
import { EXPORT_TO_RULES } from './export-to';
import { EXTENSION_RULES } from './extensions';
import { FAULT_RULES } from './fault-injection';
import { GATEWAY_NAME_RULES } from './gateway-names';
import { GATEWAY_RULES } from './gateway';
import { HEADER_RULES } from './header-operations';
import { ANSWER_RULES } from './http-answers';
import { HTTP_MATCH_RULES } from './http-match';
import { HTTP_ROUTE_RULES } from './http-route';
import { LABEL_RULES } from './labels';
import { LOAD_BALANCER_RULES } from './load-balancer';
import { METADATA_RULES } from './metadata';
import { PEER_AUTHENTICATION_RULES } from './peer-authentication';
import { PROXY_CONFIG_RULES } from './proxy-config';
import { REQUEST_AUTHENTICATION_RULES } from './request-authentication';
import { RETRY_RULES } from './retries';
import { SELECTOR_RULES } from './selectors';
import { SERVER_TLS_RULES } from './server-tls';
import { SERVICE_ENTRY_RULES } from './service-entry';
import { SIDECAR_RULES } from './sidecar';
import { STRING_MATCH_RULES } from './string-match';
import { TELEMETRY_RULES } from './telemetry';
import { TRAFFIC_POLICY_RULES } from './traffic-policy';
import { VIRTUAL_SERVICE_RULES } from './virtual-service';
import { WORKLOAD_ENTRY_RULES } from './workload-entry';
import { WORKLOAD_GROUP_RULES } from './workload-group';

/** Every idea for which istiod's webhook refuses an object. */
export const ISTIO_WEBHOOK_RULES: readonly string[] = [
  ...FIELD_RULES,
  ...CONNECTION_POOL_RULES,
  ...LOCALITY_RULES,
  ...OUTLIER_RULES,
  ...CONDITION_RULES,
  ...AUTHORIZATION_POLICY_RULES,
  ...AUTHORIZATION_VALUE_RULES,
  ...CLIENT_TLS_RULES,
  ...CORS_RULES,
  ...DESTINATION_RULE_RULES,
  ...DESTINATION_RULES,
  ...ENVOY_FILTER_RULES,
  ...EXPORT_TO_RULES,
  ...EXTENSION_RULES,
  ...FAULT_RULES,
  ...GATEWAY_NAME_RULES,
  ...GATEWAY_RULES,
  ...HEADER_RULES,
  ...ANSWER_RULES,
  ...HTTP_MATCH_RULES,
  ...HTTP_ROUTE_RULES,
  ...LABEL_RULES,
  ...LOAD_BALANCER_RULES,
  ...METADATA_RULES,
  ...PEER_AUTHENTICATION_RULES,
  ...PROXY_CONFIG_RULES,
  ...REQUEST_AUTHENTICATION_RULES,
  ...RETRY_RULES,
  ...SELECTOR_RULES,
  ...SERVER_TLS_RULES,
  ...SERVICE_ENTRY_RULES,
  ...SIDECAR_RULES,
  ...STRING_MATCH_RULES,
  ...TELEMETRY_RULES,
  ...TRAFFIC_POLICY_RULES,
  ...VIRTUAL_SERVICE_RULES,
  ...WORKLOAD_ENTRY_RULES,
  ...WORKLOAD_GROUP_RULES,
];
