package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
)

// handler answers one kind of question. It is given the whole line, and what it answers is written with the line's id.
type handler func(line []byte) (any, error)

var handlers = map[string]handler{}

// register is called while the package is initialised, once for each value of `do`.
func register[Question, Answer any](do string, answer func(Question) (Answer, error)) {
	handlers[do] = func(line []byte) (any, error) {
		var question Question
		if err := json.Unmarshal(line, &question); err != nil {
			return nil, fmt.Errorf("the question cannot be read: %w", err)
		}
		return answer(question)
	}
}

type reply struct {
	ID     json.RawMessage `json:"id,omitempty"`
	Answer any             `json:"answer,omitempty"`
	Error  string          `json:"error,omitempty"`
}

// serve answers every line before it reads the next one, so that a caller may wait for each answer.
func serve(in io.Reader, out io.Writer) error {
	reader := bufio.NewReaderSize(in, 1<<20)
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	for {
		line, err := reader.ReadBytes('\n')
		if len(bytes.TrimSpace(line)) > 0 {
			if err := encoder.Encode(replyTo(line)); err != nil {
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

// replyTo turns a panic of Istio's code into an error of this question: the stream goes on.
func replyTo(line []byte) (r reply) {
	defer func() {
		if cause := recover(); cause != nil {
			r = reply{ID: r.ID, Error: fmt.Sprintf("panic: %v", cause)}
		}
	}()
	var head struct {
		ID json.RawMessage `json:"id"`
		Do string          `json:"do"`
	}
	if err := json.Unmarshal(line, &head); err != nil {
		return reply{Error: fmt.Sprintf("the line is not a JSON question: %v", err)}
	}
	r.ID = head.ID
	handle := handlers[head.Do]
	if handle == nil {
		r.Error = fmt.Sprintf("nobody answers %q", head.Do)
		return r
	}
	answer, err := handle(line)
	if err != nil {
		r.Error = err.Error()
		return r
	}
	r.Answer = answer
	return r
}
