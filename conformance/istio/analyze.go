package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"strings"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"istio.io/istio/pkg/config/analysis/analyzers"
	"istio.io/istio/pkg/config/analysis/local"
)

const rootNamespace = "istio-system"

type analysisQuestion struct {
	Objects []map[string]any `json:"objects"`
}

type analysisAnswer struct {
	Messages []message `json:"messages"`
	// Unread are objects that the analyzers could not take, and why.
	Unread []string `json:"unread"`
}

func init() {
	register("analyze", analyze)
}

// analyze is `istioctl analyze` of the objects alone, over all namespaces, as if their workloads ran.
func analyze(question analysisQuestion) (analysisAnswer, error) {
	cluster, err := newClusterContent(question.Objects)
	if err != nil {
		return analysisAnswer{}, err
	}
	analyzer := local.NewIstiodAnalyzer(analyzers.AllCombined(), "", rootNamespace, nil)
	if err := useMeshConfig(analyzer, question.Objects); err != nil {
		return analysisAnswer{}, err
	}
	answer := analysisAnswer{Messages: []message{}, Unread: []string{}}
	// The test reader keeps Services, Pods and Namespaces; it does so only when it is the first source.
	for _, document := range cluster.documents {
		source := local.ReaderSource{Name: document.name, Reader: bytes.NewReader(document.text)}
		if err := readSource(analyzer, source); err != nil {
			answer.Unread = append(answer.Unread, fmt.Sprintf("%s: %v", document.name, err))
		}
	}
	if err := analyzer.AddDefaultResources(); err != nil {
		return analysisAnswer{}, err
	}
	stop := make(chan struct{})
	defer close(stop)
	result, err := analyzer.Analyze(stop)
	if err != nil {
		return analysisAnswer{}, err
	}
	for i := range result.Messages {
		answer.Messages = append(answer.Messages, newMessage(&result.Messages[i], cluster))
	}
	return answer, nil
}

// readSource turns a panic about one object, such as a field of another type, into an error of this object.
func readSource(analyzer *local.IstiodAnalyzer, source local.ReaderSource) (err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("panic: %v", cause)
		}
	}()
	return analyzer.AddTestReaderKubeSource([]local.ReaderSource{source})
}

// useMeshConfig gives the analyzer what the ConfigMap of the control plane says, if there is one. It reads files only.
func useMeshConfig(analyzer *local.IstiodAnalyzer, objects []map[string]any) error {
	for _, body := range objects {
		object := unstructured.Unstructured{Object: body}
		if object.GetKind() != "ConfigMap" || object.GetNamespace() != rootNamespace || object.GetName() != "istio" {
			continue
		}
		text, found, _ := unstructured.NestedString(body, "data", "mesh")
		if !found {
			continue
		}
		file, err := os.CreateTemp("", "mesh-*.yaml")
		if err != nil {
			return err
		}
		defer os.Remove(file.Name())
		if err := os.WriteFile(file.Name(), []byte(text), 0o600); err != nil {
			return err
		}
		return analyzer.AddFileKubeMeshConfig(file.Name())
	}
	return nil
}

// encode writes one field a line, so that a line says which field is meant.
func encode(body map[string]any) ([]byte, error) {
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", " ")
	if err := encoder.Encode(body); err != nil {
		return nil, err
	}
	return []byte(strings.TrimSpace(text.String())), nil
}
