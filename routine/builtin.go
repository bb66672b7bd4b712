package routine

import (
	"embed"
	"fmt"
	"strings"
)

//go:embed routines/*.yaml
var builtin embed.FS

// Default is the name of the routine that is played unless another is named.
const Default = "buttock"

// Builtin returns the names of the built-in routines, sorted.
func Builtin() []string {
	entries, err := builtin.ReadDir("routines")
	if err != nil {
		panic(err) // embedded: cannot fail
	}
	names := make([]string, len(entries))
	for i, e := range entries {
		names[i] = strings.TrimSuffix(e.Name(), ".yaml")
	}
	return names
}

// Source returns the file of a built-in routine. For another name the error is a
// [Fault] that lists the names there are.
func Source(name string) ([]byte, error) {
	src, err := builtin.ReadFile("routines/" + name + ".yaml")
	if err != nil {
		return nil, &Fault{
			Fact:   fmt.Sprintf("unknown routine %q (built in: %s)", name, strings.Join(Builtin(), ", ")),
			Remedy: "a routine of your own is named by its file, such as ./mine.yaml",
		}
	}
	return src, nil
}
