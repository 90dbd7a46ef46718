package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"

	"sigs.k8s.io/yaml"
)

// question is one input line: an object as JSON, or one YAML document as text.
type question struct {
	ID     json.RawMessage `json:"id,omitempty"`
	Object json.RawMessage `json:"object,omitempty"`
	YAML   *string         `json:"yaml,omitempty"`
}

type answer struct {
	ID json.RawMessage `json:"id,omitempty"`
	verdict
}

// serve answers every line before it reads the next one, so that a caller may wait for each verdict.
func serve(in io.Reader, out io.Writer, kinds kindTable) error {
	reader := bufio.NewReaderSize(in, 1<<20)
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	for {
		line, err := reader.ReadBytes('\n')
		if len(bytes.TrimSpace(line)) > 0 {
			if err := encoder.Encode(reply(line, kinds)); err != nil {
				return err
			}
		}
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

func reply(line []byte, kinds kindTable) answer {
	var q question
	if err := json.Unmarshal(line, &q); err != nil {
		return answer{verdict: refused(fmt.Sprintf("the line is not a JSON question: %v", err))}
	}
	raw, err := q.body()
	if err != nil {
		return answer{ID: q.ID, verdict: refused(err.Error())}
	}
	return answer{ID: q.ID, verdict: judgeSafely(raw, kinds)}
}

// judgeSafely answers where Kubernetes' own code panics, as a server does: with an error of its own.
func judgeSafely(raw []byte, kinds kindTable) (said verdict) {
	defer func() {
		if reason := recover(); reason != nil {
			said = refused(fmt.Sprintf("the server fails: %v", reason))
		}
	}()
	return kinds.judge(raw)
}

// body is the object as the JSON that a client would send.
func (q question) body() ([]byte, error) {
	if q.YAML == nil {
		if len(q.Object) == 0 {
			return nil, fmt.Errorf(`the question has neither "object" nor "yaml"`)
		}
		return q.Object, nil
	}
	// Duplicate keys cannot be seen any more once YAML has become JSON.
	return yaml.YAMLToJSONStrict([]byte(*q.YAML))
}
