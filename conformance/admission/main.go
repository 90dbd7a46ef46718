// Command admission answers, for one Kubernetes object after another, whether the API server would admit it, and what it
// would store. It runs Kubernetes' own code, so its word is the judge's, not an imitation of it.
//
//	admission --crds FILE…
//
// Each FILE is a YAML stream of CustomResourceDefinitions or a JSON list of them. Objects come as JSON lines on standard
// input, verdicts leave as JSON lines on standard output, in order and at once.
package main

import (
	"fmt"
	"os"

	"k8s.io/klog/v2"
)

func main() {
	files, err := crdFiles(os.Args[1:])
	if err != nil {
		fail(err)
	}
	klog.SetOutput(os.Stderr)
	kinds, err := servedKinds(files)
	if err != nil {
		fail(err)
	}
	if err := serve(os.Stdin, os.Stdout, kinds); err != nil {
		fail(err)
	}
}

// crdFiles reads the command line: everything after --crds, up to the next --crds, is a file.
func crdFiles(args []string) ([]string, error) {
	if len(args) > 0 && args[0] != "--crds" {
		return nil, fmt.Errorf("unexpected argument %q; usage: admission --crds FILE…", args[0])
	}
	var files []string
	for _, arg := range args {
		if arg != "--crds" {
			files = append(files, arg)
		}
	}
	return files, nil
}

func fail(err error) {
	fmt.Fprintf(os.Stderr, "admission: %v\n", err)
	os.Exit(2)
}
