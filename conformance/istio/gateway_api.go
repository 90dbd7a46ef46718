package main

import (
	"fmt"
	"strings"
	"time"

	"k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	metadatafake "k8s.io/client-go/metadata/fake"
	clienttesting "k8s.io/client-go/testing"
	"sigs.k8s.io/gateway-api/pkg/consts"

	"istio.io/istio/pilot/test/xds"
	"istio.io/istio/pkg/config/schema/gvk"
	"istio.io/istio/pkg/config/schema/gvr"
	"istio.io/istio/pkg/kube"
	"istio.io/istio/pkg/kube/kclient/clienttest"
	"istio.io/istio/pkg/test"
)

// The bundle of the Gateway API that istiod takes to be installed: it looks at no kind of an older one.
const bundleVersion = "v1.6.0"

// withGatewayAPI asks an istiod that also reads the objects of the Gateway API; their defaults must be filled in, without them it panics.
func withGatewayAPI(objects []map[string]any, ask func(*xds.FakeDiscoveryServer) error) error {
	if err := certify(objects); err != nil {
		return err
	}
	core, configs, err := parted(objects)
	if err != nil {
		return err
	}
	configured, err := meshConfigOf(objects)
	if err != nil {
		return err
	}
	failed := test.Wrap(func(t test.Failer) {
		istiod := xds.NewFakeDiscoveryServer(t, xds.FakeOptions{
			KubernetesObjectString: core + ambientDocuments(objects),
			Configs:                configs,
			MeshConfig:             configured,
			KubeClientModifier: func(client kube.Client) {
				annotateDefinitions(client)
				clienttest.MakeCRD(t, client, gvr.ListenerSet)
				clienttest.MakeCRD(t, client, gvr.BackendTLSPolicy)
			},
		})
		settleGateways(t, istiod)
		defer func() {
			if cause := recover(); cause != nil {
				err = fmt.Errorf("panic: %v", cause)
			}
		}()
		err = ask(istiod)
	})
	if err == nil {
		err = failed
	}
	return err
}

// ambientDocuments are the Istio objects that the ambient part of istiod reads from Kubernetes itself, not from its store.
func ambientDocuments(objects []map[string]any) string {
	documents := ""
	for _, body := range objects {
		switch body["kind"] {
		case "AuthorizationPolicy", "PeerAuthentication", "ServiceEntry", "WorkloadEntry":
			text, err := encode(body)
			if err != nil {
				panic(err) // it has been read from JSON
			}
			documents += "\n---\n" + string(text)
		}
	}
	return documents
}

// annotateDefinitions lets every definition of a kind say of which bundle it is.
func annotateDefinitions(client kube.Client) {
	fake, ok := client.Metadata().(*metadatafake.FakeMetadataClient)
	if !ok {
		return
	}
	fake.PrependReactor("create", "customresourcedefinitions", func(action clienttesting.Action) (bool, runtime.Object, error) {
		if object, ok := action.(clienttesting.CreateAction).GetObject().(v1.Object); ok && strings.HasSuffix(object.GetName(), gvk.KubernetesGateway.Group) {
			object.SetAnnotations(map[string]string{consts.BundleVersionAnnotation: bundleVersion})
		}
		return false, nil, nil
	})
}

// settleGateways waits until istiod has made its own objects of those of the Gateway API: it does so only once it knows the
// Services, and then tells itself of a change.
func settleGateways(t test.Failer, istiod *xds.FakeDiscoveryServer) {
	controller := istiod.Env().GatewayAPIController
	last, calm := [4]int64{-1}, 0
	for calm < 4 {
		now := [4]int64{
			istiod.Discovery.InboundUpdates.Load(),
			int64(len(controller.List(gvk.Gateway, ""))),
			int64(len(controller.List(gvk.VirtualService, ""))),
			0,
		}
		if istiod.AmbientIndex != nil {
			now[3] = int64(len(istiod.AmbientIndex.All()))
		}
		calm++
		if now != last {
			last, calm = now, 0
		}
		time.Sleep(5 * time.Millisecond)
	}
	istiod.EnsureSynced(t)
}
