package main

import (
	"fmt"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"istio.io/istio/pkg/config"
	"istio.io/istio/pkg/config/schema/collections"
)

// clusterContent is what the analyzers read: the objects of a question in the namespaces where they would be, and a pod of
// each workload and gateway.
type clusterContent struct {
	documents []document
	// owners are the objects that the pods are of, by the pod's namespace and name.
	owners map[string]objectName
}

type document struct {
	name string
	text []byte
}

type objectName struct {
	Kind      string `json:"kind"`
	Namespace string `json:"namespace,omitempty"`
	Name      string `json:"name"`
}

func newClusterContent(objects []map[string]any) (*clusterContent, error) {
	content := &clusterContent{owners: map[string]objectName{}}
	for _, body := range objects {
		settle(body)
	}
	meshes := namespaceMeshes(objects)
	for _, body := range objects {
		admitPod(body, meshes)
		if err := content.add(body); err != nil {
			return nil, err
		}
		pod := podOf(body, meshes)
		if pod == nil {
			continue
		}
		if err := content.add(pod.Object); err != nil {
			return nil, err
		}
		content.owners[pod.GetNamespace()+"/"+pod.GetName()] = nameOf(body)
	}
	return content, nil
}

func (content *clusterContent) add(body map[string]any) error {
	text, err := encode(body)
	if err != nil {
		return err
	}
	name := nameOf(body)
	content.documents = append(content.documents, document{fmt.Sprintf("%s %s/%s", name.Kind, name.Namespace, name.Name), text})
	return nil
}

// settle says the namespace of an object that leaves it to the client, as `kubectl apply` does.
func settle(body map[string]any) {
	object := unstructured.Unstructured{Object: body}
	kind := config.FromKubernetesGVK(object.GroupVersionKind())
	schema, known := collections.All.FindByGroupKind(kind)
	if known && !schema.IsClusterScoped() && object.GetNamespace() == "" {
		object.SetNamespace("default")
	}
}

func nameOf(body map[string]any) objectName {
	object := unstructured.Unstructured{Object: body}
	return objectName{Kind: object.GetKind(), Namespace: object.GetNamespace(), Name: object.GetName()}
}
