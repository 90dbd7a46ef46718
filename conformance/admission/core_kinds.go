package main

import (
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apiserver/pkg/registry/rest"
	"k8s.io/kubernetes/pkg/api/legacyscheme"
	apiservice "k8s.io/kubernetes/pkg/api/service"
	api "k8s.io/kubernetes/pkg/apis/core"
	"k8s.io/kubernetes/pkg/capabilities"

	// The install packages register their types, defaults and conversions with the legacy scheme.
	_ "k8s.io/kubernetes/pkg/apis/admissionregistration/install"
	_ "k8s.io/kubernetes/pkg/apis/apps/install"
	_ "k8s.io/kubernetes/pkg/apis/autoscaling/install"
	_ "k8s.io/kubernetes/pkg/apis/batch/install"
	_ "k8s.io/kubernetes/pkg/apis/coordination/install"
	_ "k8s.io/kubernetes/pkg/apis/core/install"
	_ "k8s.io/kubernetes/pkg/apis/discovery/install"
	_ "k8s.io/kubernetes/pkg/apis/networking/install"
	_ "k8s.io/kubernetes/pkg/apis/policy/install"
	_ "k8s.io/kubernetes/pkg/apis/rbac/install"
	_ "k8s.io/kubernetes/pkg/apis/scheduling/install"
	_ "k8s.io/kubernetes/pkg/apis/storage/install"

	"k8s.io/kubernetes/pkg/registry/admissionregistration/mutatingwebhookconfiguration"
	"k8s.io/kubernetes/pkg/registry/admissionregistration/validatingwebhookconfiguration"
	"k8s.io/kubernetes/pkg/registry/apps/daemonset"
	"k8s.io/kubernetes/pkg/registry/apps/deployment"
	"k8s.io/kubernetes/pkg/registry/apps/replicaset"
	"k8s.io/kubernetes/pkg/registry/apps/statefulset"
	"k8s.io/kubernetes/pkg/registry/autoscaling/horizontalpodautoscaler"
	"k8s.io/kubernetes/pkg/registry/batch/cronjob"
	"k8s.io/kubernetes/pkg/registry/batch/job"
	"k8s.io/kubernetes/pkg/registry/coordination/lease"
	"k8s.io/kubernetes/pkg/registry/core/configmap"
	"k8s.io/kubernetes/pkg/registry/core/endpoint"
	"k8s.io/kubernetes/pkg/registry/core/limitrange"
	"k8s.io/kubernetes/pkg/registry/core/namespace"
	"k8s.io/kubernetes/pkg/registry/core/persistentvolume"
	"k8s.io/kubernetes/pkg/registry/core/persistentvolumeclaim"
	"k8s.io/kubernetes/pkg/registry/core/pod"
	"k8s.io/kubernetes/pkg/registry/core/podtemplate"
	"k8s.io/kubernetes/pkg/registry/core/replicationcontroller"
	"k8s.io/kubernetes/pkg/registry/core/resourcequota"
	"k8s.io/kubernetes/pkg/registry/core/secret"
	"k8s.io/kubernetes/pkg/registry/core/service"
	"k8s.io/kubernetes/pkg/registry/core/serviceaccount"
	"k8s.io/kubernetes/pkg/registry/discovery/endpointslice"
	"k8s.io/kubernetes/pkg/registry/networking/ingress"
	"k8s.io/kubernetes/pkg/registry/networking/ingressclass"
	"k8s.io/kubernetes/pkg/registry/networking/networkpolicy"
	"k8s.io/kubernetes/pkg/registry/policy/poddisruptionbudget"
	"k8s.io/kubernetes/pkg/registry/rbac/clusterrole"
	"k8s.io/kubernetes/pkg/registry/rbac/clusterrolebinding"
	"k8s.io/kubernetes/pkg/registry/rbac/role"
	"k8s.io/kubernetes/pkg/registry/rbac/rolebinding"
	"k8s.io/kubernetes/pkg/registry/scheduling/priorityclass"
	"k8s.io/kubernetes/pkg/registry/storage/storageclass"
)

