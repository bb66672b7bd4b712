package atomicfile

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"testing"
)

// TestWrite: a file that exists is replaced only if that is wanted, and only by
// one that is whole; nothing is left beside it.
func TestWrite(t *testing.T) {
	const old = "old"
	disk := errors.New("no space left on device")
	whole := func(w io.Writer) error { _, err := io.WriteString(w, "new"); return err }
	half := func(w io.Writer) error {
		_, err := io.WriteString(w, "ne")
		return errors.Join(err, &fs.PathError{Op: "write", Path: "the part", Err: disk})
	}
	for name, newPart := range map[string]func(string) (*part, error){"by default": newPart, "with a name": newNamedPart} {
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
			t.Run(name+"/"+tt.name, func(t *testing.T) {
				t.Chdir(t.TempDir())
				if tt.there {
					put(t, "x.txt", old)
				}
				err := named("x.txt", write("x.txt", tt.replace, tt.write, newPart))
				if !errors.Is(err, tt.wrong) || tt.says != "" && err.Error() != tt.says {
					t.Errorf("got %v, want %v %s", err, tt.wrong, tt.says)
				}
				want := []string{"x.txt"}
				if content, _ := os.ReadFile("x.txt"); string(content) != tt.content {
					t.Errorf("it holds %q, want %q", content, tt.content)
				} else if tt.content == "" {
					want = nil
				}
				if got := names(t, "."); !slices.Equal(got, want) {
					t.Errorf("the folder holds %q, want %q", got, want)
				}
			})
		}
	}
}

// TestAppearsMeanwhile: what has got the name since is not replaced.
func TestAppearsMeanwhile(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, newPart := range []func(string) (*part, error){newPart, newNamedPart} {
		err := write("x", false, func(io.Writer) error { put(t, "x", "mine"); return nil }, newPart)
		if content, _ := os.ReadFile("x"); !errors.Is(err, fs.ErrExist) || string(content) != "mine" {
			t.Errorf("it holds %q, %v", content, err)
		}
		os.Remove("x")
	}
}

func TestWriteFollowsLinks(t *testing.T) {
	t.Chdir(t.TempDir())
	new := func(w io.Writer) error { _, err := io.WriteString(w, "new"); return err }
	if err := errors.Join(os.Mkdir("far", 0o777), os.Symlink(filepath.Join("far", "next"), "link"), os.Symlink("file", filepath.Join("far", "next")), os.Symlink("loop", "loop")); err != nil {
		t.Skip(err)
	}
	if _, err := os.Readlink("link"); err != nil {
		t.Skip("no symbolic links:", err) // Wine makes none, and says that it has
	}
	for range 2 { // dangling first
		if err := Write("link", true, new); err != nil {
			t.Fatal(err)
		}
		if content, err := os.ReadFile(filepath.Join("far", "file")); string(content) != "new" {
			t.Errorf("it holds %q, %v", content, err)
		}
	}
	if err := Write("link", false, new); !errors.Is(err, fs.ErrExist) {
		t.Errorf("without replace: %v", err)
	}
	if err := Write("loop", true, new); err == nil || err.Error() != "loop: too many links" {
		t.Errorf("a loop: %v", err)
	}
}

// TestPermissions: a replaced file or folder keeps its permissions.
func TestPermissions(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("has other permissions")
	}
	t.Chdir(t.TempDir())
	put(t, "x", "")
	if err := errors.Join(os.Chmod("x", 0o640), os.Mkdir("dir", 0o700), Write("x", true, func(io.Writer) error { return nil })); err != nil {
		t.Fatal(err)
	}
	replaceFolder(t, "dir", "new")
	for name, want := range map[string]fs.FileMode{"x": 0o640, "dir": 0o700 | fs.ModeDir} {
		if info, err := os.Stat(name); err != nil || info.Mode() != want {
			t.Errorf("%s: %v, %v, want %v", name, info.Mode(), err, want)
		}
	}
}

// TestLeftovers: what nobody is writing any more is removed; what somebody is
// writing stays, and so do the files of others.
func TestLeftovers(t *testing.T) {
	if !locks {
		t.Skip("what is left behind is told by its age here")
	}
	t.Chdir(t.TempDir())
	busy, err := newNamedPart(".")
	if err != nil {
		t.Fatal(err)
	}
	defer busy.discard()
	busyFolder, err := NewFolder("target")
	if err != nil {
		t.Fatal(err)
	}
	defer busyFolder.Discard()
	put(t, ".uncramp-A.part", "half")
	if err := os.MkdirAll(filepath.Join(".uncramp-B.part", "x"), 0o777); err != nil {
		t.Fatal(err)
	}
	put(t, ".uncramp-played", "mine")
	put(t, ".song.part", "mine")
	removeLeftovers(".")
	want := []string{".song.part", ".uncramp-played", filepath.Base(busy.name), filepath.Base(busyFolder.Path)}
	slices.Sort(want)
	if got := names(t, "."); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestFolder(t *testing.T) {
	t.Chdir(t.TempDir())
	replaceFolder(t, "dir", "1")
	replaceFolder(t, "dir", "2")
	for range 2 {
		if all, got := names(t, "."), names(t, "dir"); !slices.Equal(all, []string{"dir"}) || !slices.Equal(got, []string{"2"}) {
			t.Errorf("there are %q, and %q in it", all, got)
		}
		f, err := NewFolder("dir")
		if err != nil {
			t.Fatal(err)
		}
		f.Discard()
	}
	if _, err := NewFolder(filepath.Join("none", "dir")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("in no folder: %v", err)
	}
}

// TestRecoverFolder: a folder is there again after a kill between any two of the steps
// that replace it.
func TestRecoverFolder(t *testing.T) {
	t.Chdir(t.TempDir())
	for step, want := range []string{"old", "old", "new"} {
		os.RemoveAll("dir")
		replaceFolder(t, "dir", "old")
		replaceFolder(t, "part", "new")
		for _, rename := range [][2]string{{"dir", oldName("dir")}, {"part", "dir"}}[:step] {
			if err := os.Rename(rename[0], rename[1]); err != nil {
				t.Fatal(err)
			}
		}
		recoverFolder("dir")
		os.RemoveAll("part")
		if got, all := names(t, "dir"), names(t, "."); !slices.Equal(got, []string{want}) || !slices.Equal(all, []string{"dir"}) {
			t.Errorf("killed after %d renames: it left %q, and %q in it, want %q", step, all, got, want)
		}
	}
}

// replaceFolder puts a folder with one file in it in the place of another.
func replaceFolder(t *testing.T, path, file string) {
	t.Helper()
	f, err := NewFolder(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Discard()
	put(t, filepath.Join(f.Path, file), "")
	if err := f.Publish(); err != nil {
		t.Fatal(err)
	}
}

func put(t *testing.T, file, content string) {
	t.Helper()
	if err := os.WriteFile(file, []byte(content), 0o666); err != nil {
		t.Fatal(err)
	}
}

func names(t *testing.T, folder string) (all []string) {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		all = append(all, e.Name())
	}
	return all
}
