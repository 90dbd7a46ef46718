package main

import (
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	meshapi "istio.io/api/mesh/v1alpha1"
	"istio.io/istio/pkg/config/mesh"
)

// meshConfigOf is the mesh's configuration as the objects hold it; nil where they hold none.
func meshConfigOf(objects []map[string]any) (*meshapi.MeshConfig, error) {
	for _, body := range objects {
		object := unstructured.Unstructured{Object: body}
		if object.GetKind() != "ConfigMap" || object.GetNamespace() != "istio-system" || object.GetName() != "istio" {
			continue
		}
		if text, found, err := unstructured.NestedString(body, "data", "mesh"); err != nil || found {
			if err != nil {
				return nil, err
			}
			return mesh.ApplyMeshConfigDefaults(text)
		}
	}
	return nil, nil
}
