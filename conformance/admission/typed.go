package main

import (
	"context"

	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/runtime/serializer"
	"k8s.io/apiserver/pkg/registry/rest"
)

// typedKind judges a kind that the API server has compiled in.
type typedKind struct {
	gvk      schema.GroupVersionKind
	plural   string
	codecs   serializer.CodecFactory
	strategy rest.RESTCreateStrategy
	// prepare does what the kind's storage does ahead of its strategy.
	prepare func(runtime.Object)
	// clean takes what was allocated out of the object again.
	clean func(runtime.Object)
}

func (kind typedKind) resource() string {
	return kind.plural
}

func (kind typedKind) create(ctx context.Context, raw []byte) (map[string]any, []string) {
	object, err := kind.decode(raw)
	errs := messages(err)
	if object == nil {
		return nil, errs
	}
	if kind.prepare != nil {
		kind.prepare(object)
	}
	errs = append(errs, messages(createObject(ctx, kind.strategy, object))...)
	if len(errs) > 0 {
		return nil, errs
	}
	if kind.clean != nil {
		kind.clean(object)
	}
	encoded, err := runtime.Encode(kind.codecs.EncoderForVersion(kind.json().Serializer, kind.gvk.GroupVersion()), object)
	if err != nil {
		return nil, []string{err.Error()}
	}
	result, err := stored(encoded)
	return result, messages(err)
}

// decode returns the internal object, defaults applied; with an error of strict decoding, the object comes as well.
func (kind typedKind) decode(raw []byte) (runtime.Object, error) {
	hub := schema.GroupVersion{Group: kind.gvk.Group, Version: runtime.APIVersionInternal}
	object, _, err := kind.codecs.DecoderToVersion(kind.json().StrictSerializer, hub).Decode(raw, nil, nil)
	if err != nil && !runtime.IsStrictDecodingError(err) {
		return nil, err
	}
	return object, err
}

func (kind typedKind) json() runtime.SerializerInfo {
	info, _ := runtime.SerializerInfoForMediaType(kind.codecs.SupportedMediaTypes(), runtime.ContentTypeJSON)
	return info
}
