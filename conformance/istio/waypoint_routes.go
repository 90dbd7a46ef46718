package main

import (
	"errors"

	"istio.io/istio/pilot/pkg/features"
	"istio.io/istio/pilot/pkg/model"
	"istio.io/istio/pilot/test/xds"
	"istio.io/istio/pkg/workloadapi"
)

// waypointAnswer is who passes a waypoint, and what each waypoint does. Services go by their hosts, pods by "namespace/name"; a waypoint by
// the host or the address that ztunnels reach it at.
type waypointAnswer struct {
	Services       map[string]string    `json:"services"`
	Ingress        map[string]bool      `json:"ingress"`
	Pods           map[string]string    `json:"pods"`
	Configurations []proxyConfiguration `json:"configurations"`
}

func init() {
	register("waypointRoutes", func(question struct {
		Objects   []map[string]any `json:"objects"`
		Waypoints []gatewayProxy   `json:"waypoints"`
	}) (waypointAnswer, error) {
		answer := waypointAnswer{Services: map[string]string{}, Ingress: map[string]bool{}, Pods: map[string]string{}}
		if !features.EnableAmbient {
			return answer, errors.New("PILOT_ENABLE_AMBIENT must be true before the judge starts")
		}
		err := withGatewayAPI(question.Objects, func(istiod *xds.FakeDiscoveryServer) error {
			answer.bind(istiod)
			for _, waypoint := range question.Waypoints {
				configuration, err := configurationOf(istiod, waypoint.proxy(model.Waypoint))
				if err != nil {
					return err
				}
				answer.Configurations = append(answer.Configurations, configuration)
			}
			return nil
		})
		return answer, err
	})
}

func (answer *waypointAnswer) bind(istiod *xds.FakeDiscoveryServer) {
	for _, info := range istiod.AmbientIndex.All() {
		if service := info.GetService(); service != nil {
			if at := placeOfWaypoint(service.GetWaypoint()); at != "" {
				answer.Services[service.Hostname] = at
				answer.Ingress[service.Hostname] = service.GetIngressUseWaypoint()
			}
		}
		if workload := info.GetWorkload(); workload != nil {
			if at := placeOfWaypoint(workload.GetWaypoint()); at != "" {
				answer.Pods[workload.Namespace+"/"+workload.Name] = at
			}
		}
	}
}

func placeOfWaypoint(address *workloadapi.GatewayAddress) string {
	return address.GetHostname().GetHostname()
}
