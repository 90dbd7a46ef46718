package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"istio.io/istio/pilot/pkg/config/kube/crd"
	"istio.io/istio/pilot/pkg/model"
	"istio.io/istio/pilot/test/xds"
	"istio.io/istio/pkg/config"
	"istio.io/istio/pkg/config/schema/collections"
)

// caller is a pod with a sidecar, as istiod tells it from others.
type caller struct {
	Namespace      string            `json:"namespace"`
	ServiceAccount string            `json:"serviceAccount"`
	Labels         map[string]string `json:"labels"`
}

func init() {
	register("routes", func(question struct {
		Objects []map[string]any `json:"objects"`
		Callers []caller         `json:"callers"`
	}) ([]proxyConfiguration, error) {
		answer := make([]proxyConfiguration, len(question.Callers))
		err := withGatewayAPI(question.Objects, func(istiod *xds.FakeDiscoveryServer) (err error) {
			for index, caller := range question.Callers {
				if answer[index], err = configurationOf(istiod, caller.proxy(index)); err != nil {
					return err
				}
			}
			return nil
		})
		return answer, err
	})
}

// created is when all objects were made that do not say it.
var created = v1.Date(2026, time.January, 1, 0, 0, 0, 0, time.UTC)

// parted is the Kubernetes objects, as documents, and the Istio ones, with short hosts made whole as istiod does it.
func parted(objects []map[string]any) (string, []config.Config, error) {
	var documents []string
	var configs []config.Config
	for _, body := range objects {
		settle(body)
		object := unstructured.Unstructured{Object: body}
		// istiod's store would take those that do not say when they were made for ever newer ones.
		if at := object.GetCreationTimestamp(); at.IsZero() {
			object.SetCreationTimestamp(created)
		}
		kind := object.GroupVersionKind()
		text, err := encode(body)
		if err != nil {
			return "", nil, err
		}
		schema, known := collections.Pilot.FindByGroupKind(config.FromKubernetesGVK(kind))
		if !known || !strings.HasSuffix(kind.Group, ".istio.io") {
			documents = append(documents, string(text))
			continue
		}
		var istio crd.IstioKind
		if err := json.Unmarshal(text, &istio); err != nil {
			return "", nil, err
		}
		converted, err := crd.ConvertObject(schema, &istio, "cluster.local")
		if err != nil {
			return "", nil, err
		}
		configs = append(configs, *converted)
	}
	return strings.Join(documents, "\n---\n"), configs, nil
}

func (c caller) proxy(index int) *model.Proxy {
	return &model.Proxy{
		ID:              fmt.Sprintf("caller-%d.%s", index, c.Namespace),
		Type:            model.SidecarProxy,
		ConfigNamespace: c.Namespace,
		Labels:          c.Labels,
		IPAddresses:     []string{fmt.Sprintf("10.99.%d.%d", index/250, index%250+1)},
		Metadata: &model.NodeMetadata{
			IstioVersion:   "1.31.0",
			Namespace:      c.Namespace,
			Labels:         c.Labels,
			ServiceAccount: c.ServiceAccount,
		},
	}
}
