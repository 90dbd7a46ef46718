package main

import (
	"context"
	"strings"

	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/runtime"
	genericapirequest "k8s.io/apiserver/pkg/endpoints/request"
	"k8s.io/apiserver/pkg/registry/rest"
)

// createObject does what the create handler and the registry do between decoding and storage, except for admission
// plugins and webhooks.
func createObject(ctx context.Context, strategy rest.RESTCreateStrategy, object runtime.Object) error {
	metadata, err := meta.Accessor(object)
	if err != nil {
		return err
	}
	rest.WipeObjectMetaSystemFields(metadata)
	namespace := rest.ExpectedNamespaceForScope(genericapirequest.NamespaceValue(ctx), strategy.NamespaceScoped())
	if err := rest.EnsureObjectNamespaceMatchesRequestNamespace(namespace, metadata); err != nil {
		return err
	}
	rest.FillObjectMetaSystemFields(metadata)
	if metadata.GetGenerateName() != "" && metadata.GetName() == "" {
		metadata.SetName(generatedName(strategy, metadata.GetGenerateName()))
	}
	return rest.BeforeCreate(strategy, ctx, object)
}

// generatedName is as long as a real one and the same every time, so that verdicts can be compared.
func generatedName(strategy rest.RESTCreateStrategy, prefix string) string {
	const random = 5
	name := strategy.GenerateName(prefix)
	return name[:len(name)-random] + strings.Repeat("x", random)
}
