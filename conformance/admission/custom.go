package main

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"

	apiextensionshelpers "k8s.io/apiextensions-apiserver/pkg/apihelpers"
	"k8s.io/apiextensions-apiserver/pkg/apis/apiextensions"
	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	structuralschema "k8s.io/apiextensions-apiserver/pkg/apiserver/schema"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/defaulting"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/objectmeta"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/pruning"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/validation"
	"k8s.io/apiextensions-apiserver/pkg/crdserverscheme"
	"k8s.io/apiextensions-apiserver/pkg/registry/customresource"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apiserver/pkg/registry/rest"
	"k8s.io/apiserver/pkg/warning"
	kjson "sigs.k8s.io/json"
)

// customKind judges the custom resources of one served version. Its strategy compiles every CEL rule of the schema, so it
// is made when the first object of the kind comes.
type customKind struct {
	plural      string
	deprecation string
	strategy    func() (*customStrategy, error)
}

type customStrategy struct {
	rest.RESTCreateStrategy
	schema *structuralschema.Structural
}

func customKinds(crd *apiextensionsv1.CustomResourceDefinition) (kindTable, error) {
	kinds := kindTable{}
	for _, version := range crd.Spec.Versions {
		if !version.Served {
			continue
		}
		gvk := schema.GroupVersionKind{Group: crd.Spec.Group, Version: version.Name, Kind: crd.Spec.Names.Kind}
		custom := customKind{
			plural:   crd.Spec.Names.Plural,
			strategy: sync.OnceValues(func() (*customStrategy, error) { return newCustomStrategy(crd, gvk) }),
		}
		if version.Deprecated {
			custom.deprecation = fmt.Sprintf("%s %s is deprecated", gvk.GroupVersion(), gvk.Kind)
			if version.DeprecationWarning != nil {
				custom.deprecation = *version.DeprecationWarning
			}
		}
		kinds[gvk] = custom
	}
	return kinds, nil
}

func newCustomStrategy(crd *apiextensionsv1.CustomResourceDefinition, gvk schema.GroupVersionKind) (*customStrategy, error) {
	published, err := apiextensionshelpers.GetSchemaForVersion(crd, gvk.Version)
	if err != nil {
		return nil, err
	}
	var internal apiextensions.CustomResourceValidation
	convert := apiextensionsv1.Convert_v1_CustomResourceValidation_To_apiextensions_CustomResourceValidation
	if err := convert(published, &internal, nil); err != nil {
		return nil, err
	}
	structural, err := structuralschema.NewStructural(internal.OpenAPIV3Schema)
	if err != nil {
		return nil, err
	}
	structural = structural.DeepCopy()
	if err := defaulting.PruneDefaults(structural); err != nil {
		return nil, err
	}
	validator, _, err := validation.NewSchemaValidator(internal.OpenAPIV3Schema)
	if err != nil {
		return nil, err
	}

	var status *apiextensions.CustomResourceSubresourceStatus
	var scale *apiextensions.CustomResourceSubresourceScale
	var statusValidator validation.SchemaValidator
	subresources, err := apiextensionshelpers.GetSubresourcesForVersion(crd, gvk.Version)
	if err != nil {
		return nil, err
	}
	if subresources != nil && subresources.Status != nil {
		status = &apiextensions.CustomResourceSubresourceStatus{}
		if statusSchema, ok := internal.OpenAPIV3Schema.Properties["status"]; ok {
			if statusValidator, _, err = validation.NewSchemaValidator(&statusSchema); err != nil {
				return nil, err
			}
		}
	}
	if subresources != nil && subresources.Scale != nil {
		scale = &apiextensions.CustomResourceSubresourceScale{
			SpecReplicasPath:   subresources.Scale.SpecReplicasPath,
			StatusReplicasPath: subresources.Scale.StatusReplicasPath,
			LabelSelectorPath:  subresources.Scale.LabelSelectorPath,
		}
	}
	var selectable []apiextensionsv1.SelectableField
	for _, version := range crd.Spec.Versions {
		if version.Name == gvk.Version {
			selectable = version.SelectableFields
		}
	}
	strategy := customresource.NewStrategy(
		crdserverscheme.NewUnstructuredObjectTyper(),
		crd.Spec.Scope == apiextensionsv1.NamespaceScoped,
		gvk, validator, statusValidator, structural, status, scale, selectable,
	)
	return &customStrategy{RESTCreateStrategy: strategy, schema: structural}, nil
}

func (kind customKind) resource() string {
	return kind.plural
}

func (kind customKind) create(ctx context.Context, raw []byte) (map[string]any, []string) {
	strategy, err := kind.strategy()
	if err != nil {
		return nil, []string{err.Error()}
	}
	if kind.deprecation != "" {
		warning.AddWarning(ctx, "", kind.deprecation)
	}
	object, errs := decodeCustom(raw, strategy.schema)
	if object == nil {
		return nil, errs
	}
	// The API server stops here at an unknown field; the other causes are told as well, which changes no verdict.
	errs = append(errs, messages(createObject(ctx, strategy, object))...)
	if len(errs) > 0 {
		return nil, errs
	}
	encoded, err := json.Marshal(object.Object)
	if err != nil {
		return nil, []string{err.Error()}
	}
	result, err := stored(encoded)
	return result, messages(err)
}

// decodeCustom decodes strictly, then drops what the schema does not know, drops nulls that stand for a missing field,
// coerces metadata and applies the defaults, in the API server's order. Nothing is returned when the text cannot be read.
func decodeCustom(raw []byte, structural *structuralschema.Structural) (*unstructured.Unstructured, []string) {
	var content map[string]any
	duplicates, err := kjson.UnmarshalStrict(raw, &content)
	if err != nil {
		return nil, []string{err.Error()}
	}
	var errs []string
	for _, duplicate := range duplicates {
		errs = append(errs, duplicate.Error())
	}
	apiVersion, kind := content["apiVersion"], content["kind"]
	metadataOptions := objectmeta.ObjectMetaOptions{ReturnUnknownFieldPaths: true}
	metadata, hasMetadata, unknown, err := objectmeta.GetObjectMetaWithOptions(content, metadataOptions)
	if err != nil {
		return nil, append(errs, err.Error())
	}
	pruneOptions := structuralschema.UnknownFieldPathOptions{TrackUnknownFieldPaths: true}
	unknown = append(unknown, pruning.PruneWithOptions(content, structural, true, pruneOptions)...)
	defaulting.PruneNonNullableNullsWithoutDefaults(content, structural)
	coerceOptions := objectmeta.CoerceOptions{ReturnUnknownFieldPaths: true}
	fieldErr, unknownMetadata := objectmeta.CoerceWithOptions(nil, content, structural, false, coerceOptions)
	if fieldErr != nil {
		return nil, append(errs, fieldErr.Error())
	}
	for _, path := range append(unknown, unknownMetadata...) {
		errs = append(errs, fmt.Sprintf("unknown field %q", path))
	}
	content["apiVersion"], content["kind"] = apiVersion, kind
	if hasMetadata {
		if err := objectmeta.SetObjectMeta(content, metadata); err != nil {
			return nil, append(errs, err.Error())
		}
	}
	defaulting.Default(content, structural)
	return &unstructured.Unstructured{Object: content}, errs
}
