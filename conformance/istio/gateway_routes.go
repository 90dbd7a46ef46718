package main

import (
	"encoding/json"
	"fmt"

	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"

	"istio.io/istio/pilot/pkg/model"
	"istio.io/istio/pilot/test/xds"
	"istio.io/istio/pkg/spiffe"
)

// gatewayProxy is a pod of a gateway; it must be among the objects too, with its address.
type gatewayProxy struct {
	Namespace      string            `json:"namespace"`
	Name           string            `json:"name"`
	ServiceAccount string            `json:"serviceAccount"`
	Labels         map[string]string `json:"labels"`
	Address        string            `json:"address"`
}

// proxyConfiguration is what a proxy gets, in Envoy's own JSON; of clusters the names alone.
type proxyConfiguration struct {
	Listeners []json.RawMessage `json:"listeners"`
	Routes    []json.RawMessage `json:"routes"`
	Clusters  []string          `json:"clusters"`
}

func init() {
	register("gatewayRoutes", func(question struct {
		Objects  []map[string]any `json:"objects"`
		Gateways []gatewayProxy   `json:"gateways"`
	}) ([]proxyConfiguration, error) {
		answer := make([]proxyConfiguration, len(question.Gateways))
		err := withGatewayAPI(question.Objects, func(istiod *xds.FakeDiscoveryServer) (err error) {
			for index, gateway := range question.Gateways {
				if answer[index], err = configurationOf(istiod, gateway.proxy(model.Router)); err != nil {
					return err
				}
			}
			return nil
		})
		return answer, err
	})
}

func (g gatewayProxy) proxy(kind model.NodeType) *model.Proxy {
	return &model.Proxy{
		ID:               fmt.Sprintf("%s.%s", g.Name, g.Namespace),
		Type:             kind,
		ConfigNamespace:  g.Namespace,
		Labels:           g.Labels,
		IPAddresses:      []string{g.Address},
		VerifiedIdentity: &spiffe.Identity{TrustDomain: "cluster.local", Namespace: g.Namespace, ServiceAccount: g.ServiceAccount},
		Metadata: &model.NodeMetadata{
			IstioVersion:   "1.31.0",
			Namespace:      g.Namespace,
			Labels:         g.Labels,
			ServiceAccount: g.ServiceAccount,
		},
	}
}

func configurationOf(istiod *xds.FakeDiscoveryServer, like *model.Proxy) (configuration proxyConfiguration, err error) {
	proxy := istiod.SetupProxy(like)
	listeners := istiod.Listeners(proxy)
	if configuration.Listeners, err = marshalled(listeners); err != nil {
		return configuration, err
	}
	if configuration.Routes, err = marshalled(istiod.RoutesFromListeners(proxy, listeners)); err != nil {
		return configuration, err
	}
	configuration.Clusters = []string{}
	for _, cluster := range istiod.Clusters(proxy) {
		configuration.Clusters = append(configuration.Clusters, cluster.Name)
	}
	return configuration, nil
}

func marshalled[Message proto.Message](messages []Message) ([]json.RawMessage, error) {
	list := []json.RawMessage{}
	for _, message := range messages {
		text, err := protojson.Marshal(message)
		if err != nil {
			return nil, err
		}
		list = append(list, text)
	}
	return list, nil
}