// coreKinds lists the versions that a server of this release serves by default; the scheme knows older ones too.
var coreKinds = []struct {
	apiVersion, kind, plural string
	strategy                 rest.RESTCreateStrategy
}{
	{"v1", "ConfigMap", "configmaps", configmap.Strategy},
	{"v1", "Endpoints", "endpoints", endpoint.Strategy},
	{"v1", "LimitRange", "limitranges", limitrange.Strategy},
	{"v1", "Namespace", "namespaces", namespace.Strategy},
	{"v1", "PersistentVolume", "persistentvolumes", persistentvolume.Strategy},
	{"v1", "PersistentVolumeClaim", "persistentvolumeclaims", persistentvolumeclaim.Strategy},
	{"v1", "Pod", "pods", pod.Strategy},
	{"v1", "PodTemplate", "podtemplates", podtemplate.Strategy},
	{"v1", "ReplicationController", "replicationcontrollers", replicationcontroller.Strategy},
	{"v1", "ResourceQuota", "resourcequotas", resourcequota.Strategy},
	{"v1", "Secret", "secrets", secret.Strategy},
	{"v1", "Service", "services", service.Strategy},
	{"v1", "ServiceAccount", "serviceaccounts", serviceaccount.Strategy},
	{
		"admissionregistration.k8s.io/v1", "MutatingWebhookConfiguration", "mutatingwebhookconfigurations",
		mutatingwebhookconfiguration.Strategy,
	},
	{
		"admissionregistration.k8s.io/v1", "ValidatingWebhookConfiguration", "validatingwebhookconfigurations",
		validatingwebhookconfiguration.Strategy,
	},
	{"apps/v1", "DaemonSet", "daemonsets", daemonset.Strategy},
	{"apps/v1", "Deployment", "deployments", deployment.Strategy},
	{"apps/v1", "ReplicaSet", "replicasets", replicaset.Strategy},
	{"apps/v1", "StatefulSet", "statefulsets", statefulset.Strategy},
	{"autoscaling/v1", "HorizontalPodAutoscaler", "horizontalpodautoscalers", horizontalpodautoscaler.Strategy},
	{"autoscaling/v2", "HorizontalPodAutoscaler", "horizontalpodautoscalers", horizontalpodautoscaler.Strategy},
	{"batch/v1", "CronJob", "cronjobs", cronjob.Strategy},
	{"batch/v1", "Job", "jobs", job.Strategy},
	{"coordination.k8s.io/v1", "Lease", "leases", lease.Strategy},
	{"discovery.k8s.io/v1", "EndpointSlice", "endpointslices", endpointslice.Strategy},
	{"networking.k8s.io/v1", "Ingress", "ingresses", ingress.Strategy},
	{"networking.k8s.io/v1", "IngressClass", "ingressclasses", ingressclass.Strategy},
	{"networking.k8s.io/v1", "NetworkPolicy", "networkpolicies", networkpolicy.Strategy},
	{"policy/v1", "PodDisruptionBudget", "poddisruptionbudgets", poddisruptionbudget.Strategy},
	{"rbac.authorization.k8s.io/v1", "ClusterRole", "clusterroles", clusterrole.Strategy},
	{"rbac.authorization.k8s.io/v1", "ClusterRoleBinding", "clusterrolebindings", clusterrolebinding.Strategy},
	{"rbac.authorization.k8s.io/v1", "Role", "roles", role.Strategy},
	{"rbac.authorization.k8s.io/v1", "RoleBinding", "rolebindings", rolebinding.Strategy},
	{"scheduling.k8s.io/v1", "PriorityClass", "priorityclasses", priorityclass.Strategy},
	{"storage.k8s.io/v1", "StorageClass", "storageclasses", storageclass.Strategy},
}

// builtInKinds is every kind that needs no CustomResourceDefinition.
func builtInKinds() kindTable {
	kinds := kindTable{definitionKind.gvk: definitionKind}
	for _, core := range coreKinds {
		gvk := schema.FromAPIVersionAndKind(core.apiVersion, core.kind)
		judge := typedKind{gvk: gvk, plural: core.plural, codecs: legacyscheme.Codecs, strategy: core.strategy}
		if core.kind == "Service" {
			judge.prepare, judge.clean = allocateForService, releaseOfService
		}
		kinds[gvk] = judge
	}
	return kinds
}

// init lets containers be privileged, as installers set every API server up: no mesh could be installed otherwise.
func init() {
	capabilities.Setup(true, 0)
}

// someNodePort stands for the one that a server would allocate.
const someNodePort = 32767

// allocateForService does what the storage of Services does before they are validated, as far as that asks for it: the
// plural of the cluster IP, without which a headless Service would be refused, and a port for health checks. Addresses
// and node ports are not allocated here.
func allocateForService(object runtime.Object) {
	service := object.(*api.Service)
	spec := &service.Spec
	if spec.ClusterIP != "" && len(spec.ClusterIPs) == 0 {
		spec.ClusterIPs = []string{spec.ClusterIP}
	}
	if apiservice.NeedsHealthCheck(service) && spec.HealthCheckNodePort == 0 {
		spec.HealthCheckNodePort = someNodePort
	}
}

// releaseOfService takes away what was allocated and not asked for.
func releaseOfService(object runtime.Object) {
	if spec := &object.(*api.Service).Spec; spec.HealthCheckNodePort == someNodePort {
		spec.HealthCheckNodePort = 0
	}
}
