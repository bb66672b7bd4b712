package routine

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestSchema has a validator that is not ours read files by the schema: it takes what
// Parse takes, and refuses what has a wrong key, value or form.
func TestSchema(t *testing.T) {
	const validate = `
import json, sys, yaml, jsonschema
schema = json.load(open(sys.argv[1]))
jsonschema.Draft202012Validator.check_schema(schema)
v = jsonschema.Draft202012Validator(schema)
for f in sys.argv[2:]:
    print("right" if v.is_valid(yaml.safe_load(open(f))) else "wrong")
`
	if err := exec.Command("python3", "-c", "import yaml, jsonschema; jsonschema.Draft202012Validator").Run(); err != nil {
		t.Skip("python3 with yaml and jsonschema:", err)
	}
	script := scriptOf(fixture())
	folder := t.TempDir()
	schema := filepath.Join(folder, "schema.json")
	if err := os.WriteFile(schema, Schema(script), 0o600); err != nil {
		t.Fatal(err)
	}
	files := []string{"routines/buttock.yaml", "routines/lying.yaml", "routines/breathing.yaml", "testdata/everything.yaml", "testdata/older.yaml"}
	whole, err := os.ReadFile("testdata/everything.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for i, change := range [][2]string{
		{"run-in: 1s", "run_in: 1s"}, {"uncramp: 1", "uncramp: 2"}, {"name: everything\n", ""}, {"sides: [left, right]", "sides: [left, middle]"},
		{"rounds: 2,", "rounds: 100,"}, {"breath: 4-2-4", "breath: 4"}, {"hold: 30s", "hold: long"}, {"from: 20s, to: 60s, why: a hold is long", "from: 20s, to: 60s"},
		{"- chime: bell-opening", "- chime: bell"}, {"- wait: 2s", "- wait: 2s\n    then: 1s"}, {"before: [full, short]", "before: [ful]"},
		{"half: halfway", "middle: halfway"}, {"lean-short: Lean.", "Lean-short: Lean."}, {"pick: in-turn", "pick: any"}, {"chimes: none", "chimes: some"},
		{"after-last: 2", "after-last: 13"}, {"- breathe: 1\n", "- breathe: \"{hold}\"\n"}, {"when: too-soon", "when: later"}, {"  - wait: 2s\n", "  - name: x\n"},
	} {
		changed := strings.Replace(string(whole), change[0], change[1], 1)
		if changed == string(whole) {
			t.Fatalf("there is no %q", change[0])
		}
		if _, err := Parse("x.yaml", []byte(changed), script); err == nil {
			t.Errorf("%q: Parse takes it", change[1])
		}
		files = append(files, filepath.Join(folder, string(rune('a'+i))+".yaml"))
		if err := os.WriteFile(files[len(files)-1], []byte(changed), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	out, err := exec.Command("python3", append([]string{"-c", validate, schema}, files...)...).CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for i, got := range strings.Fields(string(out)) {
		want := "wrong"
		if i < 5 {
			want = "right"
		}
		if got != want {
			t.Errorf("%s is %s by the schema, want %s", files[i], got, want)
		}
	}
}
