package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"k8s.io/apiextensions-apiserver/pkg/apis/apiextensions"
	"k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/install"
	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"k8s.io/apiextensions-apiserver/pkg/registry/customresourcedefinition"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/serializer"
	yamlreader "k8s.io/apimachinery/pkg/util/yaml"
	genericapirequest "k8s.io/apiserver/pkg/endpoints/request"
	"sigs.k8s.io/yaml"
)

var (
	definitionScheme = newDefinitionScheme()
	definitionKind   = typedKind{
		gvk:      apiextensionsv1.SchemeGroupVersion.WithKind("CustomResourceDefinition"),
		plural:   "customresourcedefinitions",
		codecs:   serializer.NewCodecFactory(definitionScheme, serializer.EnableStrict),
		strategy: customresourcedefinition.NewStrategy(definitionScheme),
	}
)

func newDefinitionScheme() *runtime.Scheme {
	scheme := runtime.NewScheme()
	install.Install(scheme)
	return scheme
}

// readDefinitions reads the CustomResourceDefinitions of a file and admits each as the API server would. A published
// bundle may hold other objects too; they are passed over.
func readDefinitions(file string) ([]*apiextensionsv1.CustomResourceDefinition, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	documents, err := splitDocuments(text)
	if err != nil {
		return nil, err
	}
	var definitions []*apiextensionsv1.CustomResourceDefinition
	for _, document := range documents {
		var head struct{ Kind string }
		if err := json.Unmarshal(document, &head); err != nil {
			return nil, err
		}
		if head.Kind != definitionKind.gvk.Kind {
			continue
		}
		definition, err := admitDefinition(document)
		if err != nil {
			return nil, err
		}
		definitions = append(definitions, definition)
	}
	if len(definitions) == 0 {
		return nil, errors.New("no CustomResourceDefinition in it")
	}
	return definitions, nil
}

func splitDocuments(text []byte) ([][]byte, error) {
	if trimmed := bytes.TrimSpace(text); len(trimmed) > 0 && trimmed[0] == '[' {
		var items []json.RawMessage
		if err := json.Unmarshal(trimmed, &items); err != nil {
			return nil, err
		}
		var documents [][]byte
		for _, item := range items {
			documents = append(documents, item)
		}
		return documents, nil
	}
	reader := yamlreader.NewYAMLReader(bufio.NewReader(bytes.NewReader(text)))
	var documents [][]byte
	for {
		document, err := reader.Read()
		if err == io.EOF {
			return documents, nil
		}
		if err != nil {
			return nil, err
		}
		asJSON, err := yaml.YAMLToJSON(document)
		if err != nil {
			return nil, err
		}
		if !bytes.Equal(asJSON, []byte("null")) {
			documents = append(documents, asJSON)
		}
	}
}

func admitDefinition(document []byte) (*apiextensionsv1.CustomResourceDefinition, error) {
	decoded, err := definitionKind.decode(document)
	if err != nil {
		return nil, err
	}
	definition, ok := decoded.(*apiextensions.CustomResourceDefinition)
	if !ok {
		return nil, fmt.Errorf("%T is not a CustomResourceDefinition", decoded)
	}
	ctx := genericapirequest.WithNamespace(context.Background(), "")
	if err := createObject(ctx, definitionKind.strategy, definition); err != nil {
		return nil, fmt.Errorf("%s: %s", definition.Name, strings.Join(messages(err), "; "))
	}
	served := &apiextensionsv1.CustomResourceDefinition{}
	if err := definitionScheme.Convert(definition, served, nil); err != nil {
		return nil, err
	}
	return served, nil
}
