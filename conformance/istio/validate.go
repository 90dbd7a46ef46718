package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"sort"

	"github.com/hashicorp/go-multierror"

	"istio.io/istio/pilot/pkg/config/kube/crd"
	"istio.io/istio/pkg/config/schema/collections"
	"istio.io/istio/pkg/config/schema/resource"
)

// webhookVerdict is what istiod's validating webhook would say to a create request.
type webhookVerdict struct {
	// Known is false where the webhook is not asked: it judges Istio's own kinds only.
	Known    bool     `json:"known"`
	Errors   []string `json:"errors"`
	Warnings []string `json:"warnings"`
}

func init() {
	register("validate", func(question struct {
		Object json.RawMessage `json:"object"`
	}) (webhookVerdict, error) {
		return validate(question.Object)
	})
}

// validate takes the webhook's own steps. It ignores fields that it does not know: the schema judges those. A panic ends the
// request without an answer, which the API server takes for a refusal.
func validate(raw json.RawMessage) (verdict webhookVerdict, _ error) {
	defer func() {
		if cause := recover(); cause != nil {
			verdict = judged(fmt.Errorf("panic: %v", cause), nil)
		}
	}()
	var object crd.IstioKind
	if err := json.Unmarshal(raw, &object); err != nil {
		return judged(fmt.Errorf("cannot decode configuration: %w", err), nil), nil
	}
	gvk := object.GroupVersionKind()
	schema, known := collections.Pilot.FindByGroupKind(resource.FromKubernetesGVK(&gvk))
	if !known {
		return webhookVerdict{Errors: []string{}, Warnings: []string{}}, nil
	}
	config, err := crd.ConvertObject(schema, &object, "cluster.local")
	if err != nil {
		return judged(fmt.Errorf("error decoding configuration: %w", err), nil), nil
	}
	warnings, err := schema.ValidateConfig(*config)
	if err == nil {
		err = unknownTopLevelFields(raw)
	}
	return judged(err, warnings), nil
}

func judged(err, warnings error) webhookVerdict {
	return webhookVerdict{Known: true, Errors: messages(err), Warnings: messages(warnings)}
}

// messages takes an error apart that stands for several.
func messages(err error) []string {
	if err == nil {
		return []string{}
	}
	var several *multierror.Error
	if !errors.As(err, &several) {
		return []string{err.Error()}
	}
	list := []string{}
	for _, one := range several.Errors {
		list = append(list, messages(one)...)
	}
	return list
}

func unknownTopLevelFields(raw json.RawMessage) error {
	known := map[string]bool{"apiVersion": true, "kind": true, "metadata": true, "spec": true, "status": true}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(raw, &fields); err != nil {
		return err
	}
	var unknown []string
	for field := range fields {
		if !known[field] {
			unknown = append(unknown, field)
		}
	}
	if len(unknown) == 0 {
		return nil
	}
	sort.Strings(unknown)
	return fmt.Errorf("unknown fields %q", unknown)
}
