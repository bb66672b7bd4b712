package whole

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

// TestWrite: a file that exists is replaced only where that is wanted, and only
// by one that is whole; nothing is left beside it.
func TestWrite(t *testing.T) {
	const old = "old"
	disk := errors.New("no space left on device")
	whole := func(w io.Writer) error { _, err := io.WriteString(w, "new"); return err }
	half := func(w io.Writer) error {
		_, err := io.WriteString(w, "ne")
		return errors.Join(err, &fs.PathError{Op: "write", Path: "the part", Err: disk})
	}
	for _, tt := range []struct {
		name          string
		there         bool
		replace       bool
		write         func(io.Writer) error
		wrong         error
		content, says string
	}{
		{name: "a new file", write: whole, content: "new"},
		{name: "a new file, by force", replace: true, write: whole, content: "new"},
		{name: "half a new file", write: half, wrong: disk, says: "x.txt: no space left on device"},
		{name: "over another", there: true, write: whole, wrong: fs.ErrExist, content: old},
		{name: "in the place of another", there: true, replace: true, write: whole, content: "new"},
		{name: "half in the place of another", there: true, replace: true, write: half, wrong: disk, content: old, says: "x.txt: no space left on device"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Chdir(t.TempDir())
			if tt.there {
				if err := os.WriteFile("x.txt", []byte(old), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			err := Write("x.txt", tt.replace, tt.write)
			if !errors.Is(err, tt.wrong) || tt.says != "" && err.Error() != tt.says {
				t.Errorf("got %v, want %v %s", err, tt.wrong, tt.says)
			}
			content, err := os.ReadFile("x.txt")
			if string(content) != tt.content || (err != nil) != (tt.content == "") {
				t.Errorf("it holds %q, %v, want %q", content, err, tt.content)
			}
			if names, _ := filepath.Glob(".*"); len(names) > 0 {
				t.Errorf("left beside it: %q", names)
			}
		})
	}
}
