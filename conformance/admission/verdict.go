package main

import (
	"encoding/json"
	"errors"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
)

type verdict struct {
	Admitted bool     `json:"admitted"`
	Errors   []string `json:"errors"`
	Warnings []string `json:"warnings,omitempty"`
	// Object is what would be stored, defaults applied; only of an admitted object.
	Object map[string]any `json:"object,omitempty"`
}

func refused(errors ...string) verdict {
	return verdict{Errors: errors}
}

// messages takes an error of the API server apart: one message for each cause that it names.
func messages(err error) []string {
	if err == nil {
		return nil
	}
	if strict, ok := runtime.AsStrictDecodingError(err); ok {
		var list []string
		for _, cause := range strict.Errors() {
			list = append(list, cause.Error())
		}
		return list
	}
	var status apierrors.APIStatus
	if !errors.As(err, &status) || status.Status().Details == nil || len(status.Status().Details.Causes) == 0 {
		return []string{err.Error()}
	}
	var list []string
	for _, cause := range status.Status().Details.Causes {
		if cause.Field == "" || cause.Field == "<nil>" {
			list = append(list, cause.Message)
		} else {
			list = append(list, cause.Field+": "+cause.Message)
		}
	}
	return list
}

// stored is the object without what differs from one creation to the next.
func stored(encoded []byte) (map[string]any, error) {
	var object map[string]any
	if err := json.Unmarshal(encoded, &object); err != nil {
		return nil, err
	}
	unstructured.RemoveNestedField(object, "metadata", "uid")
	unstructured.RemoveNestedField(object, "metadata", "creationTimestamp")
	return object, nil
}
