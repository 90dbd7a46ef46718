// Command istio answers what Istio's own code says of Kubernetes objects: istiod's webhook and routes, istioctl's analyzers.
//
// Questions come as JSON lines on standard input, `{"id": …, "do": "validate", …}`; answers leave as JSON lines on standard
// output, in order and at once. What `do` can be stands in the files that call `register`.
package main

import (
	"fmt"
	"os"

	"istio.io/istio/pkg/kube/krt"
	"istio.io/istio/pkg/log"
)

func main() {
	if err := quiet(); err != nil {
		fail(err)
	}
	// The debugger would keep the objects of every question.
	krt.GlobalDebugHandler = nil
	if err := serve(os.Stdin, os.Stdout); err != nil {
		fail(err)
	}
}

// quiet keeps Istio's log off standard output, and most of it off standard error.
func quiet() error {
	options := log.DefaultOptions()
	options.OutputPaths = []string{"stderr"}
	options.SetDefaultOutputLevel(log.OverrideScopeName, log.NoneLevel)
	return log.Configure(options)
}

func fail(err error) {
	fmt.Fprintf(os.Stderr, "istio: %v\n", err)
	os.Exit(2)
}
