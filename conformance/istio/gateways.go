package main

import (
	"strings"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"istio.io/api/label"
)

// gatewayPodOf is a pod as Istio makes it for a Gateway of the Gateway API that is of one of its classes.
func gatewayPodOf(body map[string]any) *unstructured.Unstructured {
	gateway := unstructured.Unstructured{Object: body}
	if gateway.GetKind() != "Gateway" || gateway.GroupVersionKind().Group != "gateway.networking.k8s.io" {
		return nil
	}
	class, _, _ := unstructured.NestedString(body, "spec", "gatewayClassName")
	if !strings.HasPrefix(class, "istio") {
		return nil
	}
	pod := &unstructured.Unstructured{Object: map[string]any{
		"spec": map[string]any{
			"serviceAccountName": gateway.GetName(),
			"containers":         []any{map[string]any{"name": "istio-proxy", "image": proxyImage}},
		},
	}}
	pod.SetAPIVersion("v1")
	pod.SetKind("Pod")
	pod.SetNamespace(gateway.GetNamespace())
	pod.SetName(gateway.GetName() + "-gateway-pod")
	pod.SetLabels(map[string]string{label.IoK8sNetworkingGatewayGatewayName.Name: gateway.GetName()})
	return pod
}
