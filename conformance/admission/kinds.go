package main

import (
	"context"
	"fmt"
	"sort"
	"strings"

	"k8s.io/apimachinery/pkg/runtime/schema"
	genericapirequest "k8s.io/apiserver/pkg/endpoints/request"
	"k8s.io/apiserver/pkg/warning"
	kjson "sigs.k8s.io/json"
)

// kindJudge does, for one kind at one version, what the API server does with the body of a create request.
type kindJudge interface {
	resource() string
	create(ctx context.Context, raw []byte) (object map[string]any, errs []string)
}

// kindTable is every kind at every version that the server would serve.
type kindTable map[schema.GroupVersionKind]kindJudge

func servedKinds(files []string) (kindTable, error) {
	kinds := builtInKinds()
	for _, file := range files {
		definitions, err := readDefinitions(file)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		for _, definition := range definitions {
			customs, err := customKinds(definition)
			if err != nil {
				return nil, fmt.Errorf("%s: %s: %w", file, definition.Name, err)
			}
			for gvk, judge := range customs {
				if kinds[gvk] != nil {
					return nil, fmt.Errorf("%s: %s defines %s, which is defined already", file, definition.Name, gvk)
				}
				kinds[gvk] = judge
			}
		}
	}
	return kinds, nil
}

func (kinds kindTable) judge(raw []byte) verdict {
	var head map[string]any
	if err := kjson.UnmarshalCaseSensitivePreserveInts(raw, &head); err != nil {
		return refused(fmt.Sprintf("the object is not a JSON map: %v", err))
	}
	apiVersion, _ := head["apiVersion"].(string)
	kind, _ := head["kind"].(string)
	if apiVersion == "" || kind == "" {
		return refused("the object needs apiVersion and kind")
	}
	gv, err := schema.ParseGroupVersion(apiVersion)
	if err != nil {
		return refused(err.Error())
	}
	judge := kinds[gv.WithKind(kind)]
	if judge == nil {
		return refused(kinds.unknown(gv, kind))
	}
	notes := &warningList{}
	object, errs := judge.create(createContext(head, gv, kind, judge.resource(), notes), raw)
	if len(errs) > 0 {
		return verdict{Errors: errs, Warnings: *notes}
	}
	return verdict{Admitted: true, Errors: []string{}, Warnings: *notes, Object: object}
}

// unknown says what is wrong in the words of kubectl, and which versions there are, if any.
func (kinds kindTable) unknown(gv schema.GroupVersion, kind string) string {
	var versions []string
	for gvk := range kinds {
		if gvk.Group == gv.Group && gvk.Kind == kind {
			versions = append(versions, gvk.Version)
		}
	}
	message := fmt.Sprintf("no matches for kind %q in version %q", kind, gv)
	if len(versions) > 0 {
		sort.Strings(versions)
		message += "; served versions: " + strings.Join(versions, ", ")
	}
	return message
}

// createContext is the request as kubectl makes it: into the object's own namespace, else into "default".
func createContext(head map[string]any, gv schema.GroupVersion, kind, resource string, notes *warningList) context.Context {
	metadata, _ := head["metadata"].(map[string]any)
	namespace, _ := metadata["namespace"].(string)
	if namespace == "" {
		namespace = "default"
	}
	ctx := genericapirequest.WithNamespace(context.Background(), namespace)
	ctx = genericapirequest.WithRequestInfo(ctx, &genericapirequest.RequestInfo{
		IsResourceRequest: true,
		Verb:              "create",
		APIGroup:          gv.Group,
		APIVersion:        gv.Version,
		Namespace:         namespace,
		Resource:          resource,
	})
	return warning.WithWarningRecorder(ctx, notes)
}

// warningList collects what the API server would send as Warning headers.
type warningList []string

func (list *warningList) AddWarning(_, text string) {
	*list = append(*list, text)
}
