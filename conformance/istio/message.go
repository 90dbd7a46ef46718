package main

import (
	"fmt"
	"strings"

	"istio.io/istio/pkg/config/analysis/diag"
)

// message is one message of an analyzer.
type message struct {
	Code     string      `json:"code"`
	Level    string      `json:"level"`
	Resource *objectName `json:"resource,omitempty"`
	// Path is the field, as far as the analyzer says it by its line.
	Path string `json:"path,omitempty"`
	Text string `json:"text"`
}

func newMessage(from *diag.Message, cluster *clusterContent) message {
	to := message{
		Code:  from.Type.Code(),
		Level: strings.ToLower(from.Type.Level().String()),
		Text:  fmt.Sprintf(from.Type.Template(), from.Parameters...),
	}
	if from.Resource == nil {
		return to
	}
	name := from.Resource.Metadata.FullName
	to.Resource = &objectName{
		Kind:      from.Resource.Metadata.Schema.Kind(),
		Namespace: name.Namespace.String(),
		Name:      name.Name.String(),
	}
	to.Path = fieldAt(from.Resource.Origin.FieldMap(), from.Line)
	if to.Resource.Kind == "Pod" {
		// A pod that was made up is told as what it is of.
		if owner, made := cluster.owners[to.Resource.Namespace+"/"+to.Resource.Name]; made {
			to.Resource, to.Path = &owner, ""
		}
	}
	return to
}

// fieldAt is the field that stands on a line; every line holds one.
func fieldAt(lines map[string]int, line int) string {
	if line == 0 {
		return ""
	}
	for path, at := range lines {
		if at == line {
			return strings.TrimSuffix(strings.TrimPrefix(path, "{."), "}")
		}
	}
	return ""
}
