package main

import (
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"istio.io/api/annotation"
	"istio.io/api/label"
)

const proxyImage = "istio/proxyv2"

// Where the kinds of workloads keep the template of their pods.
var podTemplates = map[string][]string{
	"CronJob":     {"spec", "jobTemplate", "spec", "template"},
	"DaemonSet":   {"spec", "template"},
	"Deployment":  {"spec", "template"},
	"Job":         {"spec", "template"},
	"ReplicaSet":  {"spec", "template"},
	"Rollout":     {"spec", "template"},
	"StatefulSet": {"spec", "template"},
}

// podOf is a pod as would run for an object: several analyzers look at pods only.
func podOf(body map[string]any, meshes map[string]string) *unstructured.Unstructured {
	if pod := gatewayPodOf(body); pod != nil {
		return pod
	}
	return workloadPodOf(body, meshes)
}

// admitPod does to a Pod of the question what injection would do to it.
func admitPod(body map[string]any, meshes map[string]string) {
	pod := &unstructured.Unstructured{Object: body}
	if pod.GetKind() == "Pod" {
		enrol(pod, meshes[pod.GetNamespace()])
	}
}

// workloadPodOf is a pod as the workload and the mesh would make it.
func workloadPodOf(workload map[string]any, meshes map[string]string) *unstructured.Unstructured {
	owner := unstructured.Unstructured{Object: workload}
	path := podTemplates[owner.GetKind()]
	template, found, err := unstructured.NestedMap(workload, path...)
	if path == nil || !found || err != nil {
		return nil
	}
	pod := &unstructured.Unstructured{Object: template}
	pod.SetAPIVersion("v1")
	pod.SetKind("Pod")
	pod.SetNamespace(owner.GetNamespace())
	pod.SetName(owner.GetName() + "-pod")
	enrol(pod, meshes[owner.GetNamespace()])
	return pod
}

// enrol does what the mesh does to a pod; one without containers stays as it is.
func enrol(pod *unstructured.Unstructured, namespaceMesh string) {
	switch meshOf(pod, namespaceMesh) {
	case "sidecar":
		injectProxy(pod.Object)
	case "ambient":
		annotations := pod.GetAnnotations()
		if annotations == nil {
			annotations = map[string]string{}
		}
		annotations[annotation.AmbientRedirection.Name] = "enabled"
		pod.SetAnnotations(annotations)
	}
}

// injectProxy adds the proxy's container, or fills its image in where the pod leaves a place for it.
func injectProxy(pod map[string]any) {
	containers, found, err := unstructured.NestedSlice(pod, "spec", "containers")
	if !found || err != nil {
		return
	}
	hasProxy := false
	for _, item := range containers {
		container, ok := item.(map[string]any)
		if !ok || container["name"] != "istio-proxy" {
			continue
		}
		hasProxy = true
		if container["image"] == "auto" {
			container["image"] = proxyImage
		}
	}
	if !hasProxy {
		containers = append(containers, map[string]any{"name": "istio-proxy", "image": proxyImage})
	}
	if err := unstructured.SetNestedSlice(pod, containers, "spec", "containers"); err != nil {
		panic(err) // the slice was read from there
	}
}

// namespaceMeshes is the data plane that each namespace puts its pods into.
func namespaceMeshes(objects []map[string]any) map[string]string {
	meshes := map[string]string{}
	for _, body := range objects {
		object := unstructured.Unstructured{Object: body}
		if object.GetKind() != "Namespace" {
			continue
		}
		labels := object.GetLabels()
		injection, said := labels["istio-injection"]
		switch {
		case injection == "enabled", !said && labels[label.IoIstioRev.Name] != "":
			meshes[object.GetName()] = "sidecar"
		case labels[label.IoIstioDataplaneMode.Name] == "ambient":
			meshes[object.GetName()] = "ambient"
		}
	}
	return meshes
}

// meshOf is the data plane of one pod: its own labels win over those of its namespace.
func meshOf(pod *unstructured.Unstructured, namespace string) string {
	labels := pod.GetLabels()
	inject, said := labels[label.SidecarInject.Name]
	if !said {
		inject = pod.GetAnnotations()[label.SidecarInject.Name]
	}
	switch {
	case inject == "true", namespace == "sidecar" && inject != "false":
		return "sidecar"
	case namespace == "sidecar":
		return ""
	case labels[label.IoIstioDataplaneMode.Name] == "ambient":
		return "ambient"
	case labels[label.IoIstioDataplaneMode.Name] == "none":
		return ""
	}
	return namespace
}
