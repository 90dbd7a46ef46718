package main

import (
	"encoding/json"
	"fmt"

	"istio.io/istio/pilot/test/xds"
	"istio.io/istio/pkg/slices"
	"istio.io/istio/pkg/workloadapi"
	"istio.io/istio/pkg/workloadapi/security"

	"istio.io/istio/pilot/pkg/features"
	"istio.io/istio/pilot/pkg/model"
)

// ambientConfiguration is all that istiod tells every ztunnel, in the JSON of its own protocol, and what it tells each waypoint asked about.
type ambientConfiguration struct {
	Policies  []json.RawMessage    `json:"policies"`
	Workloads []json.RawMessage    `json:"workloads"`
	Services  []json.RawMessage    `json:"services"`
	Waypoints []proxyConfiguration `json:"waypoints"`
}

func init() {
	register("ambient", func(question struct {
		Objects   []map[string]any `json:"objects"`
		Waypoints []gatewayProxy   `json:"waypoints"`
	}) (configuration ambientConfiguration, err error) {
		if !features.EnableAmbient {
			return configuration, fmt.Errorf("PILOT_ENABLE_AMBIENT must be true before the program starts")
		}
		err = withGatewayAPI(question.Objects, func(istiod *xds.FakeDiscoveryServer) error {
			for _, waypoint := range question.Waypoints {
				told, err := configurationOf(istiod, waypoint.proxy(model.Waypoint))
				if err != nil {
					return err
				}
				configuration.Waypoints = append(configuration.Waypoints, told)
			}
			return configuration.readZtunnel(istiod)
		})
		return configuration, err
	})
}

func (configuration *ambientConfiguration) readZtunnel(istiod *xds.FakeDiscoveryServer) (err error) {
	policies := slices.Map(istiod.AmbientIndex.Policies(nil), func(policy model.WorkloadAuthorization) *security.Authorization {
		return policy.Authorization
	})
	if configuration.Policies, err = marshalled(policies); err != nil {
		return err
	}
	var workloads []*workloadapi.Workload
	var services []*workloadapi.Service
	for _, address := range istiod.AmbientIndex.All() {
		if workload := address.GetWorkload(); workload != nil {
			workloads = append(workloads, workload)
		}
		if service := address.GetService(); service != nil {
			services = append(services, service)
		}
	}
	if configuration.Workloads, err = marshalled(workloads); err != nil {
		return err
	}
	configuration.Services, err = marshalled(services)
	return err
}
