//go:build unix

package main

import (
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// TestEveryFlagCompletes: a flag whose value is no file has values, or none on purpose.
func TestEveryFlagCompletes(t *testing.T) {
	var check func(c *cobra.Command)
	check = func(c *cobra.Command) {
		c.Flags().VisitAll(func(f *pflag.Flag) {
			kind, _ := pflag.UnquoteUsage(f)
			_, completes := c.GetFlagCompletionFunc(f.Name)
			if !completes && f.Value.Type() != "bool" && !slices.Contains([]string{"FILE", "FOLDER", "IMAGE"}, kind) {
				t.Errorf("%s --%s %s completes files", c.CommandPath(), f.Name, kind)
			}
		})
		for _, sub := range c.Commands() {
			check(sub)
		}
	}
	check(rootCommand())
}

// TestBashCompletion: the script completes in a bash without the package
// bash-completion.
func TestBashCompletion(t *testing.T) {
	bash, err := exec.LookPath("bash")
	if err != nil {
		t.Skip("there is no bash")
	}
	stage(t)
	for line, want := range map[string][]string{
		"uncramp plan --w":             {"--words"},
		"uncramp plan --words f":       {"fading", "few", "full"},
		"uncramp plan --words=fu":      {"full"},
		"uncramp voice ma":             {"make"},
		"uncramp plan le":              {"left"},
		"uncramp plan ri left":         nil,
		"uncramp plan left ":           nil,
		"uncramp plan --voice ":        {"heart", "michael"},
		"uncramp plan --voice fo":      {"folder"},
		"uncramp plan --bed=exi":       {"exists.wav"},
		"uncramp render -o ex":         {"exists.wav"},
		"uncramp plan --hold ":         {"20s", "25s", "30s"},
		"uncramp routine check text.y": {"text.yaml"},
	} {
		script := `source <("$0" completion bash); PATH=$1:$PATH; COMP_LINE=$2; COMP_POINT=${#2}; _uncramp; printf '%s\n' "${COMPREPLY[@]}"`
		c := exec.Command(bash, "--norc", "--noprofile", "-c", script, program, filepath.Dir(program), line)
		out, err := c.CombinedOutput()
		got := strings.Fields(string(out))
		slices.Sort(got)
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%q: got %q, %v, want %q", line, got, err, want)
		}
	}
}
