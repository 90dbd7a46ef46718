package main

import (
	"istio.io/istio/pilot/pkg/model"
	"istio.io/istio/pilot/test/xds"
)

func init() {
	register("sidecars", func(question struct {
		Objects []map[string]any `json:"objects"`
		Pods    []gatewayProxy   `json:"pods"`
	}) ([]proxyConfiguration, error) {
		answer := make([]proxyConfiguration, len(question.Pods))
		err := withGatewayAPI(question.Objects, func(istiod *xds.FakeDiscoveryServer) (err error) {
			for index, pod := range question.Pods {
				if answer[index], err = configurationOf(istiod, pod.proxy(model.SidecarProxy)); err != nil {
					return err
				}
			}
			return nil
		})
		return answer, err
	})
}
